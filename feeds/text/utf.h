/* utf.h: one character in, one character out, of UTF-8 and of ICU's UTF-16. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define UTF_REPLACEMENT 0xFFFDu
#define UTF8_SIZE_MAX 4
#define UTF16_SIZE_MAX 2

/* The character at `at`, which must be before `end`, and its size in bytes. What is no UTF-8 is
 * UTF_REPLACEMENT, byte by byte. */
uint32_t utf8_read(const char *at, const char *end, uint32_t *size);

/* The character at `*at` of well-formed UTF-16; moves `*at` behind it. */
uint32_t utf16_read(const uint16_t *text, int32_t *at);

/* Writes a character at `out`, where there is room; returns its size in units. */
int32_t utf16_write(uint16_t *out, uint32_t c);
