#include "daemon/notifier/mail_body.h"

#include "config/base/buffer.h"
#include "daemon/notifier/mail_header.h"

#include <stdbool.h>
#include <string.h>

static bool is_plain(const char *text)
{
    size_t column = 0;

    for (; *text != '\0'; text++) {
        column = *text == '\n' ? 0 : column + 1;
        if (column > MAIL_LINE || (unsigned char)*text >= 0x7F)
            return false;
    }
    return true;
}

static void append_lines(struct buffer *out, const char *text)
{
    while (*text != '\0') {
        size_t len = strcspn(text, "\n");
        buffer_append(out, text, len);
        buffer_append_string(out, "\r\n");
        text += len + (text[len] == '\n');
    }
}

/* A blank at the end of a line would be lost on the way. */
static bool is_quoted(const char *text)
{
    unsigned char byte = (unsigned char)*text;

    return byte == '=' || byte >= 0x7F || (byte < ' ' && byte != '\t') ||
           ((byte == ' ' || byte == '\t') && (text[1] == '\n' || text[1] == '\0'));
}

static void append_quoted(struct buffer *out, const char *text)
{
    size_t column = 0;

    for (; *text != '\0'; text++) {
        size_t width = is_quoted(text) ? 3 : 1;
        if (*text == '\n') {
            buffer_append_string(out, "\r\n");
            column = 0;
            continue;
        }
        if (column + width >= MAIL_LINE) {
            buffer_append_string(out, "=\r\n");
            column = 0;
        }
        if (width == 3)
            buffer_append_format(out, "=%02X", (unsigned)(unsigned char)*text);
        else
            buffer_append_byte(out, *text);
        column += width;
    }
}

void mail_body_append(struct buffer *out, const char *text)
{
    bool is_as_it_is = is_plain(text);

    buffer_append_format(out, "Content-Transfer-Encoding: %s\r\n\r\n",
                         is_as_it_is ? "7bit" : "quoted-printable");
    if (is_as_it_is)
        append_lines(out, text);
    else
        append_quoted(out, text);
}
