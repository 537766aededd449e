/* warnings.h: what was wrong with a document, at most PARSE_WARNINGS_MAX sentences, none
 * of them twice. */
#pragma once

#include "config/base/attributes.h"
#include "feeds/parse/parse.h"

struct warnings {
    struct arena *arena;
    const char *list[PARSE_WARNINGS_MAX];
    size_t count;
};

void warnings_add(struct warnings *warnings, const char *format, ...) PRINTF_LIKE(2, 3);
