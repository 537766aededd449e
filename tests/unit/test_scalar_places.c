/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */
#include "config/base/arena.h"
#include "config/base/utf8.h"
#include "config/problems.h"
#include "config/scalar_places.h"
#include "config/yaml_source.h"
#include "config/yaml_tree.h"

#include <string.h>

/* Checks the value that stands under `query` in `text`, and that the first character of each word
 * of `words` stands at its line and column. */
struct expected_place {
    const char *word; /* found in the value, from the place of the word before on */
    unsigned line, column;
};

static void check(const char *text, const char *value, const struct expected_place *words,
                  size_t count)
{
    struct arena *arena = arena_new();
    struct problems *problems = problems_new(arena);
    struct yaml_source *source =
        yaml_source_new(arena, "storywatch.yaml", text, strlen(text), problems);
    const struct node *node = node_child(yaml_tree_read(arena, source, problems), "query");
    struct placed_text placed;
    size_t index = 0;

    assert_int_equal(problems_mistake_count(problems), 0);
    assert_non_null(node);
    assert_string_equal(node->text, value);
    assert_true(scalar_places_find(arena, node, &placed));
    const char *at = placed.text;
    for (size_t i = 0; i < count; i++) {
        const char *found = strstr(at, words[i].word);
        assert_non_null(found);
        for (; at < found; index++)
            at += utf8_length_at(at, strlen(at));
        struct place place = placed_text_at(&placed, index);
        if (place.line != words[i].line || place.column != words[i].column)
            fail_msg("\"%s\" is at %u:%u, not at %u:%u", words[i].word, place.line, place.column,
                     words[i].line, words[i].column);
    }
    arena_free(arena);
}

#define CHECK(text, value, ...)                                                                    \
    do {                                                                                           \
        const struct expected_place words[] = {__VA_ARGS__};                                       \
        check(text, value, words, sizeof(words) / sizeof(words[0]));                               \
    } while (0)

static void a_plain_text_on_one_line(void **state)
{
    (void)state;
    CHECK("query: harbour AND port", "harbour AND port", {"harbour", 1, 8}, {"AND", 1, 16},
          {"port", 1, 20});
}

static void a_plain_text_over_lines(void **state)
{
    (void)state;
    CHECK("query:   harbour AND  \n"
          "    port\n"
          "\n"
          "\n"
          "  OR quay\n",
          "harbour AND port\n\nOR quay", {"harbour", 1, 10}, {"AND", 1, 18}, {" port", 1, 21},
          {"port", 2, 5}, {"\n", 3, 1}, {"OR", 5, 3}, {"quay", 5, 6});
}

static void columns_count_characters_not_bytes(void **state)
{
    (void)state;
    CHECK("query: Łódź AND 港 AND x", "Łódź AND 港 AND x", {"AND", 1, 13}, {"港", 1, 17},
          {"AND", 1, 19}, {"x", 1, 23});
}

static void single_quotes_with_doubled_ones_and_folds(void **state)
{
    (void)state;
    CHECK("query: 'O''Brien AND\n"
          "\n"
          "  it''s  \n"
          "   late'",
          "O'Brien AND\nit's late", {"O", 1, 9}, {"'", 1, 10}, {"Brien", 1, 12}, {"AND", 1, 18},
          {"it", 3, 3}, {"'", 3, 5}, {"s", 3, 7}, {"late", 4, 4});
}

static void double_quotes_with_escapes(void **state)
{
    (void)state;
    CHECK("query: \"\\\"north \\u006Borea\\\" \\x41ND \\t\\U0001F6A2 z\"",
          "\"north korea\" AND \t🚢 z", {"\"", 1, 9}, {"north", 1, 11}, {"korea", 1, 17},
          {"orea", 1, 23}, {"\"", 1, 27}, {"AND", 1, 30}, {"ND", 1, 34}, {"\t", 1, 37},
          {"🚢", 1, 39}, {"z", 1, 50});
}

static void double_quotes_with_folds_and_escaped_line_breaks(void **state)
{
    (void)state;
    CHECK("query: \"north\n"
          "  korea \\\n"
          "    OR\\\n"
          "  \\ dprk\n"
          "\n"
          "  x\"",
          "north korea OR dprk\nx", {"north", 1, 9}, {"korea", 2, 3}, {"OR", 3, 5}, {" ", 4, 3},
          {"dprk", 4, 5}, {"x", 6, 3});
}

static void a_literal_block(void **state)
{
    (void)state;
    CHECK("query: |\n"
          "    harbour AND\n"
          "      port\n"
          "\n"
          "    quay\n"
          "next: x\n",
          "harbour AND\n  port\n\nquay\n", {"harbour", 2, 5}, {"AND", 2, 13}, {"\n", 2, 16},
          {"port", 3, 7}, {"quay", 5, 5});
}

static void a_literal_block_that_is_stripped(void **state)
{
    (void)state;
    CHECK("query: |-   # the port\n"
          "  harbour\n"
          "  port\n"
          "\n",
          "harbour\nport", {"harbour", 2, 3}, {"port", 3, 3});
}

static void a_literal_block_that_keeps_its_end(void **state)
{
    (void)state;
    CHECK("query: |+\n"
          "  harbour\n"
          "\n"
          "next: x\n",
          "harbour\n\n", {"harbour", 2, 3}, {"\n\n", 2, 10});
}

static void a_block_with_stated_indentation(void **state)
{
    (void)state;
    CHECK("query: |2-\n"
          "    harbour\n"
          "  port\n",
          "  harbour\nport", {"harbour", 2, 5}, {"port", 3, 3});
}

static void a_folded_block(void **state)
{
    (void)state;
    CHECK("query: >\n"
          "  (\"north korea*\" OR dprk)\n"
          "  NEAR/40 (troop*\n"
          "  OR soldier*)\n",
          "(\"north korea*\" OR dprk) NEAR/40 (troop* OR soldier*)\n", {"(", 2, 3}, {"north", 2, 5},
          {"dprk", 2, 22}, {"NEAR", 3, 3}, {"troop", 3, 12}, {"OR", 4, 3}, {"soldier", 4, 6});
}

static void a_folded_block_with_empty_and_indented_lines(void **state)
{
    (void)state;
    CHECK("query: >-\n"
          "\n"
          "  one\n"
          "  two\n"
          "\n"
          "  three\n"
          "    four\n"
          "\n"
          "    five\n"
          "  six\n"
          "  seven\n",
          "\none two\nthree\n  four\n\n  five\nsix seven", {"\n", 2, 1}, {"one", 3, 3},
          {"two", 4, 3}, {"three", 6, 3}, {"four", 7, 5}, {"five", 9, 5}, {"six", 10, 3},
          {"seven", 11, 3});
}

static void a_block_in_a_file_with_windows_lines(void **state)
{
    (void)state;
    CHECK("query: >\r\n  harbour\r\n  port\r\n", "harbour port\n", {"harbour", 2, 3},
          {"port", 3, 3});
}

static void a_block_at_the_end_of_a_file_without_newline(void **state)
{
    (void)state;
    CHECK("query: |\n"
          "  harbour\n"
          "  port",
          "harbour\nport", {"harbour", 2, 3}, {"port", 3, 3});
}

static void a_list_in_brackets(void **state)
{
    (void)state;
    CHECK("{ name: a, query: harbour\n   AND port }", "harbour AND port", {"harbour", 1, 19},
          {"AND", 2, 4}, {"port", 2, 8});
}

static void past_the_end_is_the_end(void **state)
{
    (void)state;
    struct placed_run runs[] = {{0, 2, 5}, {8, 3, 5}};
    struct placed_text text = {.text = "harbour port",
                               .place = {"storywatch.yaml", 2, 5},
                               .runs = runs,
                               .run_count = 2,
                               .length = 12};

    assert_int_equal(placed_text_at(&text, 7).line, 2);
    assert_int_equal(placed_text_at(&text, 7).column, 12);
    assert_int_equal(placed_text_at(&text, 8).line, 3);
    assert_int_equal(placed_text_at(&text, 12).column, 9);
    assert_int_equal(placed_text_at(&text, 1000).column, 9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_text_on_one_line),
        cmocka_unit_test(a_plain_text_over_lines),
        cmocka_unit_test(columns_count_characters_not_bytes),
        cmocka_unit_test(single_quotes_with_doubled_ones_and_folds),
        cmocka_unit_test(double_quotes_with_escapes),
        cmocka_unit_test(double_quotes_with_folds_and_escaped_line_breaks),
        cmocka_unit_test(a_literal_block),
        cmocka_unit_test(a_literal_block_that_is_stripped),
        cmocka_unit_test(a_literal_block_that_keeps_its_end),
        cmocka_unit_test(a_block_with_stated_indentation),
        cmocka_unit_test(a_folded_block),
        cmocka_unit_test(a_folded_block_with_empty_and_indented_lines),
        cmocka_unit_test(a_block_in_a_file_with_windows_lines),
        cmocka_unit_test(a_block_at_the_end_of_a_file_without_newline),
        cmocka_unit_test(a_list_in_brackets),
        cmocka_unit_test(past_the_end_is_the_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
