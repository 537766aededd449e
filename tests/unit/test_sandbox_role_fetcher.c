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

#include <netdb.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/time.h>

/* The certificates that the config names, and a file of the desk's, which is nobody's business. */
static char certificates[] = "/tmp/storywatch-certificates-XXXXXX";
static char secrets[] = "/tmp/storywatch-secrets-XXXXXX";
static int listener;
static struct sockaddr_in server;

static int open_world(void **state)
{
    socklen_t len = sizeof(server);
    int first = mkstemp(certificates), second = mkstemp(secrets);

    (void)state;
    server = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool is_open = first >= 0 && second >= 0 &&
                   bind(listener, (struct sockaddr *)&server, sizeof(server)) == 0 &&
                   listen(listener, 8) == 0 &&
                   getsockname(listener, (struct sockaddr *)&server, &len) == 0;
    close(first);
    close(second);
    return !is_open;
}

static int close_world(void **state)
{
    (void)state;
    close(listener);
    unlink(certificates);
    unlink(secrets);
    return 0;
}

static bool enter(void)
{
    const char *const files[] = {certificates, NULL, "/nonexistent/certificates.pem"};
    struct sandbox_state service = {.landlock = 0}, own = {.landlock = 0};

    return sandbox_enter_base(NULL) && sandbox_enter_service(&service, NULL) &&
           sandbox_enter_fetcher(files, 3, &own, NULL) && own.has_seccomp;
}

/* ---- what a fetcher needs ---- */

static bool reaches_server(void)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    int loop = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event event = {.events = EPOLLOUT};
    int on = 1;

    return fd >= 0 && loop >= 0 && setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on)) == 0 &&
           (connect(fd, (struct sockaddr *)&server, sizeof(server)) == 0 || errno == EINPROGRESS) &&
           epoll_ctl(loop, EPOLL_CTL_ADD, fd, &event) == 0 &&
           epoll_wait(loop, &event, 1, 10000) == 1 && send(fd, "GET", 3, MSG_NOSIGNAL) == 3;
}

static void *resolve(void *arg)
{
    struct addrinfo *found = NULL;

    *(bool *)arg = getaddrinfo("localhost", "80", NULL, &found) == 0;
    if (found != NULL)
        freeaddrinfo(found);
    return NULL;
}

static bool resolves_in_a_thread(void)
{
    pthread_t thread;
    bool is_resolved = false;

    return pthread_create(&thread, NULL, resolve, &is_resolved) == 0 &&
           pthread_join(thread, NULL) == 0 && is_resolved;
}

static bool sends_datagrams(void)
{
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    return sendto(fd, "?", 1, 0, (struct sockaddr *)&server, sizeof(server)) == 1;
}

static bool reads_certificates(void)
{
    return can_open(certificates, O_RDONLY);
}

static bool reads_resolver_files(void)
{
    return can_open("/etc/hosts", O_RDONLY);
}

static bool guards_a_parse(void)
{
    const struct itimerval timer = {.it_value.tv_sec = 5}, none = {.it_value.tv_sec = 0};

    return setitimer(ITIMER_PROF, &timer, NULL) == 0 && setitimer(ITIMER_PROF, &none, NULL) == 0;
}

static void a_fetcher_can_do_its_work(void **state)
{
    static const struct attempt work[] = {
        {"to reach a server", reaches_server},
        {"to look a name up in a thread", resolves_in_a_thread},
        {"to ask a name server", sends_datagrams},
        {"to read the certificates of the config", reads_certificates},
        {"to read the resolver's files", reads_resolver_files},
        {"to guard a parse by a timer", guards_a_parse},
        {"to have threads", has_threads},
        {"to have memory", has_memory},
        {"to signal itself", is_own_thread_signalled},
    };

    (void)state;
    ASSERT_OUTCOMES(enter, work, OUTCOME_DONE);
}

/* ---- what it must never ---- */

static bool is_port_opened(void)
{
    const struct sockaddr_in any = {.sin_family = AF_INET};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    return bind(fd, (const struct sockaddr *)&any, sizeof(any)) == 0 || listen(fd, 1) == 0;
}

static bool is_unix_socket_made(void)
{
    return can_make_socket(AF_UNIX, SOCK_STREAM);
}

static bool is_netlink_reached(void)
{
    return can_make_socket(AF_NETLINK, SOCK_RAW);
}

static bool is_wire_tapped(void)
{
    return can_make_socket(AF_PACKET, SOCK_RAW);
}

static bool is_file_written(void)
{
    return can_open(certificates, O_RDWR);
}

static bool is_file_cut(void)
{
    return can_open(certificates, O_RDONLY | O_TRUNC) || truncate(certificates, 0) == 0;
}

static bool is_file_made(void)
{
    return can_open("/tmp/storywatch-made", O_RDONLY | O_CREAT);
}

static bool is_file_removed(void)
{
    return unlink(certificates) == 0;
}

static bool is_file_renamed(void)
{
    return rename(certificates, "/tmp/storywatch-renamed") == 0;
}

static bool is_file_made_readable(void)
{
    return chmod(certificates, 0666) == 0;
}

static bool is_folder_made(void)
{
    return mkdir("/tmp/storywatch-folder", 0700) == 0;
}

static void a_fetcher_writes_nothing_and_starts_nobody(void **state)
{
    static const struct attempt wrongs[] = {
        {"to open a port", is_port_opened},
        {"to talk to this machine's services", is_unix_socket_made},
        {"to talk to the kernel", is_netlink_reached},
        {"to tap the wire", is_wire_tapped},
        {"to open a file for writing", is_file_written},
        {"to cut a file", is_file_cut},
        {"to make a file", is_file_made},
        {"to remove a file", is_file_removed},
        {"to rename a file", is_file_renamed},
        {"to change a file's mode", is_file_made_readable},
        {"to make a folder", is_folder_made},
    };

    (void)state;
    ASSERT_OUTCOMES(enter, wrongs, OUTCOME_REFUSED);
    ASSERT_OUTCOMES(enter, trespasses, OUTCOME_REFUSED);
}

static bool is_secret_read(void)
{
    return can_open(secrets, O_RDONLY);
}

static bool is_system_read(void)
{
    return can_open("/etc/passwd", O_RDONLY) || can_open("/etc", O_RDONLY | O_DIRECTORY);
}

static void a_fetcher_reads_no_file_but_those_of_the_network(void **state)
{
    static const struct attempt wrongs[] = {
        {"to read a secret", is_secret_read},
        {"to read what else there is", is_system_read},
    };

    (void)state;
    ASSERT_OUT_OF_REACH(enter, wrongs);
}

static void a_file_that_takes_another_ones_place_is_noticed(void **state)
{
    const char *const files[] = {certificates, NULL};
    char renewed[] = "/tmp/storywatch-renewed-XXXXXX";
    int fd = mkstemp(renewed);
    uint64_t before = sandbox_sight_of_network(files, 2);

    (void)state;
    assert_true(fd >= 0 && close(fd) == 0);
    assert_true(sandbox_sight_of_network(files, 2) == before);
    assert_int_equal(rename(renewed, certificates), 0);
    uint64_t after = sandbox_sight_of_network(files, 2);
    assert_true(after != before);
    assert_true(sandbox_sight_of_network(files, 2) == after);
}

static void an_attack_ends_a_fetcher(void **state)
{
    (void)state;
    assert_attacks_kill(enter);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fetcher_can_do_its_work),
        cmocka_unit_test(a_fetcher_writes_nothing_and_starts_nobody),
        cmocka_unit_test(a_fetcher_reads_no_file_but_those_of_the_network),
        cmocka_unit_test(a_file_that_takes_another_ones_place_is_noticed),
        cmocka_unit_test(an_attack_ends_a_fetcher),
    };

    return cmocka_run_group_tests(tests, open_world, close_world);
}
