#include "config/base/error.h"

#include "config/base/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void copy_cut(char *out, size_t size, const char *text)
{
    size_t len = utf8_cut(text, strlen(text), size - 1);

    memcpy(out, text, len);
    out[len] = '\0';
}

void error_set(struct error *err, const char *format, ...)
{
    char text[2 * sizeof(err->message)];
    va_list args;

    if (err == NULL)
        return;
    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    copy_cut(err->message, sizeof(err->message), text);
}

void error_add_context(struct error *err, const char *format, ...)
{
    char context[sizeof(err->message)];
    char text[2 * sizeof(err->message) + 3];
    va_list args;

    if (err == NULL)
        return;
    va_start(args, format);
    vsnprintf(context, sizeof(context), format, args);
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
