#include "store/statement.h"
#include "tests/helpers/newsroom.h"

static void set_document(struct newsroom *room, const uint64_t *revisions, size_t count)
{
    assert_done(room,
                store_feed_set_document(room->store, room->bbc.id, revisions, count, &room->err));
}

static void add_revision(struct newsroom *room, const char *identity, uint64_t revision,
                         int64_t seen)
{
    struct stored_item item = newsroom_item(room, identity);

    item.revision = revision;
    item.seen = seen;
    newsroom_add(room, &item);
}

static void assert_known(struct newsroom *room, size_t max, const uint64_t *wanted, size_t count)
{
    struct known_revisions known;

    assert_done(room,
                store_feed_known(room->store, room->bbc.id, max, room->arena, &known, &room->err));
    assert_int_equal(known.count, count);
    for (size_t i = 0; i < count; i++)
        assert_true(known.list[i] == wanted[i]);
}

static void a_feed_without_a_document_knows_nothing(void **state)
{
    assert_known(*state, 100, NULL, 0);
}

static void known_are_the_last_document_then_the_newest_stored_each_once(void **state)
{
    static const uint64_t document[] = {UINT64_MAX, 5, 5, 77};
    static const uint64_t known[] = {UINT64_MAX, 5, 77, 8, 3};
    struct newsroom *room = *state;

    add_revision(room, "oldest", 3, MONDAY);
    add_revision(room, "in the document", 5, MONDAY + HOUR);
    add_revision(room, "newest", 8, MONDAY + DAY);
    set_document(room, document, 4);
    assert_known(room, 100, known, 5);
    assert_known(room, 4, known, 4);
    assert_known(room, 1, known, 1);
}

static void a_new_document_takes_the_place_of_the_old_one(void **state)
{
    static const uint64_t first[] = {1, 2, 3};
    static const uint64_t second[] = {4};
    struct newsroom *room = *state;

    set_document(room, first, 3);
    set_document(room, second, 1);
    assert_known(room, 100, second, 1);
    set_document(room, NULL, 0);
    assert_known(room, 100, NULL, 0);
}

static void what_other_feeds_have_is_not_known(void **state)
{
    static const uint64_t document[] = {1};
    struct newsroom *room = *state;
    struct stored_item item = newsroom_item(room, "elsewhere");

    item.feed = room->dw.id;
    newsroom_add(room, &item);
    assert_done(room, store_feed_set_document(room->store, room->dw.id, document, 1, &room->err));
    assert_known(room, 100, NULL, 0);
}

/* Since this was last asked. */
static int times_prepared_anew(const struct store *store)
{
    int times = 0;

    for (size_t i = 0; i < STATEMENTS_MAX; i++) {
        sqlite3_stmt *statement = store->statements[i].handle;
        if (statement != NULL)
            times += sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_REPREPARE, 1);
    }
    return times;
}

/* SQLite does where it thinks that a value bound could make another index the better one. */
static void no_statement_is_prepared_anew_for_other_values(void **state)
{
    static const uint64_t documents[][2] = {{5, 8}, {8, 3}, {3, 5}};
    struct newsroom *room = *state;

    add_revision(room, "harbour", 3, MONDAY);
    add_revision(room, "council", 5, MONDAY);
    add_revision(room, "weather", 8, MONDAY);
    times_prepared_anew(room->store); /* when the tables were made */
    for (size_t i = 0; i < 3; i++)
        set_document(room, documents[i], 2);
    assert_int_equal(times_prepared_anew(room->store), 0);
}

#define ROOM_TEST(test) cmocka_unit_test_setup_teardown(test, newsroom_open, newsroom_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ROOM_TEST(a_feed_without_a_document_knows_nothing),
        ROOM_TEST(known_are_the_last_document_then_the_newest_stored_each_once),
        ROOM_TEST(a_new_document_takes_the_place_of_the_old_one),
        ROOM_TEST(what_other_feeds_have_is_not_known),
        ROOM_TEST(no_statement_is_prepared_anew_for_other_values),
    };

    return cmocka_run_group_tests_name("document", tests, NULL, NULL);
}
