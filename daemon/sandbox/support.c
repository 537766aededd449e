#include "daemon/sandbox/support.h"

#include "config/base/error.h"

#include <errno.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int sandbox_landlock_abi(struct error *err)
{
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);

    if (abi >= 1)
        return (int)abi;
    if (errno == ENOSYS)
        error_set(err, "Landlock: this kernel has none");
    else if (errno == EOPNOTSUPP)
        error_set(err, "Landlock: it is switched off since this kernel's boot");
    else
        error_set(err, "Landlock: %s", strerror(errno));
    return 0;
}

bool sandbox_has_seccomp(struct error *err)
{
    uint32_t action = SECCOMP_RET_KILL_PROCESS;
    bool has_it = syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;

    if (!has_it)
        error_set(err, "seccomp: %s", strerror(errno));
    return has_it;
}
