/* role_core.c: what the core may do. */
#include "daemon/sandbox/limits.h"
#include "daemon/sandbox/sandbox.h"

#include <sys/resource.h>

#define FILES_MAX 1024 /* the store, a channel per child, the clients of the control socket */

bool sandbox_enter_core(const char *state_dir, struct sandbox_state *out, struct error *err)
{
    (void)state_dir;
    *out = (struct sandbox_state){.missing = "no filters yet"};
    return sandbox_limit(RLIMIT_NOFILE, FILES_MAX, err);
}
