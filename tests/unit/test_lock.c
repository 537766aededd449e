/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */
#include "config/base/error.h"
#include "store/lock.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Each test is in a folder of its own. */
static int enter_folder(void **state)
{
    char *folder = strdup("/tmp/storywatch-lock-XXXXXX");

    *state = folder;
    return mkdtemp(folder) == NULL ? -1 : chdir(folder);
}

static int leave_folder(void **state)
{
    char *folder = *state;

    unlink("lock");
    unlink("minutes.txt");
    int result = rmdir(folder);
    free(folder);
    return result;
}

static void one_holder_at_a_time(void **state)
{
    struct error err = {0};
    char expected[256];

    (void)state;
    int first = lock_take(".", &err);
    assert_true(first >= 0);
    assert_int_equal(lock_take(".", &err), -1);
    snprintf(expected, sizeof(expected),
             "./lock: another storywatchd (process %ld) works in this folder; stop it, or give "
             "each its own state_dir",
             (long)getpid());
    assert_string_equal(err.message, expected);
    lock_release(first);
    int second = lock_take(".", &err);
    assert_true(second >= 0);
    lock_release(second);
}

static void a_holder_that_dies_leaves_no_lock_behind(void **state)
{
    struct error err = {0};
    int status;

    (void)state;
    pid_t holder = fork();
    if (holder == 0)
        _exit(lock_take(".", &err) >= 0 ? 0 : 1);
    assert_int_equal(waitpid(holder, &status, 0), holder);
    assert_int_equal(status, 0);
    int lock = lock_take(".", &err);
    assert_true(lock >= 0);
    lock_release(lock);
}

/* What is started by the service must not hold its folder after the service has ended. */
static void the_lock_is_not_handed_to_a_program_that_is_started(void **state)
{
    struct error err = {0};

    (void)state;
    int lock = lock_take(".", &err);
    assert_true((fcntl(lock, F_GETFD) & FD_CLOEXEC) != 0);
    lock_release(lock);
}

static void a_link_in_the_place_of_the_lock_is_not_followed(void **state)
{
    static const char minutes[] = "The minutes of Monday's meeting.\n";
    struct error err = {0};
    struct stat st;

    (void)state;
    int fd = open("minutes.txt", O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    assert_int_equal(write(fd, minutes, strlen(minutes)), strlen(minutes));
    close(fd);
    assert_int_equal(symlink("minutes.txt", "lock"), 0);
    assert_int_equal(lock_take(".", &err), -1);
    assert_non_null(strstr(err.message, "./lock: cannot open the lock"));
    assert_int_equal(stat("minutes.txt", &st), 0);
    assert_int_equal(st.st_size, strlen(minutes));
}

static void a_folder_that_is_not_there_is_named(void **state)
{
    struct error err = {0};

    (void)state;
    assert_int_equal(lock_take("nowhere", &err), -1);
    assert_string_equal(err.message,
                        "nowhere/lock: cannot open the lock: No such file or directory");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, enter_folder, leave_folder)
        TEST(one_holder_at_a_time),
        TEST(a_holder_that_dies_leaves_no_lock_behind),
        TEST(the_lock_is_not_handed_to_a_program_that_is_started),
        TEST(a_link_in_the_place_of_the_lock_is_not_followed),
        TEST(a_folder_that_is_not_there_is_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
