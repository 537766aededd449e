/* encoding_convert.h: bytes of one encoding to UTF-8. */
#pragma once

#include "config/base/buffer.h"
#include "feeds/parse/encoding_names.h"

/* Appends to `utf8`; what is malformed becomes U+FFFD. Returns how often that was. */
size_t encoding_convert(const struct encoding_name *encoding, const char *bytes, size_t len,
                        struct buffer *utf8);
