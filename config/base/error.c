#include "config/base/error.h"

#include "config/base/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define MESSAGE_SIZE sizeof(((struct error *)NULL)->message)

/* What is no UTF-8, as a character that "%.60s" has halved, becomes question marks. */
static void copy_cut(char *out, size_t size, const char *text)
{
    size_t len = utf8_cut(text, strlen(text), size - 1), step;

    for (size_t at = 0; at < len; at += step) {
        step = utf8_length_at(text + at, len - at);
        memcpy(out + at, step == 0 ? "?" : text + at, step == 0 ? 1 : step);
        step += step == 0;
    }
    out[len] = '\0';
}

/* Formats into `out`, which is as large as a message. */
static void PRINTF_LIKE(2, 0) format_cut(char *out, const char *format, va_list args)
{
    char text[2 * MESSAGE_SIZE];

    vsnprintf(text, sizeof(text), format, args);
    copy_cut(out, MESSAGE_SIZE, text);
}

void error_set(struct error *err, const char *format, ...)
{
    char message[MESSAGE_SIZE]; /* `args` may hold the old one */
    va_list args;

    if (err == NULL)
        return;
    va_start(args, format);
    format_cut(message, format, args);
    va_end(args);
    memcpy(err->message, message, sizeof(message));
}

void error_add_context(struct error *err, const char *format, ...)
{
    char context[MESSAGE_SIZE];
    char text[2 * MESSAGE_SIZE + 2];
    va_list args;

    if (err == NULL)
        return;
    va_start(args, format);
    format_cut(context, format, args);
    va_end(args);
    snprintf(text, sizeof(text), "%s: %s", context, err->message);
    copy_cut(err->message, sizeof(err->message), text);
}

void error_set_place(struct error *err, const char *file, unsigned line, unsigned column)
{
    if (err == NULL)
        return;
    copy_cut(err->file, sizeof(err->file), file);
    err->line = line;
    err->column = column;
}
