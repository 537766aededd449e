#include "daemon/service/log_value.h"

#include "config/base/buffer.h"
#include "config/base/utf8.h"

#include <stdint.h>
#include <string.h>

struct range {
    uint32_t first, last;
};

/* Controls, separators, and format characters: what moves a cursor, turns a line around or cannot
 * be seen. */
static const struct range unprintable[] = {
    {0x00, 0x1F},     {0x7F, 0x9F},     {0xAD, 0xAD},       {0x61C, 0x61C},      {0x180E, 0x180E},
    {0x200B, 0x200F}, {0x2028, 0x202E}, {0x2060, 0x206F},   {0xFEFF, 0xFEFF},    {0xFFF9, 0xFFFB},
    {0xE000, 0xF8FF}, {0xFFFE, 0xFFFF}, {0xE0000, 0xE0FFF}, {0xF0000, 0x10FFFF},
};

static bool is_printable(uint32_t point)
{
    for (size_t i = 0; i < sizeof(unprintable) / sizeof(unprintable[0]); i++) {
        if (point >= unprintable[i].first && point <= unprintable[i].last)
            return false;
    }
    return true;
}

static uint32_t code_point(const char *text, size_t len)
{
    static const unsigned char lead_bits[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    uint32_t point = (unsigned char)text[0] & lead_bits[len];

    for (size_t i = 1; i < len; i++)
        point = point << 6 | ((unsigned char)text[i] & 0x3F);
    return point;
}

static size_t escape_character(struct buffer *out, const char *text, size_t left)
{
    size_t len = utf8_length_at(text, left);

    if (len == 0) {
        buffer_append_format(out, "\\x%02X", (unsigned)(unsigned char)text[0]);
        return 1;
    }
    uint32_t point = code_point(text, len);
    if (point == '"' || point == '\\')
        buffer_append_format(out, "\\%c", (char)point);
    else if (is_printable(point))
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
