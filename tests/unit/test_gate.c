/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/clock.h"
#include "feeds/fetch/gate.h"

#include <event2/event.h>
#include <string.h>

#define VISITORS_MAX 16

struct visitor {
    struct gate_pass pass;
    struct fixture *fixture;
    char name;
    bool leaves_at_once;
};

struct fixture {
    struct event_base *base;
    struct gates *gates;
    struct visitor visitors[VISITORS_MAX];
    char order[VISITORS_MAX + 1]; /* in which they went in */
    int64_t entered[VISITORS_MAX];
    size_t count;
};

static void on_enter(void *owner)
{
    struct visitor *visitor = owner;
    struct fixture *fixture = visitor->fixture;

    fixture->entered[fixture->count] = clock_moment().ms;
    fixture->order[fixture->count++] = visitor->name;
    if (visitor->leaves_at_once)
        gate_leave(&visitor->pass);
}

static void open_gates(struct fixture *fixture, unsigned inside, unsigned total, int64_t spacing_ms)
{
    const struct gate_limits limits = {.inside = inside, .total = total, .spacing_ms = spacing_ms};

    *fixture = (struct fixture){.base = event_base_new()};
    fixture->gates = gates_new(fixture->base, &limits, on_enter);
    for (size_t i = 0; i < VISITORS_MAX; i++) {
        struct visitor *visitor = &fixture->visitors[i];
        visitor->fixture = fixture;
        visitor->name = (char)('a' + (int)i);
        visitor->pass.owner = visitor;
    }
}

static void close_gates(struct fixture *fixture)
{
    for (size_t i = 0; i < VISITORS_MAX; i++)
        gate_leave(&fixture->visitors[i].pass);
    gates_free(fixture->gates);
    event_base_free(fixture->base);
}

static void come(struct fixture *fixture, char name, const char *host)
{
    gate_wait(fixture->gates, &fixture->visitors[name - 'a'].pass, host, strlen(host), GATE_LAST);
}

static void leave(struct fixture *fixture, char name)
{
    gate_leave(&fixture->visitors[name - 'a'].pass);
}

/* Until nothing is left to happen. */
static void run(struct fixture *fixture)
{
    event_base_dispatch(fixture->base);
}

static void those_that_wait_go_in_by_order_of_arrival(void **state)
{
    struct fixture fixture;

    (void)state;
    open_gates(&fixture, 1, 100, 0);
    for (char name = 'a'; name <= 'e'; name++) {
        fixture.visitors[name - 'a'].leaves_at_once = true;
        come(&fixture, name, "news.example");
    }
    assert_string_equal(fixture.order, ""); /* never from within the call */
    run(&fixture);
    assert_string_equal(fixture.order, "abcde");
    close_gates(&fixture);
}

static void no_more_than_its_limit_are_inside(void **state)
{
    struct fixture fixture;

    (void)state;
    open_gates(&fixture, 2, 100, 0);
    come(&fixture, 'a', "news.example");
    come(&fixture, 'b', "news.example");
    come(&fixture, 'c', "news.example");
    run(&fixture);
    assert_string_equal(fixture.order, "ab");
    assert_true(gate_is_awaited(&fixture.visitors[0].pass));
    leave(&fixture, 'a');
    run(&fixture);
    assert_string_equal(fixture.order, "abc");
    assert_false(gate_is_awaited(&fixture.visitors[1].pass));
    close_gates(&fixture);
}

static void starts_are_spaced_and_a_fresh_start_is_remembered(void **state)
{
    struct fixture fixture;

    (void)state;
    open_gates(&fixture, 5, 100, 40);
    fixture.visitors[0].leaves_at_once = true;
    come(&fixture, 'a', "news.example");
    come(&fixture, 'b', "news.example");
    run(&fixture);
    leave(&fixture, 'b');
    come(&fixture, 'c', "news.example");
    run(&fixture);
    assert_string_equal(fixture.order, "abc");
    assert_true(fixture.entered[1] - fixture.entered[0] >= 39);
    assert_true(fixture.entered[2] - fixture.entered[1] >= 39);
    close_gates(&fixture);
}

static void hosts_do_not_wait_for_each_other(void **state)
{
    struct fixture fixture;

    (void)state;
    open_gates(&fixture, 1, 100, 10000);
    come(&fixture, 'a', "news.example");
    come(&fixture, 'b', "news.example");
    come(&fixture, 'c', "other.example");
    event_base_loop(fixture.base, EVLOOP_ONCE);
    event_base_loop(fixture.base, EVLOOP_NONBLOCK);
    assert_string_equal(fixture.order, "ac");
    close_gates(&fixture);
}

static void the_total_is_shared_by_the_host_that_waited_longest(void **state)
{
    struct fixture fixture;

    (void)state;
    open_gates(&fixture, 2, 2, 0);
    come(&fixture, 'a', "one.example");
    come(&fixture, 'b', "two.example");
    come(&fixture, 'c', "three.example");
    come(&fixture, 'd', "four.example");
    run(&fixture);
    assert_string_equal(fixture.order, "ab");
    leave(&fixture, 'b');
    run(&fixture);
    assert_string_equal(fixture.order, "abc");
    leave(&fixture, 'a');
    run(&fixture);
    assert_string_equal(fixture.order, "abcd");
    close_gates(&fixture);
}

static void nobody_goes_in_during_a_pause(void **state)
{
    struct fixture fixture;

    (void)state;
    open_gates(&fixture, 2, 100, 0);
    come(&fixture, 'a', "one.example");
    run(&fixture);
    gates_pause(fixture.gates, true);
    come(&fixture, 'b', "one.example");
    come(&fixture, 'c', "two.example");
    come(&fixture, 'd', "two.example");
    run(&fixture);
    assert_string_equal(fixture.order, "a");
    leave(&fixture, 'a');
    leave(&fixture, 'c');
    run(&fixture);
    assert_string_equal(fixture.order, "a");
    gates_pause(fixture.gates, false);
    run(&fixture);
    assert_string_equal(fixture.order, "abd");
    close_gates(&fixture);
}

static void one_that_gives_up_passes_its_turn_on(void **state)
{
    struct fixture fixture;

    (void)state;
    open_gates(&fixture, 1, 1, 0);
    come(&fixture, 'a', "one.example");
    run(&fixture);
    come(&fixture, 'b', "two.example");
    come(&fixture, 'c', "three.example");
    run(&fixture);
    leave(&fixture, 'b');
    leave(&fixture, 'a');
    run(&fixture);
    assert_string_equal(fixture.order, "ac");
    close_gates(&fixture);
}

static void one_that_has_waited_before_may_be_first(void **state)
{
    struct fixture fixture;

    (void)state;
    open_gates(&fixture, 1, 9, 0);
    come(&fixture, 'a', "news.example");
    run(&fixture);
    come(&fixture, 'b', "news.example");
    gate_wait(fixture.gates, &fixture.visitors[2].pass, "news.example", 12, GATE_FIRST);
    leave(&fixture, 'a');
    run(&fixture);
    assert_string_equal(fixture.order, "ac");
    close_gates(&fixture);
}

static void trying_takes_no_place_from_those_that_wait(void **state)
{
    struct fixture fixture;
    struct gate_pass *a = &fixture.visitors[0].pass, *b = &fixture.visitors[1].pass;

    (void)state;
    open_gates(&fixture, 1, 9, 0);
    assert_true(gate_try(fixture.gates, a, "news.example", 12));
    assert_false(gate_try(fixture.gates, b, "news.example", 12));
    assert_true(gate_has_key(a, "news.example", 12));
    assert_false(gate_has_key(a, "news.example.org", 16));
    assert_false(gate_has_key(b, "news.example", 12));
    come(&fixture, 'c', "news.example");
    gate_leave(a);
    assert_false(gate_try(fixture.gates, b, "news.example", 12));
    run(&fixture);
    assert_string_equal(fixture.order, "c");
    close_gates(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(those_that_wait_go_in_by_order_of_arrival),
        cmocka_unit_test(no_more_than_its_limit_are_inside),
        cmocka_unit_test(starts_are_spaced_and_a_fresh_start_is_remembered),
        cmocka_unit_test(hosts_do_not_wait_for_each_other),
        cmocka_unit_test(the_total_is_shared_by_the_host_that_waited_longest),
        cmocka_unit_test(nobody_goes_in_during_a_pause),
        cmocka_unit_test(one_that_gives_up_passes_its_turn_on),
        cmocka_unit_test(one_that_has_waited_before_may_be_first),
        cmocka_unit_test(trying_takes_no_place_from_those_that_wait),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
