/* child.h: one process more, of this very binary in another role. */
#pragma once

#include "daemon/spawner/role.h"

#include <sys/types.h>

/* Forks and runs /proc/self/exe (an upgrade on disk never mixes versions) under the role's title,
 * with ROLE_CHANNEL_FD, ROLE_PAGE_FD (unless `page_fd` is -1) and stderr as its only descriptors.
 * It dies with its parent, and obeys no signal that is meant for the service: it ends with its
 * channel. Returns its pid; -1: errno says why. */
pid_t child_start(enum role role, unsigned number, int channel_fd, int page_fd);
