#include "daemon/core/json_escape.h"

#include "config/base/buffer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static bool must_escape(uint32_t c)
{
    return (c >= 0x7F && c <= 0x9F) ||                  /* DEL, C1 */
           c == 0x061C || c == 0x200E || c == 0x200F || /* bidirectional marks */
           (c >= 0x2028 && c <= 0x202E) ||              /* separators, embeddings, overrides */
           (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF; /* isolates, byte order mark */
}

/* The two- and three-byte sequences: all that must be escaped lies below U+10000. */
static size_t decode(const unsigned char *s, uint32_t *c)
{
    if (s[0] >= 0xC0 && s[0] < 0xE0) {
        *c = (uint32_t)(s[0] & 0x1F) << 6 | (uint32_t)(s[1] & 0x3F);
        return 2;
    }
    if (s[0] >= 0xE0 && s[0] < 0xF0) {
        *c = (uint32_t)(s[0] & 0x0F) << 12 | (uint32_t)(s[1] & 0x3F) << 6 | (uint32_t)(s[2] & 0x3F);
        return 3;
    }
    *c = s[0];
    return s[0] >= 0xF0 ? 4 : 1;
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

static size_t append_character(const unsigned char *text, struct buffer *out)
{
    const char *escape = short_escape(text[0]);
    uint32_t c;
    size_t len = decode(text, &c);

    if (escape != NULL)
        buffer_append_string(out, escape);
    else if (c < ' ' || (len < 4 && must_escape(c)))
        buffer_append_format(out, "\\u%04x", c);
    else
        buffer_append(out, text, len);
    return len;
}

void json_escape_string(const char *text, struct buffer *out)
{
    const unsigned char *at = (const unsigned char *)text;

    if (text == NULL) {
        buffer_append_string(out, "null");
        return;
    }
    buffer_append_byte(out, '"');
    while (*at != '\0') {
        size_t run = plain_run(at);
        buffer_append(out, at, run);
        at += run;
        if (*at != '\0')
            at += append_character(at, out);
    }
    buffer_append_byte(out, '"');
}
