/* domain.h: one Landlock domain: what of the file system, of TCP and of other processes is within
 * reach. A right that is handled and not granted by a rule is refused with EACCES. */
#pragma once

#include "config/base/attributes.h"

#include <linux/landlock.h>
#include <stdbool.h>
#include <stdint.h>

struct error;

/* Rights that older headers do not have yet; a kernel is asked only for those of its ABI. */
#define DOMAIN_FS_TRUNCATE (1ULL << 14)  /* ABI 3, Linux 6.2 */
#define DOMAIN_FS_IOCTL_DEV (1ULL << 15) /* ABI 5, Linux 6.10 */
#define DOMAIN_FS_ALL ((1ULL << 16) - 1)

#define DOMAIN_FS_READ (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
/* To make regular files, and write them. */
#define DOMAIN_FS_WRITE                                                                            \
    (LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG | DOMAIN_FS_TRUNCATE)

#define DOMAIN_TCP_BIND (1ULL << 0) /* ABI 4, Linux 6.7 */
#define DOMAIN_TCP_CONNECT (1ULL << 1)

/* Out of reach is what belongs to no process of this domain. */
#define DOMAIN_SCOPE_ABSTRACT_SOCKETS (1ULL << 0) /* ABI 6, Linux 6.12 */
#define DOMAIN_SCOPE_SIGNALS (1ULL << 1)

struct domain {
    int abi; /* 0: this kernel has no Landlock */
    int ruleset;
    uint64_t files; /* rights that are handled */
};

/* What is handled; a kernel handles what its ABI knows of it. */
struct domain_reach {
    uint64_t files;
    uint64_t tcp;
    uint64_t scope;
};

/* False: there is no Landlock; `err` says why. */
MUST_CHECK bool domain_open(struct domain *domain, const struct domain_reach *reach,
                            struct error *err);

/* The same as for a kernel of this ABI, from 1, which any later kernel obeys. */
MUST_CHECK bool domain_open_as(struct domain *domain, int abi, const struct domain_reach *reach,
                               struct error *err);

/* Grants rights on a file, or on a folder and all below it. The rule holds what has the path now:
 * a file that takes its place later is another one. One that is not there is nobody's to use. */
MUST_CHECK bool domain_allow(const struct domain *domain, const char *path, uint64_t rights,
                             struct error *err);

/* Puts the domain in force for this process, which has one thread, and its children to come. */
MUST_CHECK bool domain_enter(struct domain *domain, struct error *err);

void domain_close(struct domain *domain);
