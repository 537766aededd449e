/* limited.h: the hosts that have just asked to slow down (429).
 *
 * The core holds such a host as soon as it has read the answer; a job that it sent before that
 * comes here after it, and must not be asked either. */
#pragma once

#include "config/base/clock.h"

#include <stdbool.h>
#include <stddef.h>

#define LIMITED_HOSTS 64 /* of one moment; more than that are not remembered */

struct limited {
    struct {
        uint64_t host; /* hash of its name; 0: none */
        struct moment until;
    } list[LIMITED_HOSTS];
    size_t next;
};

void limited_add(struct limited *limited, const char *url);
bool limited_has(const struct limited *limited, const char *url);
