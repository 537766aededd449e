#include "feeds/text/utf.h"

#include "config/base/utf8.h"

#include <stdbool.h>

static bool is_continuation(unsigned char byte)
{
    return (byte & 0xC0) == 0x80;
}

/* ASCII but NUL, and two and three bytes whose first allows any second; 0: it is not one of these.
 */
static uint32_t read_common(const unsigned char *s, size_t left, uint32_t *size)
{
    if (s[0] < 0x80) {
        *size = 1;
        return s[0];
    }
    if (left > 1 && s[0] >= 0xC2 && s[0] < 0xE0 && is_continuation(s[1])) {
        *size = 2;
        return (s[0] & 0x1Fu) << 6 | (s[1] & 0x3Fu);
    }
    if (left > 2 && s[0] > 0xE0 && s[0] < 0xF0 && s[0] != 0xED && is_continuation(s[1]) &&
        is_continuation(s[2])) {
        *size = 3;
        return (s[0] & 0x0Fu) << 12 | (s[1] & 0x3Fu) << 6 | (s[2] & 0x3Fu);
    }
    return 0;
}

uint32_t utf8_read(const char *at, const char *end, uint32_t *size)
{
    const unsigned char *s = (const unsigned char *)at;
    uint32_t c = read_common(s, (size_t)(end - at), size);

    if (c != 0)
        return c;
    *size = (uint32_t)utf8_length_at(at, (size_t)(end - at));
    switch (*size) {
    case 1:
        return s[0];
    case 2:
        return (s[0] & 0x1Fu) << 6 | (s[1] & 0x3Fu);
    case 3:
        return (s[0] & 0x0Fu) << 12 | (s[1] & 0x3Fu) << 6 | (s[2] & 0x3Fu);
    case 4:
        return (s[0] & 0x07u) << 18 | (s[1] & 0x3Fu) << 12 | (s[2] & 0x3Fu) << 6 | (s[3] & 0x3Fu);
    default:
        *size = 1;
        return UTF_REPLACEMENT;
    }
}

uint32_t utf16_read(const uint16_t *text, int32_t *at)
{
    uint32_t unit = text[(*at)++];

    if ((unit & 0xFC00) != 0xD800)
        return unit;
    return 0x10000 + ((unit & 0x3FF) << 10) + (text[(*at)++] & 0x3FFu);
}

int32_t utf16_write(uint16_t *out, uint32_t c)
{
    if (c < 0x10000) {
        out[0] = (uint16_t)c;
        return 1;
    }
    out[0] = (uint16_t)(0xD7C0 + (c >> 10));
    out[1] = (uint16_t)(0xDC00 | (c & 0x3FF));
    return 2;
}
