/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */
#include "config/base/clock.h"
#include "config/base/rfc3339.h"
#include "daemon/cli/arguments.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define WORDS_MAX 8

static const struct usage usage = {
    .synopsis = "alerts [--topic NAME] [ID]",
    .help = "Lists the alerts.\n",
    .options = "tsuvoX",
    .operands_max = 1,
};

/* A command line, how it was read, and what was said of it. */
struct line {
    char *words[WORDS_MAX + 1];
    int count;
    struct arguments arguments;
    int status;
    char said[1024];
};

static int redirect(int fd, int to)
{
    int old = fcntl(fd, F_DUPFD_CLOEXEC, 0);

    assert_true(old >= 0);
    assert_true(dup2(to, fd) >= 0);
    return old;
}

/* Reads the words, parted by blanks; both streams are kept. */
static bool read_line(struct line *line, char *text)
{
    int said = memfd_create("said", MFD_CLOEXEC), fds[] = {STDOUT_FILENO, STDERR_FILENO}, old[2];
    char *rest = NULL;

    *line = (struct line){.status = -1};
    for (char *word = strtok_r(text, " ", &rest); word != NULL; word = strtok_r(NULL, " ", &rest))
        line->words[line->count++] = word;
    (void)fflush(stdout);
    for (size_t i = 0; i < 2; i++)
        old[i] = redirect(fds[i], said);
    bool is_read =
        arguments_read(&line->arguments, &usage, line->count, line->words, &line->status);
    (void)fflush(stdout);
    for (size_t i = 0; i < 2; i++) {
        dup2(old[i], fds[i]);
        close(old[i]);
    }
    assert_true(pread(said, line->said, sizeof(line->said) - 1, 0) >= 0);
    close(said);
    return is_read;
}

#define READ(line, text) read_line(line, (char[]){text})

static void assert_refused(const struct line *line, const char *said)
{
    assert_int_equal(line->status, CLI_USAGE);
    assert_non_null(strstr(line->said, said));
    assert_non_null(strstr(line->said, "usage: storywatch alerts [--topic NAME] [ID]\n"));
}

static void without_options_the_config_is_the_installed_one(void **state)
{
    struct line line;

    (void)state;
    assert_true(READ(&line, "alerts"));
    assert_string_equal(line.arguments.config, "/etc/storywatch/storywatch.yaml");
    assert_false(line.arguments.is_json);
    assert_null(line.arguments.topic);
    assert_int_equal(line.arguments.since, NO_TIME);
    assert_int_equal(line.arguments.until, NO_TIME);
    assert_int_equal(line.arguments.operand_count, 0);
    assert_string_equal(line.said, "");
}

static void options_and_operands_may_come_in_any_order(void **state)
{
    static const char *const lines[] = {
        "alerts --config desk.yaml --json --topic ferries --severity high 17",
        "alerts 17 --severity=high -c desk.yaml --topic=ferries -j",
        "alerts --topic ferries 17 -jcdesk.yaml --severity high",
    };
    struct line line;

    (void)state;
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        char text[128];
        snprintf(text, sizeof(text), "%s", lines[i]);
        assert_true(read_line(&line, text));
        assert_string_equal(line.arguments.config, "desk.yaml");
        assert_true(line.arguments.is_json);
        assert_string_equal(line.arguments.topic, "ferries");
        assert_string_equal(line.arguments.severity, "high");
        assert_int_equal(line.arguments.operand_count, 1);
        assert_string_equal(line.arguments.operands[0], "17");
    }
}

static void a_span_goes_back_from_now_and_a_date_is_its_midnight(void **state)
{
    struct line line;
    int64_t before = clock_wall();

    (void)state;
    assert_true(READ(&line, "alerts --since 2026-11-23 --until 2h"));
    assert_int_equal(line.arguments.since, INT64_C(1795392000));
    assert_in_range(line.arguments.until, before - 7200, clock_wall() - 7200);
}

static void a_span_that_ends_before_it_begins_is_refused(void **state)
{
    struct line line;

    (void)state;
    assert_false(READ(&line, "alerts --since 1h --until 2h"));
    assert_refused(&line, "storywatch: --since must be before --until\n");
}

static void what_a_command_does_not_take_is_refused(void **state)
{
    struct line line;

    (void)state;
    assert_false(READ(&line, "alerts --feed bbc"));
    assert_refused(&line, "storywatch: alerts takes no --feed\n");
    assert_false(READ(&line, "alerts --follow"));
    assert_refused(&line, "storywatch: alerts takes no --follow\n");
    assert_false(READ(&line, "alerts --colour"));
    assert_refused(&line, "unrecognized option '--colour'");
    assert_false(READ(&line, "alerts --topic"));
    assert_refused(&line, "requires an argument");
    assert_false(READ(&line, "alerts 17 18"));
    assert_refused(&line, "");
}

static void a_wrong_value_says_what_is_due(void **state)
{
    struct line line;

    (void)state;
    assert_false(READ(&line, "alerts --since yesterday"));
    assert_refused(&line, "storywatch: --since yesterday: a span back from now (2h, 7d)");
    assert_false(READ(&line, "alerts --severity urgent"));
    assert_refused(&line, "storywatch: --severity urgent: low, medium or high is due\n");
}

static void help_is_printed_and_is_no_mistake(void **state)
{
    struct line line;

    (void)state;
    assert_false(READ(&line, "alerts --help"));
    assert_int_equal(line.status, CLI_DONE);
    assert_string_equal(line.said,
                        "usage: storywatch alerts [--topic NAME] [ID]\n\nLists the alerts.\n");
}

static void what_follows_two_dashes_is_an_operand(void **state)
{
    struct line line;

    (void)state;
    assert_true(READ(&line, "alerts -- --json"));
    assert_false(line.arguments.is_json);
    assert_string_equal(line.arguments.operands[0], "--json");
}

static void a_file_to_write_may_be_named_and_forced(void **state)
{
    struct line line;
    char named[] = "alerts --output conf.d/wire.yaml --force", neither[] = "alerts";

    (void)state;
    assert_true(read_line(&line, named));
    assert_string_equal(line.arguments.output, "conf.d/wire.yaml");
    assert_true(line.arguments.is_forced);
    assert_true(read_line(&line, neither));
    assert_null(line.arguments.output);
    assert_false(line.arguments.is_forced);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_options_the_config_is_the_installed_one),
        cmocka_unit_test(options_and_operands_may_come_in_any_order),
        cmocka_unit_test(a_span_goes_back_from_now_and_a_date_is_its_midnight),
        cmocka_unit_test(a_span_that_ends_before_it_begins_is_refused),
        cmocka_unit_test(what_a_command_does_not_take_is_refused),
        cmocka_unit_test(a_wrong_value_says_what_is_due),
        cmocka_unit_test(help_is_printed_and_is_no_mistake),
        cmocka_unit_test(what_follows_two_dashes_is_an_operand),
        cmocka_unit_test(a_file_to_write_may_be_named_and_forced),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
