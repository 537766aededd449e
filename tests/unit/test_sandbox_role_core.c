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

static char folder[] = "/tmp/storywatch-state-XXXXXX";
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
    if (mkdtemp(folder) == NULL || mkdtemp(elsewhere) == NULL)
        return -1;
    int fd = creat(path(elsewhere, "report"), 0600);
    return fd < 0 || close(fd) != 0;
}

static int close_world(void **state)
{
    (void)state;
    unlink(path(elsewhere, "report"));
    rmdir(elsewhere);
    return rmdir(folder);
}

static bool enter(void)
{
    struct sandbox_state own = {.landlock = 0};

    return sandbox_enter_base(NULL) && sandbox_enter_service(&own, NULL) &&
           sandbox_enter_core(folder, &own, NULL) && own.has_seccomp;
}

/* ---- what the core needs ---- */

static bool keeps_a_store(void)
{
    int fd = open(path(folder, "store"), O_RDWR | O_CREAT | O_CLOEXEC, 0640);
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1};

    bool is_kept = fd >= 0 && pwrite(fd, "news", 4, 0) == 4 && fcntl(fd, F_SETLK, &lock) == 0 &&
                   mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) != MAP_FAILED &&
                   fsync(fd) == 0 && fdatasync(fd) == 0 && ftruncate(fd, 0) == 0 &&
                   fchmod(fd, 0660) == 0 && fchown(fd, getuid(), getgid()) == 0;
    return is_kept && unlink(at) == 0;
}

static bool listens_for_commands(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    snprintf(address.sun_path, sizeof(address.sun_path), "%s", path(folder, "control"));
    return bind(fd, (const struct sockaddr *)&address, sizeof(address)) == 0 &&
           chmod(at, 0660) == 0 && listen(fd, 8) == 0 && unlink(at) == 0;
}

static bool tells_the_manager(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "/tmp/storywatch-manager"};
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    /* Nobody listens there, and it is asked for all the same. */
    return sendto(fd, "READY=1", 7, MSG_NOSIGNAL, (const struct sockaddr *)&address,
                  sizeof(address)) < 0 &&
           errno == ENOENT;
}

static bool reads_any_config(void)
{
    DIR *files = opendir("/etc");

    return files != NULL && readdir(files) != NULL && closedir(files) == 0 &&
           can_open("/etc/passwd", O_RDONLY);
}

static bool makes_channels_and_pages(void)
{
    int ends[2], page = memfd_create("page", MFD_CLOEXEC);

    return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0 && page >= 0 &&
           ftruncate(page, 4) == 0 && send(ends[0], "x", 1, MSG_NOSIGNAL) == 1;
}

static void the_core_can_do_its_work(void **state)
{
    static const struct attempt work[] = {
        {"to keep a store", keeps_a_store},
        {"to listen for commands", listens_for_commands},
        {"to tell the service manager", tells_the_manager},
        {"to read a config that names new files", reads_any_config},
        {"to make channels and pages", makes_channels_and_pages},
        {"to have memory", has_memory},
        {"to signal itself", is_own_thread_signalled},
    };

    (void)state;
    ASSERT_OUTCOMES(enter, work, OUTCOME_DONE);
}

/* ---- what it must never ---- */

static bool is_network_reached(void)
{
    return can_make_socket(AF_INET, SOCK_STREAM) || can_make_socket(AF_INET, SOCK_DGRAM) ||
           can_make_socket(AF_INET6, SOCK_STREAM) || can_make_socket(AF_NETLINK, SOCK_RAW);
}

static bool is_service_reached(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "/run/dbus/system_bus_socket"};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    return connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0 || errno != EPERM;
}

static bool is_folder_made_or_moved(void)
{
    return mkdir(path(folder, "more"), 0700) == 0 || rename(folder, elsewhere) == 0;
}

#ifndef SANDBOX_SANITIZED
static bool has_a_thread(void)
{
    return has_threads();
}
#endif

static void the_core_has_no_network_and_starts_nobody(void **state)
{
    static const struct attempt wrongs[] = {
        {"to reach the network", is_network_reached},
        {"to reach another service", is_service_reached},
        {"to make or move folders", is_folder_made_or_moved},
#ifndef SANDBOX_SANITIZED
        {"to have threads", has_a_thread},
#endif
    };

    (void)state;
    ASSERT_OUTCOMES(enter, wrongs, OUTCOME_REFUSED);
    ASSERT_OUTCOMES(enter, trespasses, OUTCOME_REFUSED);
}

static bool is_file_made_elsewhere(void)
{
    return can_open(path(elsewhere, "alerts.jsonl"), O_WRONLY | O_CREAT);
}

static bool is_file_changed_elsewhere(void)
{
    return can_open(path(elsewhere, "report"), O_RDWR) || can_open("/dev/null", O_WRONLY);
}

static bool is_something_removed_elsewhere(void)
{
    return unlink(path(elsewhere, "report")) == 0;
}

static void the_core_writes_in_its_state_folder_alone(void **state)
{
    static const struct attempt wrongs[] = {
        {"to make a file elsewhere", is_file_made_elsewhere},
        {"to change a file elsewhere", is_file_changed_elsewhere},
        {"to remove something elsewhere", is_something_removed_elsewhere},
    };

    (void)state;
    ASSERT_OUT_OF_REACH(enter, wrongs);
}

static void an_attack_ends_the_core(void **state)
{
    (void)state;
    assert_attacks_kill(enter);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_core_can_do_its_work),
        cmocka_unit_test(the_core_has_no_network_and_starts_nobody),
        cmocka_unit_test(the_core_writes_in_its_state_folder_alone),
        cmocka_unit_test(an_attack_ends_the_core),
    };

    return cmocka_run_group_tests(tests, open_world, close_world);
}
