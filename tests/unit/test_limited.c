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

static void a_host_that_asked_to_slow_down_is_remembered_for_a_while(void **state)
{
    struct limited limited = {0};

    (void)state;
    assert_false(limited_has(&limited, "https://news.example.org/harbour.xml"));
    limited_add(&limited, "https://news.example.org/harbour.xml");
    assert_true(limited_has(&limited, "https://news.example.org/harbour.xml"));
    virtual_clock_pass(2999);
    assert_true(limited_has(&limited, "https://news.example.org/harbour.xml"));
    virtual_clock_pass(1);
    assert_false(limited_has(&limited, "https://news.example.org/harbour.xml"));
}

static void it_is_the_host_that_asked_whatever_the_feed(void **state)
{
    struct limited limited = {0};

    (void)state;
    limited_add(&limited, "https://news.example.org/harbour.xml");
    assert_true(limited_has(&limited, "http://NEWS.example.org:8080/quay.xml"));
    assert_false(limited_has(&limited, "https://example.org/harbour.xml"));
    assert_false(limited_has(&limited, "https://news.example.org.evil.example/"));
}

static void what_is_no_url_is_no_host(void **state)
{
    struct limited limited = {0};

    (void)state;
    limited_add(&limited, "not a url");
    assert_false(limited_has(&limited, "not a url"));
    assert_false(limited_has(&limited, "https://news.example.org/"));
}

static void of_many_hosts_the_latest_are_remembered(void **state)
{
    struct limited limited = {0};
    char url[64];

    (void)state;
    for (int i = 0; i <= LIMITED_HOSTS; i++) {
        snprintf(url, sizeof(url), "https://outlet-%d.example.org/", i);
        limited_add(&limited, url);
    }
    assert_false(limited_has(&limited, "https://outlet-0.example.org/"));
    assert_true(limited_has(&limited, "https://outlet-1.example.org/"));
    assert_true(limited_has(&limited, url));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_host_that_asked_to_slow_down_is_remembered_for_a_while),
        cmocka_unit_test(it_is_the_host_that_asked_whatever_the_feed),
        cmocka_unit_test(what_is_no_url_is_no_host),
        cmocka_unit_test(of_many_hosts_the_latest_are_remembered),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
