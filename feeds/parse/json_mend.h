/* json_mend.h: what jansson refuses and a feed should not be lost for. */
#pragma once

#include "config/base/buffer.h"

#include <stdbool.h>

/* Copies `text`: lone surrogates become U+FFFD, raw control characters in strings spaces, escapes
 * that JSON has not what they escape, numbers too large for a double 0. Of a document that is cut
 * off the part up to the last whole element of a list of its members is left, as a whole document.
 * True: it is cut. */
bool json_mend(const char *text, size_t len, struct buffer *mended);
