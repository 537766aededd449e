/* storywatchd.c: the service. Every role is this binary; argv says which. */
#include "config/base/memory.h"
#include "daemon/core/core.h"
#include "daemon/fetcher/fetcher.h"
#include "daemon/notifier/notifier.h"
#include "daemon/service/libraries.h"
#include "daemon/spawner/role.h"
#include "daemon/spawner/spawner.h"

#include <stdio.h>
#include <sys/prctl.h>

int main(int argc, char **argv)
{
    struct role_args args;

    memory_keep_freed();
    libraries_end_without_memory();
    prctl(PR_SET_NAME, "storywatchd"); /* else "exe", as every role but the core is started by */
    if (!role_parse(argc, argv, &args)) {
        fputs("storywatchd: this name is kept for the service's own processes\n", stderr);
        return CORE_EXIT_USAGE;
    }
    switch (args.role) {
    case ROLE_CORE:
        return core_main(argc, argv);
    case ROLE_SPAWNER:
        return spawner_main(ROLE_CHANNEL_FD);
    case ROLE_FETCHER:
        return fetcher_main(ROLE_CHANNEL_FD, ROLE_PAGE_FD, args.number);
    case ROLE_NOTIFIER:
        return notifier_main(ROLE_CHANNEL_FD);
    }
    return CORE_EXIT_USAGE;
}
