/* utf8.h: is it UTF-8, and where may it be cut. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* True when the bytes are well-formed UTF-8 (Unicode, table 3-7: no surrogates, nothing overlong,
 * nothing above U+10FFFF). NUL bytes count as characters. */
bool utf8_is_valid(const char *text, size_t len);

/* The length, at most `max`, at which well-formed `text` can be cut without halving a character. */
size_t utf8_cut(const char *text, size_t len, size_t max);
