/* one_line.h: what others wrote, as one line that can be shown (TRUST 6). */
#pragma once

#include <stddef.h>

struct buffer;

/* Appends `len` bytes of text, without blanks around it. Line ends, controls and runs of blanks are
 * one space; what cannot be seen is left out, but for the joiners that scripts need; a byte that is
 * no UTF-8 is "?". What is longer than `max` bytes is cut, with "…". */
void one_line_append(struct buffer *out, const char *text, size_t len, size_t max);
