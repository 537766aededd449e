#include "daemon/core/outage.h"
#include "daemon/core/roster.h"

/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#define FEEDS 12
#define SECOND INT64_C(1000)

struct network {
    struct outage *outage;
    struct host hosts[FEEDS];
    struct feed feeds[FEEDS];
    struct moment now;
    size_t excused;
};

static int set_up(void **state)
{
    struct network *network = test_calloc(1, sizeof(*network));

    network->outage = outage_new();
    network->now.ms = 1000000;
    for (size_t i = 0; i < FEEDS; i++)
        network->feeds[i].host = &network->hosts[i];
    *state = network;
    return 0;
}

static int tear_down(void **state)
{
    struct network *network = *state;

    outage_free(network->outage);
    test_free(network);
    return 0;
}

/* Of `hosts` hosts, a tenth of a second apart. */
static void end_polls(struct network *network, size_t count, size_t hosts, bool is_reached)
{
    for (size_t i = 0; i < count; i++) {
        outage_note(network->outage, &network->feeds[i % hosts], is_reached, network->now);
        network->now.ms += 100;
    }
}

static void on_excused(void *owner, struct feed *feed)
{
    (void)feed;
    ((struct network *)owner)->excused++;
}

static void ten_failures_of_five_hosts_and_two_still_seconds_are_an_outage(void **state)
{
    struct network *network = *state;

    end_polls(network, 10, 5, false);
    assert_false(outage_begins(network->outage, network->now));
    assert_int_equal(outage_wait_ms(network->outage, network->now), SECOND);
    network->now.ms += SECOND;
    assert_true(outage_begins(network->outage, network->now));
    assert_false(outage_begins(network->outage, network->now)); /* it has begun already */
    assert_true(outage_is_on(network->outage));
    outage_failed_each(network->outage, on_excused, network);
    assert_int_equal(network->excused, 10);
}

static void fewer_failures_or_hosts_are_the_feeds_own(void **state)
{
    struct network *network = *state;

    end_polls(network, 9, 9, false);
    network->now.ms += 5 * SECOND;
    assert_false(outage_begins(network->outage, network->now));
    assert_int_equal(outage_wait_ms(network->outage, network->now), -1);
    outage_forget(network->outage);
    end_polls(network, 30, 4, false);
    network->now.ms += 5 * SECOND;
    assert_false(outage_begins(network->outage, network->now));
}

static void one_in_ten_that_is_reached_is_no_outage_while_it_is_fresh(void **state)
{
    struct network *network = *state;

    end_polls(network, 2, 2, true);
    end_polls(network, 12, 12, false);
    network->now.ms += 5 * SECOND;
    assert_false(outage_begins(network->outage, network->now));
    end_polls(network, 6, 6, false);
    assert_true(outage_begins(network->outage, network->now));
}

static void what_failed_half_a_minute_ago_does_not_count(void **state)
{
    struct network *network = *state;

    end_polls(network, 12, 12, false);
    network->now.ms += 31 * SECOND;
    assert_false(outage_begins(network->outage, network->now));
}

static void the_first_that_is_reached_ends_it(void **state)
{
    struct network *network = *state;

    end_polls(network, 30, 12, false);
    assert_true(outage_begins(network->outage, network->now));
    end_polls(network, 1, 1, true);
    assert_false(outage_is_on(network->outage));
    assert_false(outage_begins(network->outage, network->now));
}

static void the_window_moves_on_over_many_polls(void **state)
{
    struct network *network = *state;

    end_polls(network, 5000, 12, true);
    end_polls(network, 400, 12, false);
    assert_true(outage_begins(network->outage, network->now));
    outage_failed_each(network->outage, on_excused, network);
    assert_in_range(network->excused, 299, 301);
}

static void an_outage_begins_also_when_the_last_that_were_reached_leave_the_window(void **state)
{
    struct network *network = *state;

    end_polls(network, 10, 10, true);
    end_polls(network, 30, 12, false);
    struct moment last = network->now;
    while (!outage_begins(network->outage, network->now)) {
        int64_t wait = outage_wait_ms(network->outage, network->now);
        assert_in_range(wait, 1, 2 * SECOND);
        network->now.ms += wait;
        assert_true(moment_elapsed_ms(last, network->now) < 30 * SECOND);
    }
    outage_failed_each(network->outage, on_excused, network);
    assert_int_equal(network->excused, 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        TEST(ten_failures_of_five_hosts_and_two_still_seconds_are_an_outage),
        TEST(fewer_failures_or_hosts_are_the_feeds_own),
        TEST(one_in_ten_that_is_reached_is_no_outage_while_it_is_fresh),
        TEST(what_failed_half_a_minute_ago_does_not_count),
        TEST(the_first_that_is_reached_ends_it),
        TEST(the_window_moves_on_over_many_polls),
        TEST(an_outage_begins_also_when_the_last_that_were_reached_leave_the_window),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
