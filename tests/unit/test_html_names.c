/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */
#include "feeds/parse/html_names.h"

static void elements_of_html_are_known_in_any_case(void **state)
{
    (void)state;
    assert_true(html_name_is_element("Section", 7));
    assert_true(html_name_is_element("h1", 2));
    assert_true(html_name_is_element("tracks", 2)); /* "tr": the length is what counts */
    assert_false(html_name_is_element("item", 4));
    assert_false(html_name_is_element("", 0));
}

static void elements_without_an_end_tag_are_known(void **state)
{
    (void)state;
    assert_true(html_name_is_void("BR", 2));
    assert_true(html_name_is_void("track", 5));
    assert_false(html_name_is_void("b", 1));
}

static void elements_of_pages_are_told_from_those_of_a_line(void **state)
{
    (void)state;
    assert_true(html_name_is_of_page("Script", 6));
    assert_true(html_name_is_of_page("td", 2));
    assert_false(html_name_is_of_page("em", 2));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(elements_of_html_are_known_in_any_case),
        cmocka_unit_test(elements_without_an_end_tag_are_known),
        cmocka_unit_test(elements_of_pages_are_told_from_those_of_a_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
