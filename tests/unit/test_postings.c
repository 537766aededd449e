/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "feeds/dedup/postings.h"

#include <unistd.h>

#define TAG_MASK ((UINT32_C(1) << POSTING_TAG_BITS) - 1)

static const struct slot_span all = {.oldest = 0, .newest = 1000000};

/* Spread as hashes are, and each number's own. */
static uint32_t tag_of(uint32_t number)
{
    return number * 0x9E3779 & TAG_MASK;
}

/* What was added before stands in order now, and what comes is put in order. */
static void sort(struct postings *postings)
{
    uint32_t slots[POSTINGS_PER_KEY];

    (void)postings_find(postings, &all, 0, slots);
    assert_true(postings->is_sorted);
}

static void add(struct postings *postings, uint32_t tag, uint32_t slot)
{
    postings_add(postings, &all, tag, slot);
}

static void assert_count(struct postings *postings, uint32_t tag, size_t count)
{
    uint32_t slots[POSTINGS_PER_KEY];

    assert_int_equal(postings_find(postings, &all, tag, slots), count);
}

static uint64_t sum_of(struct postings *postings, const struct slot_span *span, uint32_t tag)
{
    uint32_t slots[POSTINGS_PER_KEY];
    size_t count = postings_find(postings, span, tag, slots);
    uint64_t sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += slots[i];
    return sum;
}

static void many_tags_are_all_found_while_the_table_grows(void **state)
{
    (void)state;
    enum {
        TAGS = 20000
    };
    struct postings postings = {0};
    uint32_t slots[POSTINGS_PER_KEY];

    sort(&postings);
    for (uint32_t i = 1; i <= TAGS; i++)
        add(&postings, tag_of(i), i);
    for (uint32_t i = 1; i <= TAGS; i++) {
        assert_int_equal(postings_find(&postings, &all, tag_of(i), slots), 1);
        assert_int_equal(slots[0], i);
    }
    assert_count(&postings, tag_of(TAGS + 1), 0);
    assert_true(postings_memory(&postings) < (size_t)TAGS * 11);
    postings_free(&postings);
}

/* Of three tables one was asked before all postings came, one in the middle and one behind them. */
static void postings_are_found_alike_whenever_the_table_was_first_asked(void **state)
{
    (void)state;
    enum {
        SLOTS = 6000,
        EACH = 3,
        TABLES = 3
    };
    struct postings tables[TABLES] = {0};

    sort(&tables[0]);
    for (uint32_t slot = 1; slot <= SLOTS; slot++) {
        if (slot == SLOTS / 2)
            sort(&tables[1]);
        for (size_t i = 0; i < TABLES; i++) {
            add(&tables[i], tag_of(slot / EACH), slot);
            add(&tables[i], tag_of(SLOTS + slot % EACH), slot); /* of many stories */
            add(&tables[i], tag_of(SLOTS + slot % EACH), slot - slot % 2);
        }
    }
    for (uint32_t i = 0; i < SLOTS + EACH; i++) {
        uint64_t sum = sum_of(&tables[0], &all, tag_of(i));

        assert_int_equal(sum_of(&tables[1], &all, tag_of(i)), sum);
        assert_int_equal(sum_of(&tables[2], &all, tag_of(i)), sum);
    }
    for (size_t i = 0; i < TABLES; i++)
        postings_free(&tables[i]);
}

static void what_expires_before_the_table_is_first_asked_is_left_out(void **state)
{
    (void)state;
    struct postings postings = {0};

    for (uint32_t slot = 1; slot <= 1000; slot++)
        add(&postings, tag_of(slot), slot);
    const struct slot_span rest = {.oldest = 990, .newest = 1000};
    assert_int_equal(sum_of(&postings, &rest, tag_of(989)), 0);
    assert_int_equal(sum_of(&postings, &rest, tag_of(990)), 990);
    assert_int_equal(postings.count, 11);
    postings_free(&postings);
}

static void a_tag_that_fills_its_line_pushes_no_other_out(void **state)
{
    (void)state;
    struct postings postings = {0};
    const uint32_t neighbours = 3;

    sort(&postings);
    for (uint32_t slot = 1; slot <= POSTINGS_PER_KEY; slot++) {
        for (uint32_t tag = 0; tag < neighbours; tag++) /* the same line */
            add(&postings, tag, slot);
    }
    for (uint32_t slot = 1; slot <= POSTINGS_PER_KEY; slot += 2)
        postings_remove(&postings, &all, 0, slot);
    assert_count(&postings, 0, POSTINGS_PER_KEY / 2);
    for (uint32_t tag = 1; tag < neighbours; tag++)
        assert_count(&postings, tag, POSTINGS_PER_KEY);
    postings_free(&postings);
}

/* Each of the two lines has been full and has passed a posting on to the other. */
static void a_search_ends_where_it_began(void **state)
{
    (void)state;
    struct postings postings = {0};
    const uint32_t second_line = UINT32_C(1) << (POSTING_TAG_BITS - 1);

    sort(&postings);
    for (uint32_t tag = 0; tag < 11; tag++)
        add(&postings, tag, 1);
    for (uint32_t tag = 0; tag < 10; tag++)
        postings_remove(&postings, &all, tag, 1);
    for (uint32_t tag = 0; tag < 10; tag++)
        add(&postings, second_line | tag, 2);
    alarm(20);
    assert_count(&postings, 77, 0);
    postings_remove(&postings, &all, 77, 1);
    add(&postings, 77, 3);
    assert_count(&postings, 77, 1);
    assert_count(&postings, 10, 1);
    for (uint32_t tag = 0; tag < 10; tag++)
        assert_count(&postings, second_line | tag, 1);
    alarm(0);
    postings_free(&postings);
}

static void what_is_removed_is_not_found_and_can_be_added_again(void **state)
{
    (void)state;
    struct postings postings = {0};

    postings_remove(&postings, &all, 4711, 1);
    for (uint32_t slot = 1; slot <= 3; slot++)
        add(&postings, 4711, slot);
    postings_remove(&postings, &all, 4711, 2);
    assert_count(&postings, 4711, 2);
    assert_int_equal(sum_of(&postings, &all, 4711), 1 + 3);
    add(&postings, 4711, 2);
    assert_count(&postings, 4711, 3);
    postings_free(&postings);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_tags_are_all_found_while_the_table_grows),
        cmocka_unit_test(postings_are_found_alike_whenever_the_table_was_first_asked),
        cmocka_unit_test(what_expires_before_the_table_is_first_asked_is_left_out),
        cmocka_unit_test(a_tag_that_fills_its_line_pushes_no_other_out),
        cmocka_unit_test(a_search_ends_where_it_began),
        cmocka_unit_test(what_is_removed_is_not_found_and_can_be_added_again),
    };

    return cmocka_run_group_tests_name("postings", tests, NULL, NULL);
}
