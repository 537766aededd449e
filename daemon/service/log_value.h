/* log_value.h: anything, made fit for a log line (TRUST 6). */
#pragma once

#include <stdbool.h>

struct buffer;

/* Appends `text`, cut at `max` bytes, with all that is not printable, quotes and backslashes as
 * escapes. */
void log_value_escape(struct buffer *out, const char *text, unsigned max);

/* True when an escaped value needs no quotes: not empty, and no space or '=' in it. */
bool log_value_is_plain(const char *escaped);
