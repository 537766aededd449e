/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */
#include "config/base/arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void memory_is_zeroed_also_when_it_is_used_again(void **state)
{
    (void)state;
    struct arena *arena = arena_new();

    memset(arena_alloc(arena, 4096), 0xAA, 4096);
    arena_reset(arena);
    const char *bytes = arena_alloc(arena, 4096);
    for (size_t i = 0; i < 4096; i++)
        assert_int_equal(bytes[i], 0);
    arena_free(arena);
}

static void work_that_took_many_blocks_may_be_done_again_and_again(void **state)
{
    (void)state;
    struct arena *arena = arena_new();

    for (size_t items = 1; items <= 64; items++) {
        for (size_t i = 0; i < items; i++) {
            const char *text = arena_alloc(arena, 20000);
            assert_int_equal(text[0], 0);
            assert_int_equal(text[19999], 0);
            memset(arena_space(arena, 20, 1000), 0xAA, 20000);
        }
        assert_true(arena_size(arena) >= items * 40000);
        arena_reset(arena);
        assert_int_equal(arena_size(arena), 0);
    }
    arena_free(arena);
}

static void memory_is_aligned_for_any_type(void **state)
{
    (void)state;
    struct arena *arena = arena_new();

    for (size_t size = 1; size < 64; size++)
        assert_int_equal((uintptr_t)arena_alloc(arena, size) % _Alignof(max_align_t), 0);
    for (size_t size = 1; size < 64; size++)
        assert_int_equal((uintptr_t)arena_space(arena, 3, size) % _Alignof(max_align_t), 0);
    arena_free(arena);
}

static void allocations_do_not_overlap(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    char *headlines[2000];

    for (size_t i = 0; i < 2000; i++)
        headlines[i] = arena_format(arena, "Ferry %zu is late again", i);
    for (size_t i = 0; i < 2000; i++)
        assert_int_equal(strtoul(headlines[i] + strlen("Ferry "), NULL, 10), i);
    arena_free(arena);
}

static void one_allocation_may_be_larger_than_a_block(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    char *document = arena_alloc(arena, 16 << 20);

    document[(16 << 20) - 1] = 'x';
    assert_true(arena_size(arena) >= 16 << 20);
    arena_reset(arena);
    assert_int_equal(arena_size(arena), 0);
    arena_free(arena);
}

static void strings_are_copied_and_ended(void **state)
{
    (void)state;
    struct arena *arena = arena_new();

    assert_string_equal(arena_string_of(arena, "harbour master", 7), "harbour");
    assert_string_equal(arena_string_of(arena, NULL, 0), "");
    assert_string_equal(arena_string(arena, "Busan"), "Busan");
    assert_null(arena_string(arena, NULL));
    assert_string_equal(arena_format(arena, "%s: %d", "copies", 3), "copies: 3");
    arena_free(arena);
}

static void nothing_may_be_freed(void **state)
{
    (void)state;
    arena_free(NULL);
}

/* How a child ends that asks for `count` things of `size` bytes. */
static int end_of_asking_for(size_t count, size_t size)
{
    int status = 0;
    pid_t child = fork();

    if (child == 0) {
        struct arena *arena = arena_new();
        fclose(stderr);
        ((volatile char *)arena_array(arena, count, size))[0] = 1;
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

static void more_than_there_can_be_ends_the_process(void **state)
{
    (void)state;
    assert_int_not_equal(end_of_asking_for(SIZE_MAX, 2), 0);
    assert_int_not_equal(end_of_asking_for(1, SIZE_MAX), 0);
    assert_int_not_equal(end_of_asking_for(SIZE_MAX / 4, 5), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_zeroed_also_when_it_is_used_again),
        cmocka_unit_test(work_that_took_many_blocks_may_be_done_again_and_again),
        cmocka_unit_test(memory_is_aligned_for_any_type),
        cmocka_unit_test(allocations_do_not_overlap),
        cmocka_unit_test(one_allocation_may_be_larger_than_a_block),
        cmocka_unit_test(strings_are_copied_and_ended),
        cmocka_unit_test(nothing_may_be_freed),
        cmocka_unit_test(more_than_there_can_be_ends_the_process),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
