/* role_spawner.c: what the spawner may do, and with it all whom it starts. Its limits are its
 * children's too: it sets none. */
#include "daemon/sandbox/filter.h"
#include "daemon/sandbox/steps.h"

/* Nobody's below the spawner. Reading and writing are left to the children's own domains: which
 * files are theirs is known when they start. */
#define HANDLED                                                                                    \
    (LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE | \
     LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_SOCK |   \
     LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM |  \
     LANDLOCK_ACCESS_FS_REFER)

static bool enter_domain(struct sandbox_state *state, struct error *err)
{
    const struct domain_reach reach = {.files = HANDLED, .tcp = DOMAIN_TCP_BIND};
    /* This program, and in the libraries' folders the loader that runs it. */
    static const struct grant grants[] = {
        {"/proc/self/exe", LANDLOCK_ACCESS_FS_EXECUTE}, {"/lib", LANDLOCK_ACCESS_FS_EXECUTE},
        {"/lib64", LANDLOCK_ACCESS_FS_EXECUTE},         {"/usr/lib", LANDLOCK_ACCESS_FS_EXECUTE},
        {"/usr/lib64", LANDLOCK_ACCESS_FS_EXECUTE},
    };
    struct domain domain;

    return step_open_domain(&domain, &reach, grants, sizeof(grants) / sizeof(grants[0]), state,
                            err) &&
           step_enter_domain(&domain, state, err);
}

bool sandbox_enter_spawner(struct sandbox_state *state, struct error *err)
{
    if (!enter_domain(state, err))
        return false;
    step_load_filters(filters_of_spawner, state);
    return true;
}
