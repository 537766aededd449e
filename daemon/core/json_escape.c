#include "daemon/core/json_escape.h"

#include "config/base/buffer.h"
#include "config/base/printable.h"
#include "config/base/utf8.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* RFC 8259 section 7: beyond the first plane two escapes, as UTF-16 writes the character. */
static void append_escape(uint32_t c, struct buffer *out)
{
    if (c < 0x10000)
        buffer_append_format(out, "\\u%04x", c);
    else
        buffer_append_format(out, "\\u%04x\\u%04x", 0xD7C0 + (c >> 10), 0xDC00 + (c & 0x3FF));
}

static const char *short_escape(unsigned char byte)
{
    switch (byte) {
    case '"':
        return "\\\"";
    case '\\':
        return "\\\\";
    case '\n':
        return "\\n";
    case '\r':
        return "\\r";
    case '\t':
        return "\\t";
    default:
        return NULL;
    }
}

/* Bytes from `text` on that stand for themselves. */
static size_t plain_run(const unsigned char *text)
{
    size_t len = 0;

    while (text[len] >= ' ' && text[len] != '"' && text[len] != '\\' && text[len] < 0x7F)
        len++;
    return len;
}

static size_t append_character(const char *text, struct buffer *out)
{
    const char *escape = short_escape((unsigned char)text[0]);
    size_t len = utf8_length_at(text, strnlen(text, 4));
    uint32_t c = len == 0 ? 0xFFFD : utf8_code_point(text, len);

    if (escape != NULL)
        buffer_append_string(out, escape);
    else if (len == 0 || printable_is_deceptive(c))
        append_escape(c, out);
    else
        buffer_append(out, text, len);
    return len == 0 ? 1 : len;
}

void json_escape_string(const char *text, struct buffer *out)
{
    const char *at = text;

    if (text == NULL) {
        buffer_append_string(out, "null");
        return;
    }
    buffer_append_byte(out, '"');
    while (*at != '\0') {
        size_t run = plain_run((const unsigned char *)at);
        buffer_append(out, at, run);
        at += run;
        if (*at != '\0')
            at += append_character(at, out);
    }
    buffer_append_byte(out, '"');
}

void json_escape_written(const char *json, size_t len, struct buffer *out)
{
    for (size_t at = 0; at < len;) {
        size_t size = utf8_length_at(json + at, len - at);
        uint32_t c = size == 0 ? 0xFFFD : utf8_code_point(json + at, size);
        if (size == 0 || (c != '\n' && printable_is_deceptive(c)))
            append_escape(c, out);
        else
            buffer_append(out, json + at, size);
        at += size == 0 ? 1 : size;
    }
}
