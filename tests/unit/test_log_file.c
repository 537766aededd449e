/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/error.h"
#include "daemon/notifier/log_file.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define FIRST "{\"id\":41,\"topic\":\"dprk-russia\"}\n"
#define SECOND "{\"id\":42,\"topic\":\"port-strikes\"}\n"

/* A folder of its own for each test. */
struct fixture {
    char folder[64];
    char path[96], old_path[96];
    struct log_file file;
    struct error err;
};

static int open_fixture(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));

    strcpy(fixture->folder, "/tmp/storywatch-log-XXXXXX");
    if (mkdtemp(fixture->folder) == NULL)
        return 1;
    snprintf(fixture->path, sizeof(fixture->path), "%s/alerts.jsonl", fixture->folder);
    snprintf(fixture->old_path, sizeof(fixture->old_path), "%s/alerts.jsonl.1", fixture->folder);
    fixture->file = (struct log_file){.path = fixture->path, .fd = -1};
    *state = fixture;
    return 0;
}

static int close_fixture(void **state)
{
    struct fixture *fixture = *state;

    log_file_close(&fixture->file);
    unlink(fixture->path);
    unlink(fixture->old_path);
    rmdir(fixture->folder);
    free(fixture);
    return 0;
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "we");

    assert_non_null(file);
    assert_int_equal(fputs(text, file) >= 0, 1);
    assert_int_equal(fclose(file), 0);
}

static void assert_file(const char *path, const char *expected)
{
    char text[4096] = "";
    FILE *file = fopen(path, "re");

    assert_non_null(file);
    size_t len = fread(text, 1, sizeof(text) - 1, file);
    fclose(file);
    assert_int_equal(len, strlen(expected));
    assert_string_equal(text, expected);
}

static uint64_t inode_of(const char *path)
{
    struct stat status;

    assert_int_equal(stat(path, &status), 0);
    return status.st_ino;
}

static bool append(struct fixture *fixture, int64_t id, const char *text, size_t *written)
{
    char copy[256];
    struct log_line line = {.id = id, .text = copy, .len = strlen(text)};

    strncpy(copy, text, sizeof(copy) - 1);
    return log_file_append(&fixture->file, &line, 1, written, &fixture->err);
}

static void a_missing_file_is_made_for_the_group_to_read(void **state)
{
    struct fixture *fixture = *state;
    struct stat status;
    mode_t old = umask(0077);

    assert_true(log_file_open(&fixture->file, &fixture->err));
    umask(old);
    assert_int_equal(stat(fixture->path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0640);
    assert_int_equal(fixture->file.last_id, 0);
    assert_int_equal(fixture->file.inode, status.st_ino);
}

static void an_operator_s_own_mode_is_left(void **state)
{
    struct fixture *fixture = *state;
    struct stat status;

    write_file(fixture->path, FIRST);
    chmod(fixture->path, 0600);
    assert_true(log_file_open(&fixture->file, &fixture->err));
    assert_int_equal(stat(fixture->path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
}

static void a_log_goes_on_where_it_ended(void **state)
{
    struct fixture *fixture = *state;
    size_t written;

    write_file(fixture->path, FIRST);
    assert_true(log_file_open(&fixture->file, &fixture->err));
    assert_int_equal(fixture->file.last_id, 41);
    assert_true(append(fixture, 42, SECOND, &written));
    assert_int_equal(written, 1);
    assert_int_equal(fixture->file.last_id, 42);
    assert_file(fixture->path, FIRST SECOND);
}

static void a_torn_line_is_cut_off(void **state)
{
    struct fixture *fixture = *state;

    write_file(fixture->path, FIRST "{\"id\":42,\"topic\":\"port-str");
    assert_true(log_file_open(&fixture->file, &fixture->err));
    assert_int_equal(fixture->file.last_id, 41);
    assert_file(fixture->path, FIRST);
}

static void a_second_writer_is_refused(void **state)
{
    struct fixture *fixture = *state;
    int other = open(fixture->path, O_RDWR | O_CREAT | O_CLOEXEC, 0640);

    assert_int_equal(flock(other, LOCK_EX), 0);
    assert_false(log_file_open(&fixture->file, &fixture->err));
    assert_non_null(strstr(fixture->err.message, "another process writes to it"));
    assert_non_null(strstr(fixture->err.message, fixture->path));
    close(other);
    assert_true(log_file_open(&fixture->file, &fixture->err));
}

static void a_file_that_is_no_log_is_left_alone(void **state)
{
    struct fixture *fixture = *state;
    FILE *file = fopen(fixture->path, "we");

    for (int i = 0; i < 300 * 1024; i++)
        fputc('x', file);
    fclose(file);
    assert_false(log_file_open(&fixture->file, &fixture->err));
    assert_non_null(strstr(fixture->err.message, "it holds no alert lines"));
    struct stat status;
    assert_int_equal(stat(fixture->path, &status), 0);
    assert_int_equal(status.st_size, 300 * 1024);
}

static void a_folder_is_no_log(void **state)
{
    struct fixture *fixture = *state;

    fixture->file.path = fixture->folder;
    assert_false(log_file_open(&fixture->file, &fixture->err));
    fixture->file.path = fixture->path;
}

static void a_rotated_file_is_noticed_and_found_again(void **state)
{
    struct fixture *fixture = *state;
    size_t written;

    write_file(fixture->path, FIRST);
    assert_true(log_file_open(&fixture->file, &fixture->err));
    assert_true(log_file_is_current(&fixture->file));
    assert_int_equal(rename(fixture->path, fixture->old_path), 0);
    assert_false(log_file_is_current(&fixture->file));
    assert_true(log_file_open(&fixture->file, &fixture->err));
    assert_int_equal(fixture->file.last_id, 41); /* its predecessor's */
    assert_int_equal(fixture->file.inode, inode_of(fixture->path));
    assert_true(append(fixture, 42, SECOND, &written));
    assert_file(fixture->path, SECOND);
    assert_file(fixture->old_path, FIRST);
}

/* The service died after the write, then logrotate came, then the service: the store remembers the
 * old inode only. */
static void what_a_predecessor_holds_is_known_after_a_restart(void **state)
{
    struct fixture *fixture = *state;

    write_file(fixture->old_path, FIRST SECOND "{\"id\":43,\"to");
    fixture->file.inode = inode_of(fixture->old_path);
    assert_true(log_file_open(&fixture->file, &fixture->err));
    assert_int_equal(fixture->file.last_id, 42);
    assert_file(fixture->old_path, FIRST SECOND);
}

static void a_predecessor_that_is_gone_leaves_nothing(void **state)
{
    struct fixture *fixture = *state;

    fixture->file.inode = 1;
    assert_true(log_file_open(&fixture->file, &fixture->err));
    assert_int_equal(fixture->file.last_id, 0);
}

static void several_lines_are_one_batch(void **state)
{
    struct fixture *fixture = *state;
    char first[] = FIRST, second[] = SECOND;
    const struct log_line lines[] = {{41, first, strlen(first)}, {42, second, strlen(second)}};
    size_t written;

    assert_true(log_file_open(&fixture->file, &fixture->err));
    assert_true(log_file_append(&fixture->file, lines, 2, &written, &fixture->err));
    assert_int_equal(written, 2);
    assert_int_equal(fixture->file.last_id, 42);
    assert_file(fixture->path, FIRST SECOND);
}

/* A limit on the file's size makes the write short, as a full disk does. */
static void a_short_write_leaves_whole_lines_only(void **state)
{
    struct fixture *fixture = *state;
    char first[] = FIRST, second[] = SECOND;
    const struct log_line lines[] = {{41, first, strlen(first)}, {42, second, strlen(second)}};
    struct rlimit old, small;
    size_t written;

    assert_true(log_file_open(&fixture->file, &fixture->err));
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &old);
    small = (struct rlimit){.rlim_cur = strlen(FIRST) + 10, .rlim_max = old.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
    bool is_appended = log_file_append(&fixture->file, lines, 2, &written, &fixture->err);
    setrlimit(RLIMIT_FSIZE, &old);
    assert_false(is_appended);
    assert_int_equal(written, 1);
    assert_int_equal(fixture->file.last_id, 41);
    assert_file(fixture->path, FIRST);
    assert_non_null(strstr(fixture->err.message, fixture->path));
}

static void a_write_that_fails_leaves_the_file_as_it_was(void **state)
{
    struct fixture *fixture = *state;
    struct rlimit old, small;
    size_t written;

    write_file(fixture->path, FIRST);
    assert_true(log_file_open(&fixture->file, &fixture->err));
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &old);
    small = (struct rlimit){.rlim_cur = strlen(FIRST), .rlim_max = old.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
    bool is_appended = append(fixture, 42, SECOND, &written);
    setrlimit(RLIMIT_FSIZE, &old);
    assert_false(is_appended);
    assert_int_equal(written, 0);
    assert_file(fixture->path, FIRST);
}

int main(void)
{
#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, open_fixture, close_fixture)
    const struct CMUnitTest tests[] = {
        WITH_FIXTURE(a_missing_file_is_made_for_the_group_to_read),
        WITH_FIXTURE(an_operator_s_own_mode_is_left),
        WITH_FIXTURE(a_log_goes_on_where_it_ended),
        WITH_FIXTURE(a_torn_line_is_cut_off),
        WITH_FIXTURE(a_second_writer_is_refused),
        WITH_FIXTURE(a_file_that_is_no_log_is_left_alone),
        WITH_FIXTURE(a_folder_is_no_log),
        WITH_FIXTURE(a_rotated_file_is_noticed_and_found_again),
        WITH_FIXTURE(what_a_predecessor_holds_is_known_after_a_restart),
        WITH_FIXTURE(a_predecessor_that_is_gone_leaves_nothing),
        WITH_FIXTURE(several_lines_are_one_batch),
        WITH_FIXTURE(a_short_write_leaves_whole_lines_only),
        WITH_FIXTURE(a_write_that_fails_leaves_the_file_as_it_was),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
