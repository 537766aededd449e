/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "daemon/notifier/sink.h"

#include <event2/event.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define ALERT(id) "{\"id\":" #id ",\"topic\":\"dprk-russia\"}"

struct fixture {
    char folder[64], path[96], old_path[96];
    struct notifier_sink settings;
    struct sink_host host;
    void *sink;
    int opened, opened_with_error, delivered;
    int64_t last_id; /* as opened */
    int64_t delivered_to;
    char error[256];
};

static void on_opened(void *owner, const struct log_opened_message *message)
{
    struct fixture *fixture = owner;

    fixture->opened += message->error == NULL;
    fixture->opened_with_error += message->error != NULL;
    fixture->last_id = message->last_id;
    snprintf(fixture->error, sizeof(fixture->error), "%s",
             message->error == NULL ? "" : message->error);
    event_base_loopbreak(fixture->host.base);
}

static void on_delivered(void *owner, const struct delivered_message *message)
{
    struct fixture *fixture = owner;

    assert_true(message->is_done);
    assert_int_equal(message->sink, 3);
    fixture->delivered++;
    fixture->delivered_to = message->alert;
    event_base_loopbreak(fixture->host.base);
}

static int open_fixture(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));

    strcpy(fixture->folder, "/tmp/storywatch-log-XXXXXX");
    if (mkdtemp(fixture->folder) == NULL)
        return 1;
    snprintf(fixture->path, sizeof(fixture->path), "%s/alerts.jsonl", fixture->folder);
    snprintf(fixture->old_path, sizeof(fixture->old_path), "%s/alerts.jsonl.1", fixture->folder);
    fixture->settings = (struct notifier_sink){.name = "alerts", .path = fixture->path};
    fixture->host = (struct sink_host){.base = event_base_new(),
                                       .on_opened = on_opened,
                                       .on_delivered = on_delivered,
                                       .owner = fixture};
    *state = fixture;
    return 0;
}

static int close_fixture(void **state)
{
    struct fixture *fixture = *state;

    if (fixture->sink != NULL)
        sink_log.close(fixture->sink);
    event_base_free(fixture->host.base);
    unlink(fixture->path);
    unlink(fixture->old_path);
    rmdir(fixture->folder);
    free(fixture);
    return 0;
}

static void open_sink(struct fixture *fixture)
{
    fixture->sink = sink_log.open(&fixture->host, 3, &fixture->settings);
    event_base_dispatch(fixture->host.base);
}

static void deliver(struct fixture *fixture, int64_t alert, const char *line)
{
    const struct deliver_message message = {.alert = alert, .line = line};

    assert_true(sink_log.deliver(fixture->sink, &message));
}

static void run_until_delivered(struct fixture *fixture, int64_t alert)
{
    while (fixture->delivered_to < alert)
        event_base_dispatch(fixture->host.base);
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
    char text[64 * 1024] = "";
    FILE *file = fopen(path, "re");

    assert_non_null(file);
    size_t len = fread(text, 1, sizeof(text) - 1, file);
    fclose(file);
    assert_int_equal(len, strlen(expected));
    assert_string_equal(text, expected);
}

static void the_core_is_told_where_the_file_ends(void **state)
{
    struct fixture *fixture = *state;

    write_file(fixture->path, ALERT(41) "\n{\"id\":42,");
    open_sink(fixture);
    assert_int_equal(fixture->opened, 1);
    assert_int_equal(fixture->last_id, 41);
}

static void lines_are_written_in_order_and_reported(void **state)
{
    struct fixture *fixture = *state;

    open_sink(fixture);
    assert_int_equal(fixture->last_id, 0);
    deliver(fixture, 1, ALERT(1));
    deliver(fixture, 2, ALERT(2));
    run_until_delivered(fixture, 2);
    deliver(fixture, 5, ALERT(5));
    run_until_delivered(fixture, 5);
    assert_file(fixture->path, ALERT(1) "\n" ALERT(2) "\n" ALERT(5) "\n");
    assert_int_equal(fixture->delivered, 2); /* one report a batch */
}

static void a_line_that_is_sent_again_is_written_once(void **state)
{
    struct fixture *fixture = *state;

    open_sink(fixture);
    deliver(fixture, 1, ALERT(1));
    deliver(fixture, 2, ALERT(2));
    deliver(fixture, 1, ALERT(1));
    run_until_delivered(fixture, 2);
    deliver(fixture, 2, ALERT(2));
    deliver(fixture, 3, ALERT(3));
    run_until_delivered(fixture, 3);
    assert_file(fixture->path, ALERT(1) "\n" ALERT(2) "\n" ALERT(3) "\n");
}

static void after_rotation_lines_go_to_the_new_file(void **state)
{
    struct fixture *fixture = *state;

    open_sink(fixture);
    deliver(fixture, 1, ALERT(1));
    run_until_delivered(fixture, 1);
    assert_int_equal(rename(fixture->path, fixture->old_path), 0);
    sink_log.reopen(fixture->sink);
    event_base_dispatch(fixture->host.base);
    assert_int_equal(fixture->opened, 2);
    assert_int_equal(fixture->last_id, 1);
    deliver(fixture, 2, ALERT(2));
    run_until_delivered(fixture, 2);
    assert_file(fixture->old_path, ALERT(1) "\n");
    assert_file(fixture->path, ALERT(2) "\n");
}

static void rotation_without_a_signal_is_noticed(void **state)
{
    struct fixture *fixture = *state;

    open_sink(fixture);
    deliver(fixture, 1, ALERT(1));
    run_until_delivered(fixture, 1);
    assert_int_equal(rename(fixture->path, fixture->old_path), 0);
    deliver(fixture, 2, ALERT(2));
    run_until_delivered(fixture, 2);
    assert_file(fixture->path, ALERT(2) "\n");
}

static void what_cannot_be_written_is_kept_and_tried_again(void **state)
{
    struct fixture *fixture = *state;
    struct rlimit old, small;

    open_sink(fixture);
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &old);
    small = (struct rlimit){.rlim_cur = strlen(ALERT(1)) + 5, .rlim_max = old.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
    deliver(fixture, 1, ALERT(1));
    deliver(fixture, 2, ALERT(2));
    while (fixture->opened_with_error == 0)
        event_base_dispatch(fixture->host.base);
    assert_int_equal(fixture->delivered_to, 1);
    assert_int_equal(fixture->last_id, 1);
    assert_non_null(strstr(fixture->error, fixture->path));
    setrlimit(RLIMIT_FSIZE, &old);
    deliver(fixture, 3, ALERT(3)); /* was on its way when it failed */
    run_until_delivered(fixture, 3);
    assert_file(fixture->path, ALERT(1) "\n" ALERT(2) "\n" ALERT(3) "\n");
    while (fixture->opened < 2)
        event_base_dispatch(fixture->host.base);
    assert_string_equal(fixture->error, "");
}

static void a_file_that_cannot_be_opened_is_said_and_tried_again(void **state)
{
    struct fixture *fixture = *state;
    char folder[80], path[96];

    snprintf(folder, sizeof(folder), "%s/later", fixture->folder);
    snprintf(path, sizeof(path), "%s/alerts", folder);
    fixture->settings.path = path;
    open_sink(fixture);
    assert_int_equal(fixture->opened_with_error, 1);
    assert_non_null(strstr(fixture->error, "No such file"));
    assert_int_equal(mkdir(folder, 0700), 0);
    while (fixture->opened == 0)
        event_base_dispatch(fixture->host.base);
    sink_log.close(fixture->sink);
    fixture->sink = NULL;
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(folder), 0);
}

static void more_than_the_window_is_refused(void **state)
{
    struct fixture *fixture = *state;

    open_sink(fixture);
    for (int64_t alert = 1; alert <= SINK_QUEUE_MAX; alert++)
        deliver(fixture, alert, ALERT(7));
    const struct deliver_message more = {.alert = SINK_QUEUE_MAX + 1, .line = ALERT(7)};
    assert_false(sink_log.deliver(fixture->sink, &more));
    run_until_delivered(fixture, SINK_QUEUE_MAX);
}

static void lines_under_way_are_written_before_the_sink_closes(void **state)
{
    struct fixture *fixture = *state;

    open_sink(fixture);
    deliver(fixture, 1, ALERT(1));
    event_base_loop(fixture->host.base, EVLOOP_NONBLOCK); /* the worker begins */
    sink_log.close(fixture->sink);
    fixture->sink = NULL;
    assert_file(fixture->path, ALERT(1) "\n");
}

int main(void)
{
#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, open_fixture, close_fixture)
    const struct CMUnitTest tests[] = {
        WITH_FIXTURE(the_core_is_told_where_the_file_ends),
        WITH_FIXTURE(lines_are_written_in_order_and_reported),
        WITH_FIXTURE(a_line_that_is_sent_again_is_written_once),
        WITH_FIXTURE(after_rotation_lines_go_to_the_new_file),
        WITH_FIXTURE(rotation_without_a_signal_is_noticed),
        WITH_FIXTURE(what_cannot_be_written_is_kept_and_tried_again),
        WITH_FIXTURE(a_file_that_cannot_be_opened_is_said_and_tried_again),
        WITH_FIXTURE(more_than_the_window_is_refused),
        WITH_FIXTURE(lines_under_way_are_written_before_the_sink_closes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
