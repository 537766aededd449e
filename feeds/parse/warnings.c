#include "feeds/parse/warnings.h"

#include "config/base/arena.h"

#include <stdarg.h>
#include <stdio.h>

void warnings_add(struct warnings *warnings, const char *format, ...)
{
    char text[512];
    va_list args;

    if (warnings->count == PARSE_WARNINGS_MAX)
        return;
    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    warnings->list[warnings->count++] = arena_string(warnings->arena, text);
}
