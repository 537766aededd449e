/* links: feeds_parse */
/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */
#include "feeds/parse/file_kind.h"

static void what_often_lies_where_a_feed_should_is_known_by_its_begin(void **state)
{
    (void)state;
    assert_string_equal(file_kind("\x1F\x8B\x08\x00", 4), "a gzip file");
    assert_string_equal(file_kind("%PDF-1.7\n", 9), "a PDF document");
    assert_string_equal(file_kind("\xFF\xD8\xFF\xE0", 4), "a JPEG image");
}

static void other_bytes_and_half_a_begin_are_of_no_kind(void **state)
{
    (void)state;
    assert_null(file_kind("<rss/>", 6));
    assert_null(file_kind("\x1F", 1));
    assert_null(file_kind("", 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_often_lies_where_a_feed_should_is_known_by_its_begin),
        cmocka_unit_test(other_bytes_and_half_a_begin_are_of_no_kind),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
