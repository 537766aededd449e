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

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>

static char folder[] = "/tmp/storywatch-logs-XXXXXX";
static char authority[] = "/tmp/storywatch-authority-XXXXXX";
static char elsewhere[] = "/tmp/storywatch-elsewhere-XXXXXX";
static char at[64]; /* the last path that was asked for */

static const char *path(const char *in, const char *name)
{
    snprintf(at, sizeof(at), "%s/%s", in, name);
    return at;
}

static int open_world(void **state)
{
    (void)state;
    int fd = mkstemp(authority);
    return fd < 0 || close(fd) != 0 || mkdtemp(folder) == NULL || mkdtemp(elsewhere) == NULL;
}

static int close_world(void **state)
{
    (void)state;
    unlink(path(folder, "alerts.jsonl"));
    unlink(path(folder, "alerts.jsonl.1"));
    rmdir(path(folder, "later"));
    rmdir(elsewhere);
    unlink(authority);
    return rmdir(folder);
}

static bool enter(void)
{
    char later[64];
    struct sandbox_state service = {.landlock = 0}, own = {.landlock = 0};

    snprintf(later, sizeof(later), "%s", path(folder, "later"));
    const char *const folders[] = {folder, later}, *const certificates = authority;
    return sandbox_enter_base(NULL) && sandbox_enter_service(&service, NULL) &&
           sandbox_enter_notifier(folders, 2, &certificates, 1, &own, NULL) && own.has_seccomp;
}

/* ---- what the notifier needs ---- */

static bool writes_a_log(void)
{
    int fd = open(path(folder, "alerts.jsonl"), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0640);

    return fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0 && fchmod(fd, 0640) == 0 &&
           write(fd, "{}\n", 3) == 3 && ftruncate(fd, 3) == 0 && fdatasync(fd) == 0;
}

/* Somebody outside renames the log when asked. */
static int asked[2], told[2];

static pid_t start_rotation(void)
{
    char byte, old[64];
    pid_t pid = fork();

    if (pid != 0)
        return pid;
    snprintf(old, sizeof(old), "%s", path(folder, "alerts.jsonl.1"));
    bool is_done = read(asked[0], &byte, 1) == 1 &&
                   rename(path(folder, "alerts.jsonl"), old) == 0 && write(told[1], "x", 1) == 1;
    _exit(is_done ? 0 : 1);
}

static bool writes_after_a_rotation(void)
{
    char byte;

    return writes_a_log() && write(asked[1], "x", 1) == 1 && read(told[0], &byte, 1) == 1 &&
           access(path(folder, "alerts.jsonl"), F_OK) != 0 && writes_a_log();
}

static bool looks_for_predecessors(void)
{
    DIR *files = opendir(folder);

    return files != NULL && readdir(files) != NULL && closedir(files) == 0;
}

static bool reaches_journal(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "/tmp/storywatch-journal"};
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    int entry = memfd_create("entry", MFD_CLOEXEC | MFD_ALLOW_SEALING);

    /* Nobody listens there, and it is asked for all the same. */
    return entry >= 0 && fcntl(entry, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK) == 0 &&
           sendto(fd, "MESSAGE=x", 9, MSG_NOSIGNAL, (const struct sockaddr *)&address,
                  sizeof(address)) < 0 &&
           errno == ENOENT;
}

static bool has_the_network(void)
{
    return can_make_socket(AF_INET, SOCK_STREAM) && can_make_socket(AF_INET6, SOCK_DGRAM) &&
           can_open("/etc/hosts", O_RDONLY);
}

static bool reads_an_authority(void)
{
    return can_open(authority, O_RDONLY);
}

static void the_notifier_can_do_its_work(void **state)
{
    static const struct attempt work[] = {
        {"to write a log", writes_a_log},
        {"to look for the log's predecessors", looks_for_predecessors},
        {"to reach the journal", reaches_journal},
        {"to have the network", has_the_network},
        {"to read the config's certificates", reads_an_authority},
        {"to have threads", has_threads},
        {"to have memory", has_memory},
        {"to signal itself", is_own_thread_signalled},
    };

    (void)state;
    ASSERT_OUTCOMES(enter, work, OUTCOME_DONE);
}

static void a_rotated_log_is_made_anew(void **state)
{
    int status;

    (void)state;
    assert_int_equal(pipe2(asked, O_CLOEXEC) | pipe2(told, O_CLOEXEC), 0);
    pid_t rotation = start_rotation();
    assert_int_equal(outcome_of(enter, writes_after_a_rotation), OUTCOME_DONE);
    assert_int_equal(waitpid(rotation, &status, 0), rotation);
    assert_int_equal(status, 0);
}

/* ---- what it must never ---- */

static bool is_port_opened(void)
{
    const struct sockaddr_in any = {.sin_family = AF_INET};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    return bind(fd, (const struct sockaddr *)&any, sizeof(any)) == 0 || listen(fd, 1) == 0;
}

static bool is_log_removed(void)
{
    return unlink(path(folder, "alerts.jsonl")) == 0 ||
           rename(at, path(folder, "alerts.jsonl.1")) == 0 || chmod(at, 0666) == 0;
}

static void the_notifier_removes_no_log_and_starts_nobody(void **state)
{
    static const struct attempt wrongs[] = {
        {"to open a port", is_port_opened},
        {"to remove, rename or open up a log", is_log_removed},
    };

    (void)state;
    ASSERT_OUTCOMES(enter, wrongs, OUTCOME_REFUSED);
    ASSERT_OUTCOMES(enter, trespasses, OUTCOME_REFUSED);
}

static bool is_file_made_elsewhere(void)
{
    return can_open(path(elsewhere, "alerts.jsonl"), O_WRONLY | O_CREAT);
}

static bool is_system_read(void)
{
    return can_open("/etc/passwd", O_RDONLY) || can_open("/etc", O_RDONLY | O_DIRECTORY) ||
           can_open("/etc/hosts", O_RDWR);
}

static bool is_authority_written(void)
{
    return can_open(authority, O_WRONLY);
}

static void the_notifier_has_no_files_but_its_logs_and_those_of_the_network(void **state)
{
    static const struct attempt wrongs[] = {
        {"to make a file elsewhere", is_file_made_elsewhere},
        {"to read what else there is", is_system_read},
        {"to write the config's certificates", is_authority_written},
    };

    (void)state;
    ASSERT_OUT_OF_REACH(enter, wrongs);
}

static void an_attack_ends_the_notifier(void **state)
{
    (void)state;
    assert_attacks_kill(enter);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_notifier_can_do_its_work),
        cmocka_unit_test(a_rotated_log_is_made_anew),
        cmocka_unit_test(the_notifier_removes_no_log_and_starts_nobody),
        cmocka_unit_test(the_notifier_has_no_files_but_its_logs_and_those_of_the_network),
        cmocka_unit_test(an_attack_ends_the_notifier),
    };

    return cmocka_run_group_tests(tests, open_world, close_world);
}
