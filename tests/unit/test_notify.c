/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "daemon/service/notify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* The test plays the service manager. */
static int listen_as_manager(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    char name[64];

    /* '@' is the abstract namespace of sockets, which no file holds. */
    snprintf(name, sizeof(name), "@storywatch-notify-%d", (int)getpid());
    strcpy(address.sun_path, name);
    address.sun_path[0] = '\0';
    socklen_t len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(name));
    assert_int_equal(bind(fd, (const struct sockaddr *)&address, len), 0);
    setenv("NOTIFY_SOCKET", name, 1);
    return fd;
}

static void assert_heard(int fd, const char *start)
{
    char text[256];
    ssize_t len = recv(fd, text, sizeof(text) - 1, MSG_DONTWAIT);

    assert_true(len >= 0);
    text[len] = '\0';
    assert_memory_equal(text, start, strlen(start));
}

static void the_manager_hears_each_state(void **state)
{
    int fd = listen_as_manager();

    (void)state;
    notify_ready();
    assert_heard(fd, "READY=1");
    notify_reloading();
    assert_heard(fd, "RELOADING=1\nMONOTONIC_USEC=");
    notify_status("polling 120 feeds");
    assert_heard(fd, "STATUS=polling 120 feeds");
    notify_alive();
    assert_heard(fd, "WATCHDOG=1");
    notify_stopping();
    assert_heard(fd, "STOPPING=1");
    unsetenv("NOTIFY_SOCKET");
    close(fd);
}

static void without_a_manager_nothing_happens(void **state)
{
    (void)state;
    unsetenv("NOTIFY_SOCKET");
    unsetenv("WATCHDOG_USEC");
    notify_ready();
    assert_int_equal(notify_alive_interval_ms(), 0);
}

static void the_watchdog_is_fed_twice_in_its_time(void **state)
{
    (void)state;
    unsetenv("WATCHDOG_PID");
    setenv("WATCHDOG_USEC", "30000000", 1);
    assert_int_equal(notify_alive_interval_ms(), 15000);
    unsetenv("WATCHDOG_USEC");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_manager_hears_each_state),
        cmocka_unit_test(without_a_manager_nothing_happens),
        cmocka_unit_test(the_watchdog_is_fed_twice_in_its_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
