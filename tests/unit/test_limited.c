/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */
#include "daemon/fetcher/limited.h"
#include "tests/helpers/virtual_clock.h"

#include <stdio.h>

static int end(void **state)
{
    limited_free(*state);
    return 0;
}

static int begin(void **state)
{
    static struct limited limited;

    *state = &limited;
    return 0;
}

static void a_host_is_limited_as_long_as_was_said(void **state)
{
    struct limited *limited = *state;

    assert_false(limited_has(limited, "news.example.org"));
    limited_add(limited, "news.example.org", 3000);
    assert_true(limited_has(limited, "news.example.org"));
    assert_false(limited_has(limited, "example.org"));
    virtual_clock_pass(2999);
    assert_true(limited_has(limited, "news.example.org"));
    virtual_clock_pass(1);
    assert_false(limited_has(limited, "news.example.org"));
}

static void the_later_end_counts(void **state)
{
    struct limited *limited = *state;

    limited_add(limited, "news.example.org", 3000);
    limited_add(limited, "news.example.org", 1000);
    virtual_clock_pass(2999);
    assert_true(limited_has(limited, "news.example.org"));
    limited_add(limited, "news.example.org", 5000);
    virtual_clock_pass(4999);
    assert_true(limited_has(limited, "news.example.org"));
    assert_int_equal(limited->count, 1);
}

static void limit_many(struct limited *limited)
{
    char host[64];

    for (int i = 0; i < 1000; i++) {
        snprintf(host, sizeof(host), "outlet-%d.example.org", i);
        limited_add(limited, host, 3000);
    }
    assert_true(limited_has(limited, "outlet-0.example.org"));
    assert_true(limited_has(limited, host));
}

static void any_number_is_remembered_and_the_place_of_what_is_over_used_again(void **state)
{
    struct limited *limited = *state;

    limit_many(limited);
    virtual_clock_pass(3000);
    limit_many(limited);
    assert_int_equal(limited->count, 1000);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(a_host_is_limited_as_long_as_was_said),
        TEST(the_later_end_counts),
        TEST(any_number_is_remembered_and_the_place_of_what_is_over_used_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
