#include "daemon/core/hosts.h"

/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/rfc3339.h"
#include "tests/helpers/virtual_clock.h"

#include <arpa/inet.h>
#include <stdio.h>

#define NOON INT64_C(1795435200)
#define SPACING_MS 1000

static int open_hosts(void **state)
{
    *state = hosts_new();
    return 0;
}

static int close_hosts(void **state)
{
    hosts_free(*state);
    return 0;
}

static struct in6_addr address(const char *text)
{
    struct in6_addr read;

    assert_int_equal(inet_pton(AF_INET6, text, &read), 1);
    return read;
}

static void a_host_is_made_once_and_stays_where_it_is(void **state)
{
    struct host *host = hosts_get(*state, "news.example.org");
    char name[32];

    assert_null(hosts_find(*state, "council.example.org"));
    for (int i = 0; i < 1000; i++) {
        snprintf(name, sizeof(name), "outlet-%d.example.org", i);
        hosts_get(*state, name);
    }
    assert_ptr_equal(hosts_get(*state, "news.example.org"), host);
    assert_ptr_equal(hosts_find(*state, "news.example.org"), host);
    assert_string_equal(host->name, "news.example.org");
}

static void a_hold_is_lengthened_and_never_shortened(void **state)
{
    struct host *host = hosts_get(*state, "news.example.org");

    assert_false(host_is_held(host, NOON));
    host_hold(host, NOON + 60);
    host_hold(host, NOON + 30);
    assert_true(host_is_held(host, NOON + 59));
    assert_false(host_is_held(host, NOON + 60));
    host_hold(host, NOON + 90);
    assert_true(host_is_held(host, NOON + 60));
}

static void two_names_of_one_address_go_to_one_fetcher_once_it_is_known(void **state)
{
    struct host *one = hosts_get(*state, "one.example.org");
    struct host *two = hosts_get(*state, "two.example.org");
    const struct in6_addr shared = address("2001:db8::1");

    assert_true(host_place(one, SPACING_MS) != host_place(two, SPACING_MS));
    host_dialled(one, &shared);
    host_dialled(two, &shared);
    assert_true(host_place(one, SPACING_MS) == host_place(two, SPACING_MS));
    assert_true(host_place(one, SPACING_MS) ==
                host_place(hosts_get(*state, "[2001:db8::1]"), SPACING_MS));
}

static void a_host_changes_its_fetcher_only_when_it_is_quiet(void **state)
{
    struct host *host = hosts_get(*state, "one.example.org");
    const struct in6_addr first = address("2001:db8::1"), second = address("2001:db8::2");

    host_dialled(host, &first);
    uint64_t place = host_place(host, SPACING_MS);
    host_dialled(host, &second);
    host->under_way = 1;
    virtual_clock_pass(10 * SPACING_MS);
    assert_true(host_place(host, SPACING_MS) == place);
    host->under_way = 0;
    host->quiet = clock_moment();
    assert_true(host_place(host, SPACING_MS) == place);
    virtual_clock_pass(SPACING_MS);
    assert_false(host_place(host, SPACING_MS) == place);
}

static void an_address_that_is_not_known_changes_nothing(void **state)
{
    struct host *host = hosts_get(*state, "one.example.org");
    uint64_t place = host_place(host, SPACING_MS);

    host_dialled(host, &in6addr_any);
    assert_true(host_place(host, SPACING_MS) == place);
}

static void what_is_known_of_a_host_is_taken_over(void **state)
{
    struct hosts *newer = hosts_new();
    struct host *old = hosts_get(*state, "news.example.org");
    struct host *host = hosts_get(newer, "news.example.org");

    host_hold(old, NOON);
    old->unavailable_feed = 7;
    hosts_get(*state, "council.example.org");
    hosts_take(newer, *state);
    assert_int_equal(host->hold_until, NOON);
    assert_int_equal(host->unavailable_feed, 7);
    assert_null(hosts_find(newer, "council.example.org"));
    hosts_free(newer);
}

static void a_clock_that_was_set_moves_the_holds(void **state)
{
    struct host *held = hosts_get(*state, "news.example.org");
    const struct host *free = hosts_get(*state, "council.example.org");

    host_hold(held, NOON);
    hosts_shift(*state, -86400);
    assert_int_equal(held->hold_until, NOON - 86400);
    assert_int_equal(free->hold_until, NO_TIME);
}

static void the_load_is_the_sum_of_what_the_feeds_want(void **state)
{
    struct host *host = hosts_get(*state, "news.example.org");

    host_change_load(host, 0, 10);
    host_change_load(host, 0, 4);
    assert_in_range((int)(host->load * 1000 + 0.5), 349, 351);
    host_change_load(host, 4, 0);
    host_change_load(host, 10, 20);
    assert_in_range((int)(host->load * 1000 + 0.5), 49, 51);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_hosts, close_hosts)
        TEST(a_host_is_made_once_and_stays_where_it_is),
        TEST(a_hold_is_lengthened_and_never_shortened),
        TEST(two_names_of_one_address_go_to_one_fetcher_once_it_is_known),
        TEST(a_host_changes_its_fetcher_only_when_it_is_quiet),
        TEST(an_address_that_is_not_known_changes_nothing),
        TEST(what_is_known_of_a_host_is_taken_over),
        TEST(a_clock_that_was_set_moves_the_holds),
        TEST(the_load_is_the_sum_of_what_the_feeds_want),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
