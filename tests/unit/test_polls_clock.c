#include "tests/helpers/poll_room.h"

static int open_polled(void **state)
{
    struct room *room = open_room(HEAD HARBOUR QUAY COUNCIL, false);

    begin(room);
    pass(room, SECOND);
    answer(room, "council", POLLED_NOT_MODIFIED, 304);
    answer(room, "harbour", POLLED_RATE_LIMITED, 429); /* for an hour, and quay with it */
    answer(room, "quay", POLLED_NOT_MODIFIED, 304);
    commit(room);
    *state = room;
    return 0;
}

static void check_waits(struct room *room)
{
    pass(room, 9 * MINUTE * SECOND);
    assert_false(is_asked(room, "council"));
    pass(room, 3 * MINUTE * SECOND);
    assert_true(is_asked(room, "council"));
    pass(room, 40 * MINUTE * SECOND);
    assert_false(is_asked(room, "quay"));
    pass(room, 10 * MINUTE * SECOND);
    assert_true(is_asked(room, "quay"));
}

static void a_clock_set_forward_lets_nobody_be_asked_sooner(void **state)
{
    virtual_clock_set(DAY * SECOND);
    check_waits(*state);
}

static void a_clock_set_back_lets_nobody_wait_longer(void **state)
{
    virtual_clock_set(-400 * DAY * SECOND);
    check_waits(*state);
}

static void the_stored_times_move_with_the_clock(void **state)
{
    struct room *room = *state;
    int64_t next = state_of(room, "council").next_poll, hold = state_of(room, "harbour").hold_until;

    virtual_clock_set(DAY * SECOND);
    pass(room, SECOND);
    commit(room);
    assert_int_equal(state_of(room, "council").next_poll, next + DAY);
    assert_int_equal(state_of(room, "harbour").hold_until, hold + DAY);
}

static void the_two_clocks_are_not_read_at_one_moment(void **state)
{
    struct room *room = *state;
    int64_t next = state_of(room, "council").next_poll;

    virtual_clock_set(DAY * SECOND - 1);
    pass(room, SECOND);
    commit(room);
    assert_int_equal(state_of(room, "council").next_poll, next + DAY);
}

static void a_poll_under_way_when_the_clock_is_set_is_an_interval_before_the_next(void **state)
{
    struct room *room = *state;

    pass(room, 12 * MINUTE * SECOND);
    virtual_clock_set(-DAY * SECOND);
    answer(room, "council", POLLED_NOT_MODIFIED, 304);
    commit(room);
    pass(room, 12 * MINUTE * SECOND);
    assert_true(is_asked(room, "council"));
}

static void a_clock_that_is_steered_moves_nothing(void **state)
{
    struct room *room = *state;
    int64_t next = state_of(room, "council").next_poll;

    virtual_clock_set(SECOND);
    pass(room, SECOND);
    commit(room);
    assert_int_equal(state_of(room, "council").next_poll, next);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_polled, close_news)
        TEST(a_clock_set_forward_lets_nobody_be_asked_sooner),
        TEST(a_clock_set_back_lets_nobody_wait_longer),
        TEST(the_stored_times_move_with_the_clock),
        TEST(the_two_clocks_are_not_read_at_one_moment),
        TEST(a_poll_under_way_when_the_clock_is_set_is_an_interval_before_the_next),
        TEST(a_clock_that_is_steered_moves_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
