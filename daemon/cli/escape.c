#include "daemon/cli/escape.h"

#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "config/base/printable.h"

#include <stdint.h>
#include <string.h>

#define TEXT_MAX ((size_t)4 << 20)

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
        if (!printable_is_deceptive(c))
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
