/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "feeds/topics/word_memory.h"

#include <stdio.h>

static void a_word_is_known_with_all_its_tests(void **state)
{
    static const uint32_t numbers[] = {7, 9, 7, 9};
    struct word_memory *memory = word_memory_new();
    struct word_tests tests = {.list = numbers, .count = 2, .begin_count = 1, .end_count = 1},
                      found;

    (void)state;
    assert_false(word_memory_find(memory, "Seoul", 1, &found));
    word_memory_keep(memory, "Seoul", 1, &tests);
    assert_true(word_memory_find(memory, "Seoul", 1, &found));
    assert_int_equal(found.count, 2);
    assert_int_equal(found.end_count, 1);
    assert_memory_equal(found.list, numbers, sizeof(numbers));
    assert_false(word_memory_find(memory, "seoul", 1, &found));
    word_memory_free(memory);
}

static void words_of_any_length_are_told_apart(void **state)
{
    static const char *const words[] = {"A", "Donaudampfschifffahrten", "Donaudampfschifffahrtens",
                                        "Donaudampfschifffahrtsgesellschaftskapitän",
                                        "Donaudampfschifffahrtsgesellschaftskapitäne"};
    const size_t count = sizeof(words) / sizeof(*words);
    struct word_memory *memory = word_memory_new();
    struct word_tests none = {0}, found;

    (void)state;
    for (uint32_t i = 0; i < count; i++) {
        struct word_tests tests = {.list = &i, .count = 1};
        assert_false(word_memory_find(memory, words[i], 1, &found));
        word_memory_keep(memory, words[i], 1, &tests);
    }
    for (unsigned i = 0; i < 5000; i++) {
        char word[16];
        (void)snprintf(word, sizeof(word), "word%u", i);
        word_memory_keep(memory, word, i, &none);
    }
    for (uint32_t i = 0; i < count; i++) {
        word_memory_prefetch(memory, 1);
        assert_true(word_memory_find(memory, words[i], 1, &found));
        assert_int_equal(found.list[0], i);
    }
    word_memory_free(memory);
}

static void many_words_are_kept_until_all_are_forgotten(void **state)
{
    struct word_memory *memory = word_memory_new();
    struct word_tests none = {0}, found;
    char word[16];

    (void)state;
    for (unsigned i = 0; i < 5000; i++) {
        (void)snprintf(word, sizeof(word), "word%u", i);
        word_memory_keep(memory, word, i % 100, &none);
    }
    assert_true(word_memory_find(memory, "word0", 0, &found));
    assert_true(word_memory_find(memory, "word4999", 99, &found));
    word_memory_forget(memory);
    assert_false(word_memory_find(memory, "word0", 0, &found));
    word_memory_free(memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_word_is_known_with_all_its_tests),
        cmocka_unit_test(words_of_any_length_are_told_apart),
        cmocka_unit_test(many_words_are_kept_until_all_are_forgotten),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
