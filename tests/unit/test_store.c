#include "tests/helpers/state_folder.h"

#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define PAGE 4096 /* of the database */

/* ---- opening */

static void the_store_keeps_its_uuid(void **state)
{
    struct desk *desk = *state;
    char uuid[37];

    open_as(desk, STORE_WRITER);
    snprintf(uuid, sizeof(uuid), "%s", store_uuid(desk->room.store));
    assert_int_equal(strlen(uuid), 36);
    close_it(desk);
    open_as(desk, STORE_WRITER);
    assert_string_equal(store_uuid(desk->room.store), uuid);
}

static void members_of_the_group_may_read_whatever_the_umask(void **state)
{
    static const char *const suffixes[] = {"", "-wal", "-shm"};
    struct desk *desk = *state;
    mode_t old = umask(0077);
    char path[128];
    struct stat st;

    open_as(desk, STORE_WRITER);
    furnish(desk);
    for (size_t i = 0; i < 3; i++) {
        snprintf(path, sizeof(path), "%s%s", desk->database, suffixes[i]);
        assert_int_equal(stat(path, &st), 0);
        assert_int_equal(st.st_mode & 0777, 0640);
    }
    umask(old);
}

static void a_second_writer_is_told_who_holds_the_folder(void **state)
{
    struct desk *desk = *state;
    struct error err = {0};
    char pid[32];

    open_as(desk, STORE_WRITER);
    assert_null(store_open(desk->folder, STORE_WRITER, &err));
    snprintf(pid, sizeof(pid), "process %ld", (long)getpid());
    assert_non_null(strstr(err.message, pid));
    assert_non_null(strstr(err.message, desk->folder));
}

static void the_lock_ends_with_the_store(void **state)
{
    struct desk *desk = *state;

    open_as(desk, STORE_WRITER);
    close_it(desk);
    open_as(desk, STORE_WRITER);
}

static void a_reader_is_told_when_there_is_no_store_yet(void **state)
{
    struct desk *desk = *state;

    assert_null(store_open(desk->folder, STORE_READER, &desk->room.err));
    assert_non_null(strstr(desk->room.err.message, "no store yet"));
    assert_int_not_equal(access(desk->database, F_OK), 0);
}

/* ---- readers */

static void a_reader_works_beside_the_writer_and_sees_what_is_committed(void **state)
{
    struct desk *desk = *state;
    struct store_counts counts;

    open_as(desk, STORE_WRITER);
    furnish(desk);
    struct store *reader = store_open(desk->folder, STORE_READER, &desk->room.err);
    assert_non_null(reader);
    add_in_transaction(desk, "kursk");
    assert_done(&desk->room, store_count(reader, &counts, &desk->room.err));
    assert_int_equal(counts.items, 0);
    assert_done(&desk->room, store_commit(desk->room.store, &desk->room.err));
    assert_done(&desk->room, store_count(reader, &counts, &desk->room.err));
    assert_int_equal(counts.items, 1);
    store_close(reader);
}

static void a_reader_works_with_the_service_down(void **state)
{
    struct desk *desk = *state;

    open_as(desk, STORE_WRITER);
    furnish(desk);
    add_in_transaction(desk, "kursk");
    assert_done(&desk->room, store_commit(desk->room.store, &desk->room.err));
    close_it(desk);
    open_as(desk, STORE_READER);
    assert_int_equal(count_items(desk), 1);
}

static void a_reader_needs_no_right_to_write(void **state)
{
    struct desk *desk = *state;

    open_as(desk, STORE_WRITER);
    furnish(desk);
    add_in_transaction(desk, "kursk");
    assert_done(&desk->room, store_commit(desk->room.store, &desk->room.err));
    close_it(desk);
    assert_int_equal(chmod(desk->folder, 0755), 0);

    pid_t member = fork();
    if (member == 0) {
        if (geteuid() == 0) { /* as root every file may be written: become nobody */
            chmod(desk->database, 0644);
            char path[128];
            snprintf(path, sizeof(path), "%s-wal", desk->database);
            chmod(path, 0644);
            snprintf(path, sizeof(path), "%s-shm", desk->database);
            chmod(path, 0644);
            if (setgid(65534) != 0 || setuid(65534) != 0)
                _exit(2);
        }
        struct store_counts counts = {0};
        struct store *reader = store_open(desk->folder, STORE_READER, &desk->room.err);
        bool is_read = reader != NULL &&
                       store_count(reader, &counts, &desk->room.err) == STORE_OK &&
                       counts.items == 1;
        if (!is_read)
            dprintf(2, "%s\n", desk->room.err.message);
        _exit(is_read ? 0 : 1);
    }
    int status;
    assert_int_equal(waitpid(member, &status, 0), member);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void a_reader_cannot_write(void **state)
{
    struct desk *desk = *state;

    open_as(desk, STORE_WRITER);
    furnish(desk);
    close_it(desk);
    open_as(desk, STORE_READER);
    struct stored_item item = newsroom_item(&desk->room, "kursk");
    int64_t id;
    assert_int_equal(store_item_add(desk->room.store, &item, &id, &item.story, &desk->room.err),
                     STORE_FAILED);
}

/* ---- stores that are left alone */

static void an_empty_file_is_refused_and_untouched(void **state)
{
    struct desk *desk = *state;

    write_file(desk->database, "", 0, -1);
    assert_refused_untouched(desk, "empty");
}

static void a_file_of_something_else_is_refused_and_untouched(void **state)
{
    static const char text[] = "These are the minutes of the editorial meeting of Monday. "
                               "Those who were late are named at the end.\n";
    struct desk *desk = *state;

    write_file(desk->database, text, sizeof(text), -1);
    assert_refused_untouched(desk, "not a database");
}

/* All of it in the database, none in the log. */
static void furnish_and_close(struct desk *desk)
{
    char log[128];

    open_as(desk, STORE_WRITER);
    furnish(desk);
    assert_done(&desk->room, store_checkpoint(desk->room.store, true, &desk->room.err));
    close_it(desk);
    snprintf(log, sizeof(log), "%s-wal", desk->database);
    assert_int_equal(unlink(log), 0);
}

static void a_store_that_was_cut_short_is_refused_and_untouched(void **state)
{
    struct desk *desk = *state;

    furnish_and_close(desk);
    assert_int_equal(truncate(desk->database, PAGE * 3), 0);
    assert_refused_untouched(desk, "backup");
}

/* Where the table begins in the database. */
static off_t place_of_items(const char *database)
{
    sqlite3 *db;
    sqlite3_stmt *query;

    assert_int_equal(sqlite3_open(database, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db,
                                        "SELECT rootpage FROM sqlite_schema WHERE name = 'item'",
                                        -1, &query, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_step(query), SQLITE_ROW);
    off_t place = (sqlite3_column_int64(query, 0) - 1) * PAGE;
    sqlite3_finalize(query);
    sqlite3_close(db);
    return place;
}

static void what_fails_by_damage_is_told_from_what_fails_otherwise(void **state)
{
    static const char spoilt[PAGE] = "The rest of this page is torn off.";
    struct desk *desk = *state;

    furnish_and_close(desk);
    write_file(desk->database, spoilt, PAGE, place_of_items(desk->database));
    open_as(desk, STORE_READER);
    assert_int_equal(store_commit(desk->room.store, &desk->room.err), STORE_FAILED);
    assert_false(store_is_damaged(desk->room.store));
    assert_int_equal(store_answers(desk->room.store, &desk->room.err), STORE_FAILED);
    assert_true(store_is_damaged(desk->room.store));
}

static void a_log_without_its_store_is_not_played_into_a_new_one(void **state)
{
    struct desk *desk = *state;

    open_as(desk, STORE_WRITER);
    furnish(desk);
    close_it(desk);
    assert_int_equal(unlink(desk->database), 0);
    assert_null(store_open(desk->folder, STORE_WRITER, &desk->room.err));
    assert_non_null(strstr(desk->room.err.message, "storywatch.db-wal"));
    assert_int_not_equal(access(desk->database, F_OK), 0);
}

/* ---- transactions and crashes */

static void a_rollback_leaves_nothing(void **state)
{
    struct desk *desk = *state;

    open_as(desk, STORE_WRITER);
    furnish(desk);
    add_in_transaction(desk, "kursk");
    store_rollback(desk->room.store);
    assert_int_equal(count_items(desk), 0);
    add_in_transaction(desk, "kursk");
    assert_done(&desk->room, store_commit(desk->room.store, &desk->room.err));
    assert_int_equal(count_items(desk), 1);
}

static void a_crash_keeps_what_was_committed_and_nothing_of_the_rest(void **state)
{
    struct desk *desk = *state;
    int status;

    pid_t service = fork();
    if (service == 0) {
        open_as(desk, STORE_WRITER);
        furnish(desk);
        add_in_transaction(desk, "committed");
        assert_done(&desk->room, store_commit(desk->room.store, &desk->room.err));
        add_in_transaction(desk, "lost with the crash");
        kill(getpid(), SIGKILL);
    }
    assert_int_equal(waitpid(service, &status, 0), service);
    assert_true(WIFSIGNALED(status));

    open_as(desk, STORE_WRITER);
    struct stored_item found;
    struct newsroom *room = &desk->room;
    newsroom_furnish(room);
    assert_done(room, store_item_find(room->store, room->bbc.id, "committed", room->arena, &found,
                                      &room->err));
    assert_int_equal(store_item_find(room->store, room->bbc.id, "lost with the crash", room->arena,
                                     &found, &room->err),
                     STORE_NONE);
    assert_int_equal(count_items(desk), 1);
}

static void limit_file_size(rlim_t bytes)
{
    struct rlimit limit;

    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = bytes;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* Adds items of 64 KiB in one transaction until `count` or a failure; returns how that ended. */
static enum store_status add_long_reads(struct desk *desk, int count)
{
    static char text[64 << 10];
    struct stored_item item = newsroom_item(&desk->room, "");
    enum store_status status = store_begin(desk->room.store, &desk->room.err);

    memset(text, 'a', sizeof(text) - 1);
    item.item.content.str = text;
    for (int i = 0; status == STORE_OK && i < count; i++) {
        char identity[32];
        int64_t id, story;
        snprintf(identity, sizeof(identity), "long-read-%d", i);
        item.identity = identity;
        status = store_item_add(desk->room.store, &item, &id, &story, &desk->room.err);
    }
    if (status == STORE_OK)
        status = store_commit(desk->room.store, &desk->room.err);
    if (status != STORE_OK)
        store_rollback(desk->room.store);
    return status;
}

static void a_full_disk_fails_the_transaction_and_heals(void **state)
{
    struct desk *desk = *state;
    struct rlimit old;

    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    open_as(desk, STORE_WRITER);
    furnish(desk);
    limit_file_size(512 << 10);
    enum store_status status = add_long_reads(desk, 40);
    limit_file_size(old.rlim_cur);
    assert_int_equal(status, STORE_FAILED);
    assert_non_null(strstr(desk->room.err.message, desk->database));
    assert_int_equal(count_items(desk), 0);
    assert_int_equal(add_long_reads(desk, 40), STORE_OK);
    assert_int_equal(count_items(desk), 40);
}

/* ---- the write-ahead log */

static off_t size_of(const char *path)
{
    struct stat st;

    assert_int_equal(stat(path, &st), 0);
    return st.st_size;
}

static void a_checkpoint_moves_the_log_into_the_database(void **state)
{
    struct desk *desk = *state;

    open_as(desk, STORE_WRITER);
    furnish(desk);
    off_t before = size_of(desk->database);
    assert_int_equal(add_long_reads(desk, 40), STORE_OK);
    assert_int_equal(size_of(desk->database), before);
    assert_done(&desk->room, store_checkpoint(desk->room.store, false, &desk->room.err));
    assert_true(size_of(desk->database) > before);
}

static void a_small_log_is_left_alone_unless_forced(void **state)
{
    struct desk *desk = *state;

    open_as(desk, STORE_WRITER);
    furnish(desk);
    assert_int_equal(add_long_reads(desk, 4), STORE_OK);
    off_t before = size_of(desk->database);
    assert_done(&desk->room, store_checkpoint(desk->room.store, false, &desk->room.err));
    assert_int_equal(size_of(desk->database), before);
    assert_done(&desk->room, store_checkpoint(desk->room.store, true, &desk->room.err));
    assert_true(size_of(desk->database) > before);
}

static void the_log_is_moved_at_once_when_it_has_grown_large(void **state)
{
    struct desk *desk = *state;

    open_as(desk, STORE_WRITER);
    furnish(desk);
    assert_int_equal(add_long_reads(desk, 1200), STORE_OK); /* 75 MiB */
    assert_true(size_of(desk->database) > 64 << 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_desk, clear_desk)
        TEST(the_store_keeps_its_uuid),
        TEST(members_of_the_group_may_read_whatever_the_umask),
        TEST(a_second_writer_is_told_who_holds_the_folder),
        TEST(the_lock_ends_with_the_store),
        TEST(a_reader_is_told_when_there_is_no_store_yet),
        TEST(a_reader_works_beside_the_writer_and_sees_what_is_committed),
        TEST(a_reader_works_with_the_service_down),
        TEST(a_reader_needs_no_right_to_write),
        TEST(a_reader_cannot_write),
        TEST(an_empty_file_is_refused_and_untouched),
        TEST(a_file_of_something_else_is_refused_and_untouched),
        TEST(a_store_that_was_cut_short_is_refused_and_untouched),
        TEST(what_fails_by_damage_is_told_from_what_fails_otherwise),
        TEST(a_log_without_its_store_is_not_played_into_a_new_one),
        TEST(a_rollback_leaves_nothing),
        TEST(a_crash_keeps_what_was_committed_and_nothing_of_the_rest),
        TEST(a_full_disk_fails_the_transaction_and_heals),
        TEST(a_checkpoint_moves_the_log_into_the_database),
        TEST(a_small_log_is_left_alone_unless_forced),
        TEST(the_log_is_moved_at_once_when_it_has_grown_large),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
