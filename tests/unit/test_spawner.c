/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/error.h"
#include "daemon/spawner/spawner.h"

#include <dirent.h>
#include <event2/event.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* This very program is run again as the spawner and as its children: see main(). */

#define GREETING "the fetcher is up"
#define FIRST_EXIT 7

struct core {
    struct event_base *base;
    struct spawner *spawner;
    int started, failed, ended;
    bool is_lost;
    enum role role;
    unsigned number;
    pid_t pid;
    int status;
};

static void on_started(void *owner, enum role role, unsigned number, pid_t pid)
{
    struct core *core = owner;

    core->started++;
    core->role = role;
    core->number = number;
    core->pid = pid;
    event_base_loopbreak(core->base);
}

static void on_failed(void *owner, enum role role, unsigned number, int code)
{
    struct core *core = owner;

    (void)role;
    (void)number;
    (void)code;
    core->failed++;
    event_base_loopbreak(core->base);
}

static void on_ended(void *owner, enum role role, unsigned number, pid_t pid, int status)
{
    struct core *core = owner;

    core->ended++;
    core->role = role;
    core->number = number;
    assert_int_equal(pid, core->pid);
    core->status = status;
    event_base_loopbreak(core->base);
}

static void on_lost(void *owner)
{
    struct core *core = owner;

    core->is_lost = true;
    event_base_loopbreak(core->base);
}

static const struct spawner_handler handler = {
    .on_started = on_started, .on_failed = on_failed, .on_ended = on_ended, .on_lost = on_lost};

static int open_core(void **state)
{
    struct core *core = calloc(1, sizeof(*core));
    struct error err = {0};

    core->base = event_base_new();
    core->spawner = spawner_start(core->base, &handler, core, &err);
    *state = core;
    return core->spawner == NULL;
}

static int close_core(void **state)
{
    struct core *core = *state;

    spawner_close(core->spawner);
    event_base_free(core->base);
    free(core);
    return 0;
}

/* Spawns a fetcher; its channel's other end. */
static int spawn_fetcher(struct core *core, unsigned number, int page_fd)
{
    struct error err = {0};
    int ends[2];

    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
    assert_true(spawner_spawn(core->spawner, ROLE_FETCHER, number, ends[1], page_fd, &err));
    close(ends[1]);
    event_base_dispatch(core->base);
    return ends[0];
}

static void read_greeting(int fd)
{
    char greeting[sizeof(GREETING)];

    assert_int_equal(recv(fd, greeting, sizeof(greeting), MSG_WAITALL), sizeof(greeting));
    assert_string_equal(greeting, GREETING);
}

static void a_child_has_its_channel_and_its_page_and_nothing_else(void **state)
{
    struct core *core = *state;
    int page_fd = memfd_create("page", MFD_CLOEXEC);
    int leaked_fd = dup(page_fd); /* not close-on-exec */
    int descriptors = 0;

    assert_int_equal(ftruncate(page_fd, 4096), 0);
    int fd = spawn_fetcher(core, 2, page_fd);
    assert_int_equal(core->started, 1);
    assert_int_equal(core->role, ROLE_FETCHER);
    assert_int_equal(core->number, 2);
    read_greeting(fd);
    assert_int_equal(recv(fd, &descriptors, sizeof(descriptors), MSG_WAITALL), sizeof(descriptors));
    assert_int_equal(descriptors, ROLE_PAGE_FD + 1);
    char note = 0;
    assert_int_equal(pread(page_fd, &note, 1, 0), 1);
    assert_int_equal(note, 'N');
    close(fd);
    close(page_fd);
    close(leaked_fd);
}

static void a_child_shows_its_role_in_its_command_line(void **state)
{
    struct core *core = *state;
    char path[64], line[64] = "";
    int fd = spawn_fetcher(core, 3, -1);

    read_greeting(fd);
    snprintf(path, sizeof(path), "/proc/%d/cmdline", (int)core->pid);
    FILE *file = fopen(path, "re");
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof(line), file));
    fclose(file);
    assert_string_equal(line, "storywatchd: fetcher 3");
    close(fd);
}

static void how_a_child_ended_is_told(void **state)
{
    struct core *core = *state;
    int fd = spawn_fetcher(core, 1, -1);

    read_greeting(fd);
    close(fd);
    event_base_dispatch(core->base);
    assert_int_equal(core->ended, 1);
    assert_true(WIFEXITED(core->status));
    assert_int_equal(WEXITSTATUS(core->status), FIRST_EXIT);
}

static void a_killed_child_is_told_with_its_signal(void **state)
{
    struct core *core = *state;
    int fd = spawn_fetcher(core, 4, -1);

    read_greeting(fd);
    kill(core->pid, SIGTERM); /* a manager's signal to all: children do not obey it */
    kill(core->pid, SIGKILL);
    event_base_dispatch(core->base);
    assert_int_equal(core->ended, 1);
    assert_int_equal(core->number, 4);
    assert_true(WIFSIGNALED(core->status));
    assert_int_equal(WTERMSIG(core->status), SIGKILL);
    close(fd);
}

static void who_is_to_be_killed_is_named_by_role_and_number(void **state)
{
    struct core *core = *state;
    struct error err = {0};
    int spared = spawn_fetcher(core, 1, -1), hanging = spawn_fetcher(core, 2, -1);

    read_greeting(spared);
    read_greeting(hanging);
    assert_true(spawner_kill(core->spawner, ROLE_NOTIFIER, 2, &err)); /* there is none */
    assert_true(spawner_kill(core->spawner, ROLE_FETCHER, 2, &err));
    event_base_dispatch(core->base);
    assert_int_equal(core->ended, 1);
    assert_int_equal(core->number, 2);
    assert_true(WIFSIGNALED(core->status));
    close(spared);
    close(hanging);
}

static void children_die_with_the_spawner(void **state)
{
    struct core *core = *state;
    int fd = spawn_fetcher(core, 1, -1);
    char byte;

    read_greeting(fd);
    recv(fd, &(int){0}, sizeof(int), MSG_WAITALL);
    kill(spawner_pid(core->spawner), SIGKILL);
    event_base_dispatch(core->base);
    assert_true(core->is_lost);
    assert_int_equal(recv(fd, &byte, 1, 0), 0); /* its end is closed: it is gone */
    close(fd);
}

/* ---- the other side -------------------------------------------------------------------------- */

static int count_descriptors(void)
{
    DIR *folder = opendir("/proc/self/fd");
    int count = 0;

    for (struct dirent *entry; (entry = readdir(folder)) != NULL;)
        count += entry->d_name[0] != '.';
    closedir(folder);
    return count - 1; /* the folder itself */
}

static int run_fetcher(void)
{
    char byte;
    int descriptors = count_descriptors();

    if (descriptors > ROLE_PAGE_FD)
        (void)!pwrite(ROLE_PAGE_FD, "N", 1, 0);
    send(ROLE_CHANNEL_FD, GREETING, sizeof(GREETING), 0);
    send(ROLE_CHANNEL_FD, &descriptors, sizeof(descriptors), 0);
    recv(ROLE_CHANNEL_FD, &byte, 1, 0); /* until the core closes */
    return FIRST_EXIT;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_child_has_its_channel_and_its_page_and_nothing_else,
                                        open_core, close_core),
        cmocka_unit_test_setup_teardown(a_child_shows_its_role_in_its_command_line, open_core,
                                        close_core),
        cmocka_unit_test_setup_teardown(how_a_child_ended_is_told, open_core, close_core),
        cmocka_unit_test_setup_teardown(a_killed_child_is_told_with_its_signal, open_core,
                                        close_core),
        cmocka_unit_test_setup_teardown(who_is_to_be_killed_is_named_by_role_and_number, open_core,
                                        close_core),
        cmocka_unit_test_setup_teardown(children_die_with_the_spawner, open_core, close_core),
    };
    struct role_args args;

    if (!role_parse(argc, argv, &args))
        return EXIT_FAILURE;
    if (args.role == ROLE_SPAWNER)
        return spawner_main(ROLE_CHANNEL_FD);
    if (args.role == ROLE_FETCHER)
        return run_fetcher();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
