/* json_escape.h: a feed's text as a JSON string (RFC 8259 section 7), safe for a terminal and for a
 * log. */
#pragma once

#include <stddef.h>

struct buffer;

/* Appends `text` with its quotes; NULL is null. Beyond what JSON asks for, what
 * printable_is_deceptive() names is written as \u escapes. `text` is well-formed UTF-8. */
void json_escape_string(const char *text, struct buffer *out);

/* The same of what another has written as JSON: appends it with those characters, which stand in
 * strings only, as escapes. Only newlines stay. */
void json_escape_written(const char *json, size_t len, struct buffer *out);
