#include "daemon/notifier/mail_header.h"

#include "config/base/buffer.h"
#include "config/base/utf8.h"
#include "daemon/notifier/one_line.h"

#include <openssl/evp.h>
#include <stdbool.h>
#include <string.h>

#define TEXT_MAX 2048 /* bytes that are shown of a text */
#define WORD_START "=?UTF-8?B?"
#define WORD_END "?="
#define WORD_FRAME (sizeof(WORD_START) + sizeof(WORD_END) - 2)
#define WORD_MAX 75                 /* characters of an encoded word (RFC 2047 section 2) */
#define RUN_MAX (MAIL_LINE - 1)     /* of a word of plain text: a longer one cannot be folded */
#define BASE64_SIZE (WORD_MAX + 10) /* with its NUL */

/* May it stand as it is? "=?" would be taken for an encoded word. */
static bool is_plain(const char *text, size_t name_len)
{
    size_t run = name_len + 2;

    for (const char *at = text; *at != '\0'; at++) {
        run = *at == ' ' ? 1 : run + 1;
        if ((unsigned char)*at >= 0x7F || run > RUN_MAX || (at[0] == '=' && at[1] == '?'))
            return false;
    }
    return true;
}

static void append_plain(struct buffer *out, const char *text, size_t used)
{
    while (*text != '\0') {
        size_t len = (*text == ' ') + strcspn(text + (*text == ' '), " ");
        if (*text == ' ' && used + len > MAIL_LINE) {
            buffer_append_string(out, "\r\n");
            used = 0;
        }
        buffer_append(out, text, len);
        used += len;
        text += len;
    }
}

/* Encoded words of whole characters, one a line. */
static void append_encoded(struct buffer *out, const char *text, size_t used)
{
    unsigned char base64[BASE64_SIZE];
    size_t left = strlen(text);

    while (left > 0) {
        size_t room = MAIL_LINE - used < WORD_MAX ? MAIL_LINE - used : WORD_MAX;
        size_t len = utf8_cut(text, left, (room - WORD_FRAME) / 4 * 3);
        EVP_EncodeBlock(base64, (const unsigned char *)text, (int)len);
        buffer_append_format(out, WORD_START "%s" WORD_END, (const char *)base64);
        text += len;
        left -= len;
        if (left > 0)
            buffer_append_string(out, "\r\n ");
        used = 1;
    }
}

void mail_header_append(struct buffer *out, const char *name, const char *text)
{
    struct buffer line;

    buffer_init(&line, TEXT_MAX + sizeof("…"));
    buffer_append_string(&line, "");
    one_line_append(&line, text, strlen(text), TEXT_MAX);
    buffer_append_format(out, "%s: ", name);
    if (is_plain(line.data, strlen(name)))
        append_plain(out, line.data, strlen(name) + 2);
    else
        append_encoded(out, line.data, strlen(name) + 2);
    buffer_append_string(out, "\r\n");
    buffer_free(&line);
}
