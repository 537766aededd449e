/* json_mend.h: what jansson refuses and a feed should not be lost for. */
#pragma once

#include "config/base/buffer.h"

enum json_end {
    JSON_ENDS,     /* as it began, or where it cannot be helped */
    JSON_CUT_OFF,  /* its end is missing */
    JSON_TOO_MANY, /* values: what stands behind so many was cut off */
};

/* jansson takes up to 300 bytes for a value of two. */
#define JSON_VALUES_MAX ((size_t)500000)

/* Copies `text`: lone surrogates become U+FFFD, raw control characters in strings spaces (lines
 * keep their numbers), escapes that JSON has not what they escape, numbers too large for a double
 * 0; comments are left out, and JavaScript's and Python's words, quotes and bare keys are JSON's.
 * Of a document that does not end the part up to the last whole element of a list of its members is
 * left, as a whole document. What stands round the feed, as a script's call, is left out. */
enum json_end json_mend(const char *text, size_t len, struct buffer *mended);
