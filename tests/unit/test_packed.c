/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */
#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "feeds/item.h"
#include "store/packed.h"

#include <stdlib.h>
#include <string.h>

#define COLUMN_MAX 4096

/* A column and what is read of it. */
struct column {
    struct buffer packed;
    struct arena *arena;
};

static int open_column(void **state)
{
    struct column *column = calloc(1, sizeof(*column));

    assert_non_null(column);
    buffer_init(&column->packed, COLUMN_MAX);
    column->arena = arena_new();
    *state = column;
    return 0;
}

static int close_column(void **state)
{
    struct column *column = *state;

    buffer_free(&column->packed);
    arena_free(column->arena);
    free(column);
    return 0;
}

static void assert_text(const char *text, const char *expected)
{
    if (expected == NULL)
        assert_null(text);
    else
        assert_string_equal(text, expected);
}

static void tags_come_back_as_they_were_put(void **state)
{
    static const char *const tags[] = {"Russia & Ukraine", "", "港", "a,b;c|d", "NATO"};
    static const size_t count = sizeof(tags) / sizeof(tags[0]);
    struct column *column = *state;
    const char *const *read;
    size_t read_count;

    for (size_t taken = 1; taken <= count; taken++) {
        buffer_clear(&column->packed);
        assert_true(packed_add_strings(&column->packed, tags, taken));
        packed_read_strings(column->packed.data, column->arena, &read, &read_count);
        assert_int_equal(read_count, taken);
        for (size_t i = 0; i < taken; i++)
            assert_string_equal(read[i], tags[i]);
    }
}

static void people_come_back_with_what_they_lack(void **state)
{
    static const struct person people[] = {
        {.name = "Reuters"},
        {.name = "Ana Sørensen", .url = "https://harbour.example.org/ana"},
        {.email = "desk@harbour.example.org"},
        {.name = NULL},
        {.name = "Jo", .url = "https://example.org/jo", .email = "jo@example.org"},
    };
    static const size_t count = sizeof(people) / sizeof(people[0]);
    struct column *column = *state;
    const struct person *read;
    size_t read_count;

    assert_true(packed_add_people(&column->packed, people, count));
    packed_read_people(column->packed.data, column->arena, &read, &read_count);
    assert_int_equal(read_count, count);
    for (size_t i = 0; i < count; i++) {
        assert_text(read[i].name, people[i].name);
        assert_text(read[i].url, people[i].url);
        assert_text(read[i].email, people[i].email);
    }
}

static void nothing_is_an_empty_list(void **state)
{
    struct column *column = *state;
    const char *const *strings;
    const struct person *people;
    size_t count = 1;

    packed_read_strings(NULL, column->arena, &strings, &count);
    assert_int_equal(count, 0);
    packed_read_people("", column->arena, &people, &count);
    assert_int_equal(count, 0);
}

/* A tag with a separator in it would be read as two. */
static void a_separator_inside_a_tag_becomes_a_blank(void **state)
{
    static const char *const tags[] = {"ports\x1e\x1fquays", "line\nbreak"};
    struct column *column = *state;
    const char *const *read;
    size_t count;

    assert_true(packed_add_strings(&column->packed, tags, 2));
    packed_read_strings(column->packed.data, column->arena, &read, &count);
    assert_int_equal(count, 2);
    assert_string_equal(read[0], "ports  quays");
    assert_string_equal(read[1], "line break");
}

/* A store may be damaged, or written by a later version with more fields. */
static void any_bytes_are_read_as_some_list(void **state)
{
    static const char bytes[] = "\x1e\x1f\x1e"
                                "Reuters\x1f\x1f\x1f"
                                "more\x1f\x1e"
                                "cut off";
    struct column *column = *state;
    const struct person *people;
    size_t count;

    packed_read_people(bytes, column->arena, &people, &count);
    assert_int_equal(count, 3);
    assert_null(people[0].name);
    assert_null(people[1].name);
    assert_string_equal(people[2].name, "Reuters");
    assert_null(people[2].email);
}

static void a_full_column_is_said(void **state)
{
    static const char *const tags[] = {"harbour", "strike"};
    struct buffer small;

    (void)state;
    for (size_t limit = 0; limit < strlen("harbour..strike.."); limit++) {
        buffer_init(&small, limit);
        assert_false(packed_add_strings(&small, tags, 2));
        buffer_free(&small);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_column, close_column)
        TEST(tags_come_back_as_they_were_put), TEST(people_come_back_with_what_they_lack),
        TEST(nothing_is_an_empty_list),        TEST(a_separator_inside_a_tag_becomes_a_blank),
        TEST(any_bytes_are_read_as_some_list), cmocka_unit_test(a_full_column_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
