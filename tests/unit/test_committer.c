#include "daemon/core/committer.h"
#include "store/retention.h"
#include "tests/helpers/newsroom.h"
#include "tests/helpers/virtual_clock.h"

#include <event2/event.h>

/* A committer, and what it has told. */
struct core {
    struct newsroom *room;
    struct event_base *base;
    struct committer *committer;
    size_t committed, rolled_back, recovered;
};

static void on_committed(void *owner)
{
    ((struct core *)owner)->committed++;
}

static void on_rolled_back(void *owner)
{
    ((struct core *)owner)->rolled_back++;
}

static void on_recovered(void *owner)
{
    ((struct core *)owner)->recovered++;
}

static const struct committer_handler handler = {on_committed, on_rolled_back, on_recovered};

static int open_core(void **state)
{
    struct core *core = test_calloc(1, sizeof(*core));
    void *room = NULL;

    assert_int_equal(newsroom_open(&room), 0);
    core->room = room;
    core->base = event_base_new();
    core->committer = committer_new(core->base, core->room->store, NULL, &handler, core);
    *state = core;
    return 0;
}

static int close_core(void **state)
{
    struct core *core = *state;
    void *room = core->room;

    committer_free(core->committer);
    event_base_free(core->base);
    test_free(core);
    return newsroom_close(&room);
}

static void write_item(struct core *core, const char *identity)
{
    struct stored_item item = newsroom_item(core->room, identity);

    assert_true(committer_begin(core->committer));
    newsroom_add(core->room, &item);
    committer_done(core->committer);
}

static int64_t count_items(struct core *core)
{
    struct store_counts counts;

    assert_done(core->room, store_count(core->room->store, &counts, &core->room->err));
    return counts.items;
}

static void what_comes_in_together_is_committed_together(void **state)
{
    struct core *core = *state;

    write_item(core, "strike");
    write_item(core, "fares");
    assert_true(committer_is_open(core->committer));
    assert_int_equal(core->committed, 0);
    event_base_dispatch(core->base); /* until its timer has been */
    assert_int_equal(core->committed, 1);
    assert_false(committer_is_open(core->committer));
    assert_int_equal(count_items(core), 2);
}

static void what_comes_alone_waits_for_nobody_and_the_next_for_a_group(void **state)
{
    struct core *core = *state;

    write_item(core, "strike");
    event_base_loop(core->base, EVLOOP_NONBLOCK);
    assert_int_equal(core->committed, 1);
    write_item(core, "fares"); /* at the same moment, of the clock that stands still */
    event_base_loop(core->base, EVLOOP_NONBLOCK);
    assert_int_equal(core->committed, 1);
    event_base_dispatch(core->base);
    assert_int_equal(core->committed, 2);
}

static void nothing_is_told_before_it_is_committed(void **state)
{
    struct core *core = *state;

    write_item(core, "strike");
    store_rollback(core->room->store); /* as a crash would */
    assert_int_equal(count_items(core), 0);
    assert_int_equal(core->committed, 0);
    assert_false(committer_flush(core->committer));
    assert_int_equal(core->rolled_back, 1);
}

static void a_group_of_many_writes_does_not_wait(void **state)
{
    struct core *core = *state;

    for (int i = 0; i < 512; i++)
        write_item(core, arena_format(core->room->arena, "item-%d", i));
    assert_int_equal(core->committed, 1);
    assert_false(committer_is_open(core->committer));
}

static void a_flush_without_a_write_tells_nobody(void **state)
{
    struct core *core = *state;

    assert_true(committer_flush(core->committer));
    assert_int_equal(core->committed, 0);
}

static void a_failed_write_takes_its_group_with_it(void **state)
{
    static const struct error full = {.message = "the disk is full"};
    struct core *core = *state;

    write_item(core, "strike");
    committer_fail(core->committer, &full);
    assert_int_equal(core->rolled_back, 1);
    assert_int_equal(core->committed, 0);
    assert_int_equal(count_items(core), 0);
    assert_string_equal(committer_trouble(core->committer), "the disk is full");
    assert_false(committer_begin(core->committer));
    assert_false(committer_flush(core->committer));
    assert_false(committer_is_open(core->committer));
}

static void a_transaction_that_cannot_begin_is_trouble(void **state)
{
    struct core *core = *state;

    assert_done(core->room, store_begin(core->room->store, &core->room->err));
    assert_false(committer_begin(core->committer)); /* a second one inside it */
    assert_int_equal(core->rolled_back, 1);
    assert_non_null(committer_trouble(core->committer));
}

static void what_is_open_is_committed_at_the_end(void **state)
{
    struct core *core = *state;

    write_item(core, "strike");
    committer_free(core->committer);
    core->committer = NULL;
    assert_int_equal(core->committed, 1);
    assert_int_equal(count_items(core), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_core, close_core)
        TEST(what_comes_in_together_is_committed_together),
        TEST(what_comes_alone_waits_for_nobody_and_the_next_for_a_group),
        TEST(nothing_is_told_before_it_is_committed),
        TEST(a_group_of_many_writes_does_not_wait),
        TEST(a_flush_without_a_write_tells_nobody),
        TEST(a_failed_write_takes_its_group_with_it),
        TEST(a_transaction_that_cannot_begin_is_trouble),
        TEST(what_is_open_is_committed_at_the_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
