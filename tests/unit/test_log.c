/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/error.h"
#include "config/base/rfc3339.h"
#include "daemon/service/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define SD_JOURNAL_SUPPRESS_LOCATION
#include <systemd/sd-journal.h>

struct fixture {
    int fd;
    struct log *log;
    char text[8192];
};

static int open_fixture(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));

    unsetenv("JOURNAL_STREAM");
    fixture->fd = memfd_create("log", MFD_CLOEXEC);
    fixture->log = log_open("core", fixture->fd);
    *state = fixture;
    return 0;
}

static int close_fixture(void **state)
{
    struct fixture *fixture = *state;

    log_close(fixture->log);
    close(fixture->fd);
    free(fixture);
    return 0;
}

/* What stands behind the time of the line. */
static const char *event_of(struct fixture *fixture)
{
    int64_t time;
    ssize_t len = pread(fixture->fd, fixture->text, sizeof(fixture->text) - 1, 0);

    assert_true(len > 21);
    fixture->text[len] = '\0';
    fixture->text[20] = '\0';
    assert_true(rfc3339_parse(fixture->text, &time));
    return fixture->text + 21;
}

static void an_event_is_one_line_with_its_role(void **state)
{
    struct fixture *fixture = *state;

    log_info(fixture->log, "feed polled",
             LOG_FIELDS(LOG_TEXT("feed", "bbc-world"), LOG_NUMBER("status", 304)));
    assert_string_equal(event_of(fixture), "info core: feed polled feed=bbc-world status=304\n");
}

static void an_event_may_have_no_fields(void **state)
{
    struct fixture *fixture = *state;

    log_warning(fixture->log, "no watch list", NULL);
    assert_string_equal(event_of(fixture), "warning core: no watch list\n");
}

static void values_of_strangers_stay_inside_their_quotes(void **state)
{
    struct fixture *fixture = *state;

    log_error(fixture->log, "poll failed",
              LOG_FIELDS(LOG_TEXT("answer", "Not\nFound \"info core: all well\"")));
    assert_string_equal(
        event_of(fixture),
        "error core: poll failed answer=\"Not\\u000AFound \\\"info core: all well\\\"\"\n");
}

static void what_says_nothing_is_left_out(void **state)
{
    struct fixture *fixture = *state;

    log_info(fixture->log, "new items",
             LOG_FIELDS(LOG_TEXT("why", ""), LOG_NUMBER("new", 0), LOG_TEXT("title", NULL)));
    assert_string_equal(event_of(fixture), "info core: new items new=0\n");
}

static void a_failure_is_told_with_its_place(void **state)
{
    struct fixture *fixture = *state;
    struct error err = {0};

    error_set(&err, "unknown key");
    error_set_place(&err, "storywatch.yaml", 12, 3);
    log_failure(fixture->log, LOG_LEVEL_ERROR, "config not loaded", &err);
    assert_string_equal(event_of(fixture), "error core: config not loaded error=\"unknown key\" "
                                           "file=storywatch.yaml line=12 column=3\n");
}

static void a_failure_without_a_place_names_none(void **state)
{
    struct fixture *fixture = *state;
    struct error err = {0};

    error_set(&err, "disk full");
    log_failure(fixture->log, LOG_LEVEL_WARNING, "store", &err);
    assert_string_equal(event_of(fixture), "warning core: store error=\"disk full\"\n");
}

/* ---- the journal, in place of libsystemd's: it compares with what the test expects ---- */

int sd_journal_sendv(const struct iovec *iov, int n)
{
    for (int i = 0; i < n; i++) {
        char field[256];
        assert_true(iov[i].iov_len < sizeof(field));
        memcpy(field, iov[i].iov_base, iov[i].iov_len);
        field[iov[i].iov_len] = '\0';
        check_expected_ptr(field);
    }
    return 0;
}

static void when_the_log_is_the_journal_it_gets_fields(void **state)
{
    static const char *const expected[] = {
        "MESSAGE=core: new items feed=\"Der Bote\" new=3",
        "PRIORITY=6",
        "SYSLOG_IDENTIFIER=storywatchd",
        "STORYWATCH_ROLE=core",
        "STORYWATCH_FEED=Der Bote",
        "STORYWATCH_NEW=3",
    };
    struct fixture *fixture = *state;
    char stream[64];
    struct stat st;

    assert_int_equal(fstat(fixture->fd, &st), 0);
    snprintf(stream, sizeof(stream), "%ju:%ju", (uintmax_t)st.st_dev, (uintmax_t)st.st_ino);
    setenv("JOURNAL_STREAM", stream, 1);
    struct log *log = log_open("core", fixture->fd);
    unsetenv("JOURNAL_STREAM");
    for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++)
        expect_string(sd_journal_sendv, field, expected[i]);
    log_info(log, "new items",
             LOG_FIELDS(LOG_TEXT("feed", "Der Bote"), LOG_NUMBER("new", 3), LOG_TEXT("why", NULL)));
    log_close(log);
    assert_int_equal(lseek(fixture->fd, 0, SEEK_END), 0); /* and no line beside */
}

static void without_a_log_nothing_is_written(void **state)
{
    (void)state;
    log_info(NULL, "nobody listens", NULL);
}

int main(void)
{
#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, open_fixture, close_fixture)
    const struct CMUnitTest tests[] = {
        WITH_FIXTURE(an_event_is_one_line_with_its_role),
        WITH_FIXTURE(an_event_may_have_no_fields),
        WITH_FIXTURE(values_of_strangers_stay_inside_their_quotes),
        WITH_FIXTURE(what_says_nothing_is_left_out),
        WITH_FIXTURE(a_failure_is_told_with_its_place),
        WITH_FIXTURE(a_failure_without_a_place_names_none),
        WITH_FIXTURE(when_the_log_is_the_journal_it_gets_fields),
        WITH_FIXTURE(without_a_log_nothing_is_written),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
