#include "daemon/cli/escape.h"

#include "config/base/arena.h"
#include "config/base/buffer.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define TEXT_MAX ((size_t)4 << 20)

/* Controls, separators and the format characters (Cf) of Unicode 15 without ZWNJ and ZWJ, in
 * order. */
static const struct range {
    uint32_t first, last;
} escaped[] = {
    {0x0000, 0x001F},   {0x007F, 0x009F},   {0x00AD, 0x00AD},   {0x0600, 0x0605},
    {0x061C, 0x061C},   {0x06DD, 0x06DD},   {0x070F, 0x070F},   {0x0890, 0x0891},
    {0x08E2, 0x08E2},   {0x180E, 0x180E},   {0x200B, 0x200B},   {0x200E, 0x200F},
    {0x2028, 0x202E},   {0x2060, 0x206F},   {0xFEFF, 0xFEFF},   {0xFFF9, 0xFFFB},
    {0x110BD, 0x110BD}, {0x110CD, 0x110CD}, {0x13430, 0x1343F}, {0x1BCA0, 0x1BCA3},
    {0x1D173, 0x1D17A}, {0xE0001, 0xE0001}, {0xE0020, 0xE007F},
};

static bool is_escaped(uint32_t c)
{
    for (size_t i = 0; i < sizeof(escaped) / sizeof(escaped[0]) && c >= escaped[i].first; i++) {
        if (c <= escaped[i].last)
            return true;
    }
    return false;
}

/* Of well-formed text; a NUL ends what is not. */
static size_t decode(const unsigned char *s, uint32_t *c)
{
    size_t len = s[0] < 0xC0 ? 1 : s[0] < 0xE0 ? 2 : s[0] < 0xF0 ? 3 : 4;

    *c = len == 1 ? s[0] : s[0] & (0xFFu >> (len + 1));
    for (size_t i = 1; i < len; i++) {
        if (s[i] == '\0')
            return i;
        *c = *c << 6 | (s[i] & 0x3Fu);
    }
    return len;
}

void escape_terminal(const char *text, struct buffer *out)
{
    const unsigned char *at = (const unsigned char *)(text == NULL ? "" : text);
    uint32_t c;

    while (*at != '\0') {
        size_t len = decode(at, &c);
        if (!is_escaped(c))
            buffer_append(out, at, len);
        else
            buffer_append_format(out, c < 0x80 ? "\\x%02x" : "\\u%04x", c);
        at += len;
    }
}

const char *escape_terminal_string(const char *text, struct arena *arena)
{
    struct buffer out;

    buffer_init(&out, TEXT_MAX);
    escape_terminal(text, &out);
    const char *copy = arena_string_of(arena, out.data, out.len);
    buffer_free(&out);
    return copy;
}
