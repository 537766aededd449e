/* hints.h: how long an answer says it stays fresh (RFC 9111 section 4.2.1, for a private cache). */
#pragma once

#include <stdint.h>

#define FRESH_FOR_MAX ((int64_t)24 * 3600)

/* The headers' values; NULL: absent. */
struct freshness {
    const char *cache_control; /* several are joined by commas */
    const char *age;
    const char *expires;
    const char *date;
};

/* Seconds, at most FRESH_FOR_MAX: max-age − Age, else Expires − Date (`now` for want of a Date).
 * 0: no hold. */
int64_t fresh_for(const struct freshness *freshness, int64_t now);
