/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/buffer.h"
#include "config/base/error.h"
#include "daemon/cli/confined.h"
#include "tests/helpers/confined.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

static bool say(void *owner, struct buffer *answer, struct error *err)
{
    (void)err;
    return buffer_append_string(answer, owner);
}

static bool give_up(void *owner, struct buffer *answer, struct error *err)
{
    buffer_append_string(answer, "half of it");
    error_set(err, "%s", (const char *)owner);
    return false;
}

static bool flood(void *owner, struct buffer *answer, struct error *err)
{
    (void)owner;
    (void)err;
    while (buffer_append_string(answer, "more and more "))
        continue;
    return true;
}

static bool fall(void *owner, struct buffer *answer, struct error *err)
{
    (void)answer;
    (void)err;
    return raise(*(const int *)owner) == 0;
}

static bool open_file(void *owner, struct buffer *answer, struct error *err)
{
    int fd = open(owner, O_RDONLY | O_CLOEXEC);

    (void)err;
    return buffer_append_string(answer, fd < 0 ? "refused" : "opened");
}

static bool write_to_terminal(void *owner, struct buffer *answer, struct error *err)
{
    (void)err;
    bool is_written = write(*(const int *)owner, "\033[2J", 4) == 4;
    return buffer_append_string(answer, is_written ? "written" : "refused");
}

/* What comes back: the answer, or why there is none. */
static void assert_outcome(bool (*run)(void *, struct buffer *, struct error *), const void *owner,
                           bool is_answered, const char *text)
{
    struct confined_task task = {.run = run};
    struct buffer answer;
    struct error err = {0};

    memcpy(&task.owner, &owner, sizeof(owner)); /* which the child alone uses */
    buffer_init(&answer, 1000);
    assert_int_equal(confined_run(&task, &answer, &err), is_answered);
    const char *said = !is_answered ? err.message : answer.data == NULL ? "" : answer.data;
    if (strstr(said, text) == NULL)
        fail_msg("\"%s\" stands not in \"%s\"", text, said);
    buffer_free(&answer);
}

static void the_answer_or_the_reason_comes_back(void **state)
{
    (void)state;
    assert_outcome(say, "seven feeds", true, "seven feeds");
    assert_outcome(say, "", true, "");
    assert_outcome(give_up, "it is an HTML page", false, "it is an HTML page");
    assert_outcome(flood, "", false, "to tell of it, the most");
}

static void a_child_that_falls_is_no_more_than_a_message(void **state)
{
    int trap = SIGKILL, profile = SIGPROF;

    (void)state;
    assert_outcome(fall, &trap, false, "ended by signal 9 (Killed)");
    assert_outcome(fall, &profile, false, "reading it took more than 5 s");
}

static void no_file_of_the_desk_is_in_reach(void **state)
{
    (void)state;
    if (!has_landlock())
        skip();
    assert_outcome(open_file, "/etc/passwd", true, "refused");
    assert_outcome(open_file, "/etc/hosts", true, "opened");
}

static void nothing_gets_to_the_terminal(void **state)
{
    int ends[2], fd = STDOUT_FILENO, saved = dup(STDOUT_FILENO);
    char seen[16];

    (void)state;
    assert_int_equal(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
    assert_int_equal(dup2(ends[1], STDOUT_FILENO), STDOUT_FILENO);
    assert_outcome(write_to_terminal, &fd, true, "");
    fd = ends[1];
    assert_outcome(write_to_terminal, &fd, true, "refused");
    assert_int_equal(dup2(saved, STDOUT_FILENO), STDOUT_FILENO);
    close(saved);
    assert_true(read(ends[0], seen, sizeof(seen)) < 0);
    close(ends[0]);
    close(ends[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_answer_or_the_reason_comes_back),
        cmocka_unit_test(a_child_that_falls_is_no_more_than_a_message),
        cmocka_unit_test(no_file_of_the_desk_is_in_reach),
        cmocka_unit_test(nothing_gets_to_the_terminal),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
