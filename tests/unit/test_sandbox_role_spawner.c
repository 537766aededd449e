/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/error.h"
#include "tests/helpers/attempts.h"
#include "tests/helpers/confined.h"

#include <poll.h>
#include <string.h>

/* This very program is what the spawner runs: see main(). */
#define CHILD_TITLE "storywatchd: fetcher 1"
#define CHILD_EXIT 7

static pid_t stranger; /* a process that is not the service's */

static int open_world(void **state)
{
    (void)state;
    stranger = fork();
    if (stranger == 0) {
        pause();
        _exit(0);
    }
    return stranger < 0;
}

static int close_world(void **state)
{
    (void)state;
    kill(stranger, SIGKILL);
    return waitpid(stranger, NULL, 0) != stranger;
}

static bool enter(void)
{
    struct sandbox_state service = {.landlock = 0}, own = {.landlock = 0};

    return sandbox_enter_base(NULL) && sandbox_enter_service(&service, NULL) &&
           sandbox_enter_spawner(&own, NULL) && own.has_seccomp;
}

/* ---- what the spawner needs ---- */

static bool runs_this_program(void)
{
    char *argv[] = {(char[]){CHILD_TITLE}, NULL};
    int status;
    pid_t pid = fork();

    if (pid == 0) {
        execv("/proc/self/exe", argv);
        _exit(127);
    }
    return waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
           WEXITSTATUS(status) == CHILD_EXIT;
}

static bool kills_a_child(void)
{
    int status;
    pid_t pid = fork();

    while (pid == 0)
        (void)poll(NULL, 0, 1000);
    return kill(pid, SIGKILL) == 0 && waitpid(pid, &status, 0) == pid && WIFSIGNALED(status);
}

static bool kills_a_confined_child(void)
{
    struct sandbox_state own = {.landlock = 0};
    int ready[2], status;
    char byte;

    if (pipe2(ready, O_CLOEXEC) != 0)
        return false;
    pid_t pid = fork();
    if (pid == 0) {
        bool is_in = sandbox_enter_base(NULL) && sandbox_enter_fetcher(NULL, 0, &own, NULL) &&
                     own.has_seccomp && write(ready[1], "r", 1) == 1;
        while (is_in)
            (void)poll(NULL, 0, 1000);
        _exit(1);
    }
    close(ready[1]);
    return read(ready[0], &byte, 1) == 1 && kill(pid, SIGKILL) == 0 &&
           waitpid(pid, &status, 0) == pid && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

static void the_spawner_starts_and_kills_its_children(void **state)
{
    static const struct attempt work[] = {
        {"to run this program", runs_this_program},
        {"to kill a child", kills_a_child},
        {"to kill a child in its own sandbox", kills_a_confined_child},
    };

    (void)state;
    ASSERT_OUTCOMES(enter, work, OUTCOME_DONE);
}

/* ---- what it must never ---- */

static bool is_program_found(void)
{
    int status;
    pid_t pid = fork();

    if (pid == 0) {
        (void)is_program_run();
        _exit(1);
    }
    return waitpid(pid, &status, 0) == pid && status == 0;
}

static bool is_port_opened(void)
{
    const struct sockaddr_in any = {.sin_family = AF_INET};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    return bind(fd, (const struct sockaddr *)&any, sizeof(any)) == 0 || listen(fd, 1) == 0;
}

static bool is_file_removed(void)
{
    return unlink("/nonexistent") == 0 || errno == ENOENT || mkdir("/tmp/storywatch-x", 0700) == 0;
}

#ifndef SANDBOX_SANITIZED
static bool is_stranger_asked(void)
{
    return kill(stranger, SIGTERM) == 0 || kill(stranger, 0) == 0;
}
#endif

static void the_spawner_does_nothing_else(void **state)
{
    static const struct attempt wrongs[] = {
        {"to open a port", is_port_opened},
        {"to remove files or make folders", is_file_removed},
        {"to become a user", is_user_changed},
#ifndef SANDBOX_SANITIZED
        {"to send signals that do not kill", is_stranger_asked},
#endif
    };

    (void)state;
    ASSERT_OUTCOMES(enter, wrongs, OUTCOME_REFUSED);
    ASSERT_OUTCOMES(enter, attacks, OUTCOME_KILLED);
}

static bool is_stranger_killed(void)
{
    return kill(stranger, SIGKILL) == 0;
}

static void the_spawner_runs_no_other_program_and_kills_nobody_else(void **state)
{
    const struct domain_reach reach = {.scope = DOMAIN_SCOPE_SIGNALS};
    struct domain domain;

    (void)state;
    if (!has_landlock())
        skip();
    assert_int_equal(outcome_of(enter, is_program_found), OUTCOME_REFUSED);
    assert_true(domain_open(&domain, &reach, NULL));
    domain_close(&domain);
    if (domain.abi >= 6)
        assert_int_equal(outcome_of(enter, is_stranger_killed), OUTCOME_REFUSED);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_spawner_starts_and_kills_its_children),
        cmocka_unit_test(the_spawner_does_nothing_else),
        cmocka_unit_test(the_spawner_runs_no_other_program_and_kills_nobody_else),
    };

    if (argc == 1 && strcmp(argv[0], CHILD_TITLE) == 0)
        return CHILD_EXIT;
    return cmocka_run_group_tests(tests, open_world, close_world);
}
