#include "daemon/core/due_queue.h"

/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#define FEEDS 1000

static struct moment at(int64_t ms)
{
    return (struct moment){ms};
}

static void an_empty_queue_has_no_first(void **state)
{
    struct due_queue *queue = due_queue_new();

    (void)state;
    assert_null(due_queue_first(queue));
    due_queue_free(queue);
}

static void what_is_due_comes_out_in_order_of_time(void **state)
{
    static struct due feeds[FEEDS];
    struct due_queue *queue = due_queue_new();
    int64_t before = -1;

    (void)state;
    for (int64_t i = 0; i < FEEDS; i++)
        due_queue_set(queue, &feeds[i], at(i * 7919 % FEEDS));
    for (size_t i = 0; i < FEEDS; i++) {
        struct due *first = due_queue_first(queue);
        assert_true(first->at.ms >= before);
        before = first->at.ms;
        due_queue_remove(queue, first);
    }
    assert_int_equal(due_queue_count(queue), 0);
    due_queue_free(queue);
}

static void a_feed_that_is_set_again_moves(void **state)
{
    struct due early = {0}, late = {0};
    struct due_queue *queue = due_queue_new();

    (void)state;
    due_queue_set(queue, &early, at(10));
    due_queue_set(queue, &late, at(20));
    due_queue_set(queue, &early, at(30));
    assert_ptr_equal(due_queue_first(queue), &late);
    assert_int_equal(due_queue_count(queue), 2);
    due_queue_free(queue);
}

static void removing_from_the_middle_keeps_the_order(void **state)
{
    static struct due feeds[FEEDS];
    struct due_queue *queue = due_queue_new();
    int64_t before = -1;

    (void)state;
    for (int64_t i = 0; i < FEEDS; i++)
        due_queue_set(queue, &feeds[i], at(i * 104729 % 5000));
    for (size_t i = 0; i < FEEDS; i += 3)
        due_queue_remove(queue, &feeds[i]);
    due_queue_remove(queue, &feeds[0]); /* once more: nothing happens */
    while (due_queue_first(queue) != NULL) {
        struct due *first = due_queue_first(queue);
        assert_true(first->at.ms >= before);
        before = first->at.ms;
        due_queue_remove(queue, first);
    }
    due_queue_free(queue);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_queue_has_no_first),
        cmocka_unit_test(what_is_due_comes_out_in_order_of_time),
        cmocka_unit_test(a_feed_that_is_set_again_moves),
        cmocka_unit_test(removing_from_the_middle_keeps_the_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
