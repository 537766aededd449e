/* own_arena.h: for unit tests: an arena for each test, in *state. */
#pragma once

#include "config/base/arena.h"

static int open_arena(void **state)
{
    *state = arena_new();
    return 0;
}

static int close_arena(void **state)
{
    arena_free(*state);
    return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_arena, close_arena)
