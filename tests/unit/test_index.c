/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "feeds/dedup/index.h"

#include <xxhash.h>

static uint64_t key_of(const char *word, uint64_t number)
{
    return XXH3_64bits_withSeed(word, 4, number);
}

static void a_key_finds_the_stories_it_was_added_with(void **state)
{
    (void)state;
    struct index *index = index_new();
    uint32_t slots[POSTINGS_PER_KEY];

    assert_int_equal(index_find(index, key_of("ship", 0), slots), 0);
    index_add(index, key_of("ship", 0), 7);
    index_add(index, key_of("ship", 0), 9);
    index_add(index, key_of("rail", 0), 8);
    assert_int_equal(index_find(index, key_of("ship", 0), slots), 2);
    assert_int_equal(slots[0] + slots[1], 16);
    assert_int_equal(index_find(index, key_of("rail", 0), slots), 1);
    assert_int_equal(slots[0], 8);
    index_free(index);
}

static void a_story_stands_once_under_a_key(void **state)
{
    (void)state;
    struct index *index = index_new();
    uint32_t slots[POSTINGS_PER_KEY];

    index_add(index, key_of("ship", 0), 7);
    index_add(index, key_of("ship", 0), 7);
    assert_int_equal(index_find(index, key_of("ship", 0), slots), 1);
    index_free(index);
}

static void a_common_key_keeps_its_newest_stories_in_whatever_order_they_come(void **state)
{
    (void)state;
    struct index *index = index_new();
    uint32_t slots[POSTINGS_PER_KEY];

    for (uint32_t i = 0; i < 300; i++)
        index_add(index, key_of("ship", 0), 1 + i * 7 % 300); /* each of 1 to 300 once */
    assert_int_equal(index_find(index, key_of("ship", 0), slots), POSTINGS_PER_KEY);
    for (size_t i = 0; i < POSTINGS_PER_KEY; i++)
        assert_true(slots[i] > 300 - POSTINGS_PER_KEY);
    index_free(index);
}

static void many_keys_are_all_found_while_the_tables_grow(void **state)
{
    (void)state;
    enum {
        KEYS = 200000
    };
    struct index *index = index_new();
    uint32_t slots[POSTINGS_PER_KEY];

    for (uint32_t i = 1; i <= KEYS; i++)
        index_add(index, key_of("ship", i), i);
    for (uint32_t i = 1; i <= KEYS; i++) {
        assert_int_equal(index_find(index, key_of("ship", i), slots), 1);
        assert_int_equal(slots[0], i);
    }
    assert_int_equal(index_find(index, key_of("rail", 1), slots), 0);
    assert_true(index_memory(index) < (size_t)KEYS * 11);
    index_free(index);
}

static void stories_are_told_apart_however_many_there_were(void **state)
{
    (void)state;
    const uint32_t million = 1000000;
    struct index *index = index_new();
    uint32_t slots[POSTINGS_PER_KEY];

    index_add(index, key_of("ship", 0), 40 * million);
    index_add(index, key_of("ship", 0), 40 * million + 3);
    index_add(index, key_of("rail", 0), 56 * million); /* over 2^24 later than 39 million */
    assert_int_equal(index_find(index, key_of("ship", 0), slots), 2);
    assert_int_equal(slots[0] + slots[1], 80 * million + 3);
    index_remove(index, key_of("ship", 0), 40 * million);
    assert_int_equal(index_find(index, key_of("ship", 0), slots), 1);
    assert_int_equal(slots[0], 40 * million + 3);
    index_add(index, key_of("bank", 0), 39 * million);
    assert_int_equal(index_find(index, key_of("bank", 0), slots), 0);
    index_free(index);
}

static void a_sweep_forgets_the_expired_and_gives_their_memory_back(void **state)
{
    (void)state;
    enum {
        KEYS = 100000
    };
    struct index *index = index_new();
    uint32_t slots[POSTINGS_PER_KEY];

    for (uint32_t i = 1; i <= KEYS; i++)
        index_add(index, key_of("ship", i), i);
    size_t before = index_memory(index);
    index_expire(index, KEYS - 1000);
    index_sweep(index, INDEX_PARTITIONS);
    assert_true(index_memory(index) < before / 4);
    assert_int_equal(index_find(index, key_of("ship", KEYS - 1001), slots), 0);
    assert_int_equal(index_find(index, key_of("ship", KEYS - 1000), slots), 1);
    index_free(index);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_finds_the_stories_it_was_added_with),
        cmocka_unit_test(a_story_stands_once_under_a_key),
        cmocka_unit_test(a_common_key_keeps_its_newest_stories_in_whatever_order_they_come),
        cmocka_unit_test(many_keys_are_all_found_while_the_tables_grow),
        cmocka_unit_test(stories_are_told_apart_however_many_there_were),
        cmocka_unit_test(a_sweep_forgets_the_expired_and_gives_their_memory_back),
    };

    return cmocka_run_group_tests_name("index", tests, NULL, NULL);
}
