/* bound.h: where a text that is too long may be cut. */
#pragma once

#include <stddef.h>

/* The mark of a cut text. */
#define BOUND_MARK "\xE2\x80\xA6"
#define BOUND_MARK_LEN 3

/* The largest length, at most `max`, at which well-formed `text` can be cut without parting what a
 * reader sees as one character (UAX #29). */
size_t bound_cut(const char *text, size_t len, size_t max);
