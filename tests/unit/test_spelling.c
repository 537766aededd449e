/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */
#include "config/base/spelling.h"

#include <string.h>

static size_t distance(const char *a, const char *b)
{
    return spelling_distance(a, strlen(a), b, strlen(b));
}

static void one_slip_is_one_step(void **state)
{
    (void)state;
    assert_int_equal(distance("every", "every"), 0);
    assert_int_equal(distance("every", "evry"), 1);
    assert_int_equal(distance("every", "everyy"), 1);
    assert_int_equal(distance("every", "evary"), 1);
    assert_int_equal(distance("every", "evrey"), 1);
}

static void case_is_no_slip(void **state)
{
    (void)state;
    assert_int_equal(distance("URL", "url"), 0);
}

static void nothing_is_as_far_as_the_other_is_long(void **state)
{
    (void)state;
    assert_int_equal(distance("", "feeds"), 5);
    assert_int_equal(distance("feeds", ""), 5);
    assert_int_equal(distance("", ""), 0);
}

static void only_the_beginning_of_a_long_name_counts(void **state)
{
    (void)state;
    char a[200], b[200];

    memset(a, 'a', sizeof(a));
    memset(b, 'a', sizeof(b));
    b[100] = 'b';
    assert_int_equal(spelling_distance(a, sizeof(a), b, sizeof(b)), 0);
    assert_int_equal(spelling_distance(a, sizeof(a), "", 0), SPELLING_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_slip_is_one_step),
        cmocka_unit_test(case_is_no_slip),
        cmocka_unit_test(nothing_is_as_far_as_the_other_is_long),
        cmocka_unit_test(only_the_beginning_of_a_long_name_counts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
