#include "daemon/sandbox/domain.h"

#include "config/base/error.h"
#include "daemon/sandbox/support.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Rights that a rule for what is no folder may grant. */
#define FILE_RIGHTS                                                                                \
    (LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_READ_FILE |   \
     DOMAIN_FS_TRUNCATE | DOMAIN_FS_IOCTL_DEV)

/* struct landlock_ruleset_attr of ABI 6; an older kernel is shown the part that it knows. */
struct ruleset {
    uint64_t files;
    uint64_t tcp;
    uint64_t scope;
};

struct abi {
    int since;
    size_t size; /* of struct ruleset */
    uint64_t files;
    uint64_t tcp;
    uint64_t scope;
};

static const struct abi abis[] = {
    {6, sizeof(struct ruleset), (1ULL << 16) - 1, 3, 3},
    {5, offsetof(struct ruleset, scope), (1ULL << 16) - 1, 3, 0},
    {4, offsetof(struct ruleset, scope), (1ULL << 15) - 1, 3, 0},
    {3, offsetof(struct ruleset, tcp), (1ULL << 15) - 1, 0, 0},
    {2, offsetof(struct ruleset, tcp), (1ULL << 14) - 1, 0, 0},
    {1, offsetof(struct ruleset, tcp), (1ULL << 13) - 1, 0, 0},
};

static const struct abi *abi_of_kernel(int abi)
{
    const struct abi *at = abis;

    while (at->since > abi)
        at++;
    return at;
}

static bool fail(struct error *err, const char *what)
{
    error_set(err, "Landlock: %s: %s", what, strerror(errno));
    return false;
}

bool domain_open(struct domain *domain, const struct domain_reach *reach, struct error *err)
{
    *domain = (struct domain){.ruleset = -1};
    int abi = sandbox_landlock_abi(err);
    return abi > 0 && domain_open_as(domain, abi, reach, err);
}

bool domain_open_as(struct domain *domain, int abi, const struct domain_reach *reach,
                    struct error *err)
{
    const struct abi *known = abi_of_kernel(abi);
    const struct ruleset ruleset = {.files = reach->files & known->files,
                                    .tcp = reach->tcp & known->tcp,
                                    .scope = reach->scope & known->scope};
    *domain = (struct domain){.abi = abi, .ruleset = -1};
    if (ruleset.files == 0 && ruleset.tcp == 0 && ruleset.scope == 0)
        return true; /* of what is asked for, this ABI can nothing: there is no domain to enter */
    domain->files = ruleset.files;
    domain->ruleset = (int)syscall(SYS_landlock_create_ruleset, &ruleset, known->size, 0);
    return domain->ruleset >= 0 || fail(err, "no domain can be made");
}

static bool add_rule(const struct domain *domain, int fd, uint64_t rights)
{
    struct landlock_path_beneath_attr rule = {.parent_fd = fd};
    struct stat status;

    if (fstat(fd, &status) != 0)
        return false;
    rule.allowed_access = rights & domain->files;
    if (!S_ISDIR(status.st_mode))
        rule.allowed_access &= FILE_RIGHTS;
    return rule.allowed_access == 0 || syscall(SYS_landlock_add_rule, domain->ruleset,
                                               LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
}

bool domain_allow(const struct domain *domain, const char *path, uint64_t rights, struct error *err)
{
    int fd = open(path, O_PATH | O_CLOEXEC);

    if (fd < 0)
        return true;
    bool is_added = add_rule(domain, fd, rights);
    if (!is_added)
        fail(err, path);
    close(fd);
    return is_added;
}

bool domain_enter(struct domain *domain, struct error *err)
{
    bool is_in = domain->ruleset < 0 ||
                 syscall(SYS_landlock_restrict_self, domain->ruleset, 0) == 0 ||
                 fail(err, "the domain cannot be entered");

    domain_close(domain);
    return is_in;
}

void domain_close(struct domain *domain)
{
    if (domain->ruleset >= 0)
        close(domain->ruleset);
    domain->ruleset = -1;
}
