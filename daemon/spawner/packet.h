/* packet.h: what the core and the spawner tell each other, one packet at a time. Both are trusted
 * and one binary, so that plain structs will do; descriptors travel beside a packet. */
#pragma once

#include "daemon/sandbox/sandbox.h"
#include "daemon/spawner/role.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define PACKET_FDS_MAX 2

enum spawn_wish {
    SPAWN_START, /* with the channel's descriptor, then the page's if there is one */
    SPAWN_KILL,
};

struct spawn_request {
    enum spawn_wish wish;
    enum role role;
    unsigned number;
};

enum spawn_event {
    SPAWN_READY, /* the spawner's own sandbox is closed */
    SPAWN_STARTED,
    SPAWN_FAILED, /* `value`: errno */
    SPAWN_ENDED,  /* `value`: status as of waitpid() */
};

struct spawn_report {
    enum spawn_event event;
    enum role role;
    unsigned number;
    pid_t pid;
    int value;
    struct sandbox_state sandbox; /* of SPAWN_READY */
};

bool packet_send(int fd, const void *packet, size_t size, const int *fds, size_t fd_count);

enum packet_result {
    PACKET_RECEIVED,
    PACKET_NONE_YET,
    PACKET_END, /* closed, broken, or not of `size` bytes */
};

/* Descriptors that are missing are -1; all that come are close-on-exec. */
enum packet_result packet_receive(int fd, void *packet, size_t size, int fds[PACKET_FDS_MAX]);
