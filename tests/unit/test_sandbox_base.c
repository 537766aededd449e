/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */
#include "config/base/error.h"
#include "daemon/sandbox/limits.h"
#include "daemon/sandbox/sandbox.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* None of it can be undone: each test runs `confined` in a process of its own. */
static void run_apart(bool (*confined)(void))
{
    int status;
    pid_t pid = fork();

    if (pid == 0)
        _exit(confined() ? 0 : 1);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static bool is_private(void)
{
    char path[] = "/tmp/storywatch-private-XXXXXX";
    struct error err = {0};
    struct stat st;

    umask(0);
    if (!sandbox_enter_base(&err) || mkdtemp(path) == NULL)
        return false;
    rmdir(path);
    int fd = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0666);
    bool is_right = fd >= 0 && fstat(fd, &st) == 0 && (st.st_mode & 0777) == 0600;
    unlink(path);
    return is_right;
}

static void new_files_are_private(void **state)
{
    (void)state;
    run_apart(is_private);
}

static bool leaves_no_core(void)
{
    struct error err = {0};
    struct rlimit limit;

    return sandbox_enter_base(&err) && getrlimit(RLIMIT_CORE, &limit) == 0 && limit.rlim_max == 0;
}

static void no_core_is_dumped(void **state)
{
    (void)state;
    run_apart(leaves_no_core);
}

static bool gains_nothing(void)
{
    struct error err = {0};

    return sandbox_enter_base(&err) && prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1;
}

static void no_program_that_is_started_gains_privileges(void **state)
{
    (void)state;
    run_apart(gains_nothing);
}

static bool never_raises(void)
{
    struct error err = {0};
    struct rlimit limit = {100, 200};

    return setrlimit(RLIMIT_NOFILE, &limit) == 0 && sandbox_limit(RLIMIT_NOFILE, 4096, &err) &&
           getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur == 200 &&
           limit.rlim_max == 200 && sandbox_limit(RLIMIT_NOFILE, 50, &err) &&
           getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur == 50 && limit.rlim_max == 50;
}

/* An operator may have set less. */
static void a_limit_is_lowered_and_never_raised(void **state)
{
    (void)state;
    run_apart(never_raises);
}

static bool is_refused(void)
{
    struct error err = {0};

    return !sandbox_limit(-1, 4096, &err) && err.message[0] != '\0';
}

static void a_limit_that_cannot_be_set_is_said(void **state)
{
    (void)state;
    run_apart(is_refused);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(new_files_are_private),
        cmocka_unit_test(no_core_is_dumped),
        cmocka_unit_test(no_program_that_is_started_gains_privileges),
        cmocka_unit_test(a_limit_is_lowered_and_never_raised),
        cmocka_unit_test(a_limit_that_cannot_be_set_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
