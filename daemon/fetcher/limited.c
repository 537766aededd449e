#include "daemon/fetcher/limited.h"

#include "config/base/clock.h"
#include "config/base/memory.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

struct limited_host {
    uint64_t hash; /* of the name */
    struct moment until;
};

static bool is_over(const struct limited_host *host)
{
    return moment_elapsed_ms(clock_moment(), host->until) <= 0;
}

void limited_free(struct limited *limited)
{
    free(limited->list);
    *limited = (struct limited){0};
}

static struct limited_host *find(const struct limited *limited, uint64_t hash)
{
    for (size_t i = 0; i < limited->count; i++)
        if (limited->list[i].hash == hash)
            return &limited->list[i];
    return NULL;
}

/* The place of one that is over, or another. */
static struct limited_host *place(struct limited *limited)
{
    for (size_t i = 0; i < limited->count; i++)
        if (is_over(&limited->list[i]))
            return &limited->list[i];
    if (limited->count == limited->capacity) {
        limited->capacity = limited->capacity == 0 ? 16 : limited->capacity * 2;
        limited->list = memory_resize(limited->list, limited->capacity, sizeof(*limited->list));
    }
    return &limited->list[limited->count++];
}

void limited_add(struct limited *limited, const char *host, int64_t ms)
{
    uint64_t hash = XXH3_64bits(host, strlen(host));
    struct moment until = moment_after_ms(clock_moment(), ms);
    struct limited_host *found = find(limited, hash);

    if (found == NULL) {
        found = place(limited);
        *found = (struct limited_host){hash, until};
    } else if (moment_elapsed_ms(found->until, until) > 0) {
        found->until = until;
    }
}

bool limited_has(const struct limited *limited, const char *host)
{
    if (limited->count == 0)
        return false;
    const struct limited_host *found = find(limited, XXH3_64bits(host, strlen(host)));
    return found != NULL && !is_over(found);
}
