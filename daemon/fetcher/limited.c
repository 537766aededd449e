#include "daemon/fetcher/limited.h"

#include "config/base/arena.h"
#include "feeds/url.h"

#include <string.h>
#include <xxhash.h>

#define REMEMBERED_MS 3000 /* longer than any message is on its way */

static uint64_t host_of(const char *url)
{
    struct arena *arena = arena_new();
    const char *host = url_host(arena, url);
    uint64_t hash = host == NULL ? 0 : XXH3_64bits(host, strlen(host));

    arena_free(arena);
    return hash;
}

void limited_add(struct limited *limited, const char *url)
{
    size_t at = limited->next++ % LIMITED_HOSTS;

    limited->list[at].host = host_of(url);
    limited->list[at].until = moment_after_ms(clock_moment(), REMEMBERED_MS);
}

/* Mostly nobody has asked for anything: then the URL is not looked at. */
bool limited_has(const struct limited *limited, const char *url)
{
    struct moment now = clock_moment();
    uint64_t host = 0;

    for (size_t i = 0; i < LIMITED_HOSTS; i++) {
        if (moment_elapsed_ms(now, limited->list[i].until) <= 0)
            continue;
        host = host == 0 ? host_of(url) : host;
        if (host != 0 && limited->list[i].host == host)
            return true;
    }
    return false;
}
