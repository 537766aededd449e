/* findings.h: what `doctor` finds, printed as it is found: what is, and what would mend it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;

enum finding_level {
    FINDING_FINE,
    FINDING_NOTE,    /* works, and could be better */
    FINDING_WRONG,   /* does not work, or will not for long */
    FINDING_UNKNOWN, /* this user may not look */
    FINDING_LEVELS
};

struct findings {
    struct arena *arena; /* for whoever words a finding */
    bool is_json;
    size_t counts[FINDING_LEVELS];
};

/* `area` is one word; `mend` NULL: nothing to do. Texts may hold what a stranger wrote. */
void findings_add(struct findings *findings, enum finding_level level, const char *area,
                  const char *what, const char *mend);
