#include "store/corrections.h"
#include "store/deliveries.h"
#include "store/statement.h"
#include "tests/helpers/state_folder.h"

/* The database is alone, without a log, and has these four bytes at `at`. */
static void write_store_with(struct desk *desk, const unsigned char *bytes, long at)
{
    char log[128];

    open_as(desk, STORE_WRITER);
    furnish(desk);
    assert_done(&desk->room, store_checkpoint(desk->room.store, true, &desk->room.err));
    close_it(desk);
    snprintf(log, sizeof(log), "%s-wal", desk->database);
    assert_int_equal(unlink(log), 0);
    write_file(desk->database, bytes, 4, at);
}

static void a_store_of_a_newer_version_is_refused_and_untouched(void **state)
{
    static const unsigned char version[] = {0, 0, 0, 99};
    struct desk *desk = *state;

    write_store_with(desk, version, 60); /* user_version in SQLite's header */
    assert_refused_untouched(desk, "version 99");
}

static void the_database_of_another_program_is_refused_and_untouched(void **state)
{
    static const unsigned char application[] = {1, 2, 3, 4};
    struct desk *desk = *state;

    write_store_with(desk, application, 68); /* application_id */
    assert_refused_untouched(desk, "another program");
}

/* Only the service writes: a command beside it waits until it has been restarted. */
static void a_store_of_an_older_version_is_not_read_before_the_service_has_migrated_it(void **state)
{
    static const unsigned char version[] = {0, 0, 0, 0};
    struct desk *desk = *state;

    write_store_with(desk, version, 60);
    assert_null(store_open(desk->folder, STORE_READER, &desk->room.err));
    assert_non_null(strstr(desk->room.err.message, "the store is of version 0"));
    assert_non_null(strstr(desk->room.err.message, "restart storywatchd"));
}

static void a_migration_that_fails_changes_nothing(void **state)
{
    static const unsigned char version[] = {0, 0, 0, 0}; /* and yet it has the tables of 1 */
    struct desk *desk = *state;

    write_store_with(desk, version, 60);
    struct content before = read_file(desk->database);
    assert_null(store_open(desk->folder, STORE_WRITER, &desk->room.err));
    assert_non_null(strstr(desk->room.err.message, "migrating the store to version 1"));
    struct content after = read_file(desk->database);
    assert_int_equal(after.len, before.len);
    assert_memory_equal(after.bytes, before.bytes, before.len);
    free(before.bytes);
    free(after.bytes);
}

/* What version 4 did not have, in a store without alerts. */
#define BACK_TO_VERSION_4                                                                          \
    "DROP INDEX item_content;"                                                                     \
    "ALTER TABLE item DROP COLUMN content_hash;"                                                   \
    "ALTER TABLE sink DROP COLUMN failing_since;"                                                  \
    "DROP INDEX alert_open;"                                                                       \
    "DROP TABLE delivery;"                                                                         \
    "DROP TABLE alert;"                                                                            \
    "CREATE TABLE alert (id INTEGER PRIMARY KEY AUTOINCREMENT, time BIGINT NOT NULL,"              \
    " topic TEXT NOT NULL, severity TEXT NOT NULL, story BIGINT NOT NULL REFERENCES story (id),"   \
    " item BIGINT NOT NULL REFERENCES item (id), feed TEXT NOT NULL, title TEXT, url TEXT,"        \
    " published BIGINT, matched TEXT NOT NULL, copies BIGINT NOT NULL, UNIQUE (story, topic));"    \
    "CREATE TABLE delivery (sink TEXT NOT NULL, alert BIGINT NOT NULL REFERENCES alert (id),"      \
    " attempts INTEGER NOT NULL DEFAULT 0, next_try BIGINT NOT NULL, last_error TEXT,"             \
    " PRIMARY KEY (sink, alert));"

/* What version 2 did not have. */
static const char back_to_version_2[] = BACK_TO_VERSION_4 "DROP TABLE poll;"
                                                          "ALTER TABLE feed DROP COLUMN held_host;"
                                                          "ALTER TABLE feed DROP COLUMN address;"
                                                          "DROP TABLE correction;"
                                                          "DROP INDEX item_split;"
                                                          "ALTER TABLE item DROP COLUMN is_split;"
                                                          "DROP INDEX story_joined;"
                                                          "ALTER TABLE story DROP COLUMN joined;"
                                                          "PRAGMA user_version = 2;";

static void a_store_from_before_corrections_keeps_its_stories_and_takes_corrections(void **state)
{
    struct desk *desk = *state;
    struct newsroom *room = &desk->room;
    struct store_split split;

    open_as(desk, STORE_WRITER);
    furnish(desk);
    struct stored_item lead = newsroom_item(room, "lead");
    newsroom_add(room, &lead);
    struct stored_item copy = newsroom_item(room, "copy");
    copy.story = lead.story;
    int64_t id = newsroom_add(room, &copy);
    assert_done(room, statements_run(room->store, back_to_version_2, &room->err));
    close_it(desk);

    open_as(desk, STORE_WRITER);
    assert_done(room, store_item_get(room->store, id, room->arena, &copy, &room->err));
    assert_int_equal(copy.story, lead.story);
    assert_done(room, store_item_split(room->store, id, &split, &room->err));
    assert_true(split.story > lead.story);
}

/* Ids that went by their age are not given again: the log has them. */
static const char some_alerts[] =
    BACK_TO_VERSION_4 "INSERT INTO alert (id, time, topic, severity, story, item, feed, matched,"
                      " copies) VALUES (7, 1795392000, 'ports', 'low', 1, 1, 'bbc-world', '[]', 2);"
                      "INSERT INTO delivery (sink, alert, attempts, next_try) VALUES"
                      " ('desk', 7, 3, 1795395600);"
                      "UPDATE sqlite_sequence SET seq = 40 WHERE name = 'alert';"
                      "PRAGMA user_version = 4;";

static void a_store_from_before_alerts_of_the_service_keeps_alerts_and_deliveries(void **state)
{
    struct desk *desk = *state;
    struct newsroom *room = &desk->room;
    struct stored_delivery delivery;
    const struct stored_alert trouble = {.time = MONDAY,
                                         .topic = "storywatch",
                                         .severity = "high",
                                         .kind = "sink-dead",
                                         .subject = "desk"};
    int64_t last;

    open_as(desk, STORE_WRITER);
    furnish(desk);
    struct stored_item lead = newsroom_item(room, "lead");
    newsroom_add(room, &lead);
    assert_done(room, statements_run(room->store, some_alerts, &room->err));
    close_it(desk);

    open_as(desk, STORE_WRITER);
    assert_done(room,
                store_delivery_get(room->store, "desk", 7, room->arena, &delivery, &room->err));
    assert_int_equal(delivery.attempts, 3);
    assert_int_equal(delivery.alert.story, lead.story);
    assert_int_equal(delivery.alert.copies, 2);
    assert_null(delivery.alert.kind);
    assert_done(room, store_alert_find(room->store, lead.story, "ports", &room->err));
    assert_done(room, store_alerts_last(room->store, &last, &room->err));
    assert_int_equal(last, 40);
    assert_done(room, store_service_alert_begin(room->store, &trouble, NULL, 0, &room->err));
    assert_done(room, store_alerts_last(room->store, &last, &room->err));
    assert_int_equal(last, 41);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_desk, clear_desk)
        TEST(a_store_of_a_newer_version_is_refused_and_untouched),
        TEST(the_database_of_another_program_is_refused_and_untouched),
        TEST(a_store_of_an_older_version_is_not_read_before_the_service_has_migrated_it),
        TEST(a_migration_that_fails_changes_nothing),
        TEST(a_store_from_before_corrections_keeps_its_stories_and_takes_corrections),
        TEST(a_store_from_before_alerts_of_the_service_keeps_alerts_and_deliveries),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
