#include "daemon/service/escape.h"

#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "config/base/printable.h"
#include "config/base/utf8.h"

#include <stdint.h>
#include <string.h>

#define TEXT_MAX ((size_t)4 << 20)

void escape_terminal(const char *text, struct buffer *out)
{
    const char *at = text == NULL ? "" : text;
    const char *end = at + strlen(at);

    while (at < end) {
        size_t len = utf8_length_at(at, (size_t)(end - at));
        uint32_t c = len == 0 ? (unsigned char)*at : utf8_code_point(at, len);
        if (len > 0 && !printable_is_deceptive(c))
            buffer_append(out, at, len);
        else
            buffer_append_format(out, len < 2 ? "\\x%02x" : "\\u%04x", c);
        at += len == 0 ? 1 : len;
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
