/* json_mend.h: what jansson refuses and a feed should not be lost for. */
#pragma once

#include "config/base/buffer.h"

/* Copies `text`: lone surrogates become U+FFFD, raw control characters in strings spaces, numbers
 * too large for a double 0. */
void json_mend(const char *text, size_t len, struct buffer *mended);
