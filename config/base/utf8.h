/* utf8.h: is it UTF-8, and where may it be cut. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* True when the bytes are well-formed UTF-8 (Unicode, table 3-7: no surrogates, nothing overlong,
 * nothing above U+10FFFF). NUL bytes count as characters. */
bool utf8_is_valid(const char *text, size_t len);

/* Bytes of the character at `text`, of which `left` > 0 bytes are there; 0 when it is malformed. */
size_t utf8_length_at(const char *text, size_t left);

/* The character of `len` bytes at `text`, a length that utf8_length_at() gave. */
uint32_t utf8_code_point(const char *text, size_t len);

/* Writes the character at `out`, where there is room for four bytes; returns its length. */
size_t utf8_write(char *out, uint32_t c);

/* The length, at most `max`, at which well-formed `text` can be cut without halving a character. */
size_t utf8_cut(const char *text, size_t len, size_t max);
