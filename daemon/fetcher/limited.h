/* limited.h: hosts that are not to be asked for a while, by name (in lower case). */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct limited_host;

/* Zeroed: none. */
struct limited {
    struct limited_host *list; /* as many as were limited at one moment, at most */
    size_t count, capacity;
};

void limited_free(struct limited *limited);

/* For so long from now on, or until later, if that was said before. */
void limited_add(struct limited *limited, const char *host, int64_t ms);
bool limited_has(const struct limited *limited, const char *host);
