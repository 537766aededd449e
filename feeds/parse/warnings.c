#include "feeds/parse/warnings.h"

#include "config/base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void warnings_add(struct warnings *warnings, const char *format, ...)
{
    char text[512];
    va_list args;

    if (warnings->count == PARSE_WARNINGS_MAX)
        return;
    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    for (size_t i = 0; i < warnings->count; i++) {
        if (strcmp(warnings->list[i], text) == 0)
            return;
    }
    warnings->list[warnings->count++] = arena_string(warnings->arena, text);
}
