/* message_desk.h: for tests of the messages between processes: an arena, and a body to write one
 * into. */
#pragma once

/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "daemon/ipc/message.h"

#include <string.h>

struct fixture {
    struct arena *arena;
    struct buffer body;
};

static inline int open_fixture(void **state)
{
    static struct fixture fixture;

    fixture.arena = arena_new();
    buffer_init(&fixture.body, MESSAGE_MAX);
    *state = &fixture;
    return 0;
}

static inline int close_fixture(void **state)
{
    struct fixture *fixture = *state;

    arena_free(fixture->arena);
    buffer_free(&fixture->body);
    return 0;
}
