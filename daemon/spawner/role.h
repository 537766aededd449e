/* role.h: the roles of storywatchd's processes, and how a re-executed one learns its own: from
 * argv[0], which is what ps shows ("storywatchd: fetcher 1"). */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum role {
    ROLE_CORE,
    ROLE_SPAWNER,
    ROLE_FETCHER,
    ROLE_NOTIFIER,
};

/* A child finds these descriptors open, and no other above stderr. */
#define ROLE_CHANNEL_FD 3
#define ROLE_PAGE_FD 4 /* fetchers: the page that they share with the core */

#define ROLE_TITLE_SIZE 40

struct role_args {
    enum role role;
    unsigned number; /* of the fetchers, from 1; 0 for roles there is one of */
};

const char *role_name(enum role role);

/* What a process of this role has as argv[0]. Returns `out`. */
const char *role_title(enum role role, unsigned number, char out[ROLE_TITLE_SIZE]);

/* Without a title of ours it is ROLE_CORE, whose arguments are the operator's. False: a title of
 * ours that names no role, or arguments behind one, as only a mistake makes. */
bool role_parse(int argc, char **argv, struct role_args *out);
