/* json_escape.h: a feed's text as a JSON string (RFC 8259 section 7), safe for a terminal and for a
 * log. */
#pragma once

struct buffer;

/* Appends `text` with its quotes; NULL is null. Beyond what JSON asks for, these are written as \u
 * escapes: DEL and C1 controls, the bidirectional marks, embeddings, overrides and isolates, and
 * the line and paragraph separators. `text` is well-formed UTF-8. */
void json_escape_string(const char *text, struct buffer *out);
