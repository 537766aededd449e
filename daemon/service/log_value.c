#include "daemon/service/log_value.h"

#include "config/base/buffer.h"
#include "config/base/printable.h"
#include "config/base/utf8.h"

#include <stdint.h>
#include <string.h>

static size_t escape_character(struct buffer *out, const char *text, size_t left)
{
    size_t len = utf8_length_at(text, left);

    if (len == 0) {
        buffer_append_format(out, "\\x%02X", (unsigned)(unsigned char)text[0]);
        return 1;
    }
    uint32_t point = utf8_code_point(text, len);
    if (point == '"' || point == '\\')
        buffer_append_format(out, "\\%c", (char)point);
    else if (printable_is(point))
        buffer_append(out, text, len);
    else
        buffer_append_format(out, point > 0xFFFF ? "\\U%08X" : "\\u%04X", (unsigned)point);
    return len;
}

void log_value_escape(struct buffer *out, const char *text, unsigned max)
{
    size_t whole = strnlen(text, (size_t)max + 1);
    size_t len = utf8_cut(text, whole, max);

    for (size_t at = 0; at < len;)
        at += escape_character(out, text + at, len - at);
    if (len < whole)
        buffer_append_string(out, "…");
}

bool log_value_is_plain(const char *escaped)
{
    return *escaped != '\0' && strpbrk(escaped, " =\"") == NULL;
}
