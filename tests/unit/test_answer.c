/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "feeds/fetch/answer.h"

#include <string.h>

static void add(struct answer *answer, const char *line)
{
    answer_add_line(answer, line, strlen(line));
}

static int set_up(void **state)
{
    static struct answer answer;

    answer_init(&answer);
    *state = &answer;
    return 0;
}

static int tear_down(void **state)
{
    answer_free(*state);
    return 0;
}

static void an_answer_is_read_line_by_line(void **state)
{
    struct answer *answer = *state;

    add(answer, "HTTP/1.1 404 Not Found\r\n");
    add(answer, "content-TYPE:text/html; charset=UTF-8\r\n");
    assert_false(answer->has_all_headers);
    add(answer, "\r\n");
    assert_true(answer->has_all_headers);
    assert_int_equal(answer->status, 404);
    assert_string_equal(answer->reason, "Not Found");
    assert_string_equal(answer_text(answer, ANSWER_CONTENT_TYPE), "text/html; charset=UTF-8");
    assert_null(answer_text(answer, ANSWER_LOCATION));
}

static void a_status_line_of_http_2_has_no_reason(void **state)
{
    struct answer *answer = *state;

    add(answer, "HTTP/2 200 \r\n");
    assert_int_equal(answer->status, 200);
    assert_string_equal(answer->reason, "");
}

static void white_space_around_a_value_goes_and_nothing_else(void **state)
{
    struct answer *answer = *state;

    add(answer, "HTTP/1.1 200 OK\r\n");
    add(answer, "ETag: \t W/\"a  b\xff\" \t\r\n");
    assert_int_equal(answer->fields[ANSWER_ETAG].len, 9);
    assert_memory_equal(answer->fields[ANSWER_ETAG].data, "W/\"a  b\xff\"", 9);
}

static void an_empty_value_is_present(void **state)
{
    struct answer *answer = *state;

    add(answer, "HTTP/1.1 200 OK\r\n");
    add(answer, "ETag:\r\n");
    assert_true(answer->fields[ANSWER_ETAG].is_present);
    assert_int_equal(answer->fields[ANSWER_ETAG].len, 0);
    assert_string_equal(answer_text(answer, ANSWER_ETAG), "");
}

static void a_validator_over_its_bound_is_as_if_there_were_none(void **state)
{
    struct answer *answer = *state;
    char line[ANSWER_VALIDATOR_MAX + 16] = "ETag: ";

    memset(line + 6, 'x', ANSWER_VALIDATOR_MAX + 1);
    add(answer, "HTTP/1.1 200 OK\r\n");
    answer_add_line(answer, line, 6 + ANSWER_VALIDATOR_MAX);
    assert_true(answer->fields[ANSWER_ETAG].is_present);
    answer_clear(answer);
    answer_add_line(answer, line, 6 + ANSWER_VALIDATOR_MAX + 1);
    assert_false(answer->fields[ANSWER_ETAG].is_present);
}

static void the_first_of_two_counts_but_lists_are_joined(void **state)
{
    struct answer *answer = *state;

    add(answer, "HTTP/1.1 200 OK\r\n");
    add(answer, "ETag: \"first\"\r\n");
    add(answer, "ETag: \"second\"\r\n");
    add(answer, "Cache-Control: public\r\n");
    add(answer, "Cache-Control: max-age=60\r\n");
    assert_string_equal(answer_text(answer, ANSWER_ETAG), "\"first\"");
    assert_string_equal(answer_text(answer, ANSWER_CACHE_CONTROL), "public, max-age=60");
}

static void a_folded_line_goes_on(void **state)
{
    struct answer *answer = *state;

    add(answer, "HTTP/1.1 301 Moved\r\n");
    add(answer, "Cache-Control: public,\r\n");
    add(answer, "\t max-age=60\r\n");
    add(answer, "X-Note: a\r\n");
    add(answer, "  of nobody's interest\r\n");
    assert_string_equal(answer_text(answer, ANSWER_CACHE_CONTROL), "public, max-age=60");
}

static void an_interim_answer_leaves_nothing_behind(void **state)
{
    struct answer *answer = *state;

    add(answer, "HTTP/1.1 103 Early Hints\r\n");
    add(answer, "ETag: \"early\"\r\n");
    add(answer, "\r\n");
    assert_int_equal(answer->status, 0);
    assert_false(answer->has_all_headers);
    add(answer, "HTTP/1.1 200 OK\r\n");
    add(answer, "\r\n");
    assert_int_equal(answer->status, 200);
    assert_null(answer_text(answer, ANSWER_ETAG));
}

static void a_trailer_is_counted_and_not_believed(void **state)
{
    struct answer *answer = *state;

    add(answer, "HTTP/1.1 200 OK\r\n");
    add(answer, "\r\n");
    add(answer, "ETag: \"late\"\r\n");
    assert_null(answer_text(answer, ANSWER_ETAG));
    assert_int_equal(answer->lines, 3);
    assert_int_equal(answer->bytes, 17 + 2 + 14);
}

static void lines_that_are_no_headers_are_passed_over(void **state)
{
    struct answer *answer = *state;

    add(answer, "HTTP/1.1 abc\r\n");
    add(answer, "no colon here\r\n");
    add(answer, ": nameless\r\n");
    add(answer, " folded onto nothing\r\n");
    add(answer, "\r\n");
    assert_int_equal(answer->status, 0);
    assert_false(answer->has_all_headers);
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(an_answer_is_read_line_by_line),
        TEST(a_status_line_of_http_2_has_no_reason),
        TEST(white_space_around_a_value_goes_and_nothing_else),
        TEST(an_empty_value_is_present),
        TEST(a_validator_over_its_bound_is_as_if_there_were_none),
        TEST(the_first_of_two_counts_but_lists_are_joined),
        TEST(a_folded_line_goes_on),
        TEST(an_interim_answer_leaves_nothing_behind),
        TEST(a_trailer_is_counted_and_not_believed),
        TEST(lines_that_are_no_headers_are_passed_over),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
