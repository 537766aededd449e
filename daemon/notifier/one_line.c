#include "daemon/notifier/one_line.h"

#include "config/base/buffer.h"
#include "config/base/printable.h"
#include "config/base/utf8.h"

#include <stdbool.h>
#include <stdint.h>

static bool is_blank(uint32_t point)
{
    return point <= ' ' || (point >= 0x7F && point <= 0xA0) || point == 0x2028 || point == 0x2029;
}

static bool is_shown(uint32_t point)
{
    return printable_is(point) || point == 0x200C || point == 0x200D; /* ZWNJ, ZWJ */
}

void one_line_append(struct buffer *out, const char *text, size_t len, size_t max)
{
    size_t start = out->len, step;
    bool is_apart = false; /* a blank is due before what follows */

    for (size_t at = 0; at < len; at += step) {
        step = utf8_length_at(text + at, len - at);
        uint32_t point = step == 0 ? '?' : utf8_code_point(text + at, step);
        const char *shown = step == 0 ? "?" : text + at;
        step += step == 0;
        if (is_blank(point)) {
            is_apart = out->len > start;
            continue;
        }
        if (!is_shown(point))
            continue;
        if (out->len - start + is_apart + step > max) {
            buffer_append_string(out, "…");
            return;
        }
        if (is_apart)
            buffer_append_byte(out, ' ');
        buffer_append(out, shown, step);
        is_apart = false;
    }
}
