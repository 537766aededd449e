/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */
#include "config/base/error.h"
#include "daemon/core/control.h"

#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

struct service {
    char folder[512];
    struct event_base *base;
    struct control *control;
    int client;
    size_t answered;
};

/* Says what it was asked. */
static json_t *answer(void *owner, const char *command, const char *argument)
{
    struct service *service = owner;

    service->answered++;
    return json_pack("{s:s, s:s?}", "command", command, "argument", argument);
}

static void open_control(struct service *service)
{
    struct error err = {0};

    service->control = control_open(service->base, service->folder, answer, service, &err);
    if (service->control == NULL)
        fail_msg("%s", err.message);
}

static int start(void **state)
{
    struct service *service = test_calloc(1, sizeof(*service));

    strcpy(service->folder, "/tmp/storywatch-control-XXXXXX");
    assert_non_null(mkdtemp(service->folder));
    service->base = event_base_new();
    service->client = -1;
    open_control(service);
    *state = service;
    return 0;
}

static int stop(void **state)
{
    struct service *service = *state;

    control_close(service->control);
    event_base_free(service->base);
    if (service->client >= 0)
        close(service->client);
    int result = rmdir(service->folder);
    test_free(service);
    return result;
}

static int dial(const struct service *service)
{
    struct sockaddr_un address;
    int folder = open(service->folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    assert_true(control_address(service->folder, folder, &address));
    assert_int_equal(connect(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
    close(folder);
    return fd;
}

/* Lets the service work until the client has so many bytes, or has been cut off. */
static ssize_t receive(struct service *service, char *text, size_t len)
{
    size_t got = 0;

    while (got < len) {
        assert_true(event_base_loop(service->base, EVLOOP_NONBLOCK) >= 0);
        ssize_t more = recv(service->client, text + got, len - got, 0);
        if (more < 0 && errno == EAGAIN)
            continue;
        if (more <= 0)
            return more;
        got += (size_t)more;
    }
    text[len] = '\0';
    return (ssize_t)got;
}

static void ask(struct service *service, const char *request)
{
    if (service->client < 0)
        service->client = dial(service);
    assert_int_equal(send(service->client, request, strlen(request), 0), strlen(request));
}

static void assert_answers(struct service *service, const char *expected)
{
    char text[512];

    assert_int_equal(receive(service, text, strlen(expected)), strlen(expected));
    assert_string_equal(text, expected);
}

static void a_line_is_a_command_and_the_rest_its_argument(void **state)
{
    struct service *service = *state;

    ask(service, "status\n");
    assert_answers(service, "{\"command\":\"status\",\"argument\":null}\n");
    ask(service, "poll Der Bote\n");
    assert_answers(service, "{\"command\":\"poll\",\"argument\":\"Der Bote\"}\n");
}

static void requests_may_come_together_or_in_pieces(void **state)
{
    struct service *service = *state;

    ask(service, "status\nrel");
    assert_answers(service, "{\"command\":\"status\",\"argument\":null}\n");
    ask(service, "oad\npoll harbour\n");
    assert_answers(service, "{\"command\":\"reload\",\"argument\":null}\n"
                            "{\"command\":\"poll\",\"argument\":\"harbour\"}\n");
}

/* An answer cites the name, and JSON is UTF-8: else none would be sent. */
static void a_name_that_is_not_utf8_is_refused(void **state)
{
    struct service *service = *state;

    ask(service, "poll S\xE3o Paulo\n");
    assert_answers(service, "{\"ok\":false,\"error\":\"a request is UTF-8\"}\n");
    assert_int_equal(service->answered, 0);
}

static void a_line_without_an_end_is_cut_off(void **state)
{
    struct service *service = *state;
    char flood[2000], text[2];

    memset(flood, 'x', sizeof(flood) - 1);
    flood[sizeof(flood) - 1] = '\0';
    ask(service, flood);
    assert_true(receive(service, text, 1) <= 0);
    assert_int_equal(service->answered, 0);
}

static void a_client_too_many_is_cut_off_and_the_others_go_on(void **state)
{
    struct service *service = *state;
    int others[32];
    char text[2];

    for (size_t i = 0; i < 32; i++)
        others[i] = dial(service);
    service->client = dial(service);
    assert_int_equal(receive(service, text, 1), 0);
    close(service->client);
    service->client = others[0];
    ask(service, "status\n");
    assert_answers(service, "{\"command\":\"status\",\"argument\":null}\n");
    for (size_t i = 1; i < 32; i++)
        close(others[i]);
}

static void the_group_may_ask_whatever_the_umask(void **state)
{
    struct service *service = *state;
    char path[600];
    struct stat st;

    control_close(service->control);
    mode_t old = umask(0077);
    open_control(service);
    umask(old);
    snprintf(path, sizeof(path), "%s/control", service->folder);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0660);
}

static void a_socket_that_a_service_before_left_is_replaced(void **state)
{
    struct service *service = *state;
    struct sockaddr_un address = {.sun_family = AF_UNIX};

    control_close(service->control);
    snprintf(address.sun_path, sizeof(address.sun_path), "%.90s/control", service->folder);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
    close(fd);
    open_control(service);
    ask(service, "status\n");
    assert_answers(service, "{\"command\":\"status\",\"argument\":null}\n");
}

static void a_state_folder_with_a_long_path_has_a_socket_too(void **state)
{
    struct service *service = *state;
    size_t len = strlen(service->folder);

    control_close(service->control);
    service->folder[len] = '/';
    memset(service->folder + len + 1, 'd', 200);
    assert_int_equal(mkdir(service->folder, 0700), 0);
    open_control(service);
    ask(service, "status\n");
    assert_answers(service, "{\"command\":\"status\",\"argument\":null}\n");
    control_close(service->control);
    assert_int_equal(rmdir(service->folder), 0);
    service->folder[len] = '\0';
    open_control(service);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)
        TEST(a_line_is_a_command_and_the_rest_its_argument),
        TEST(requests_may_come_together_or_in_pieces),
        TEST(a_name_that_is_not_utf8_is_refused),
        TEST(a_line_without_an_end_is_cut_off),
        TEST(a_client_too_many_is_cut_off_and_the_others_go_on),
        TEST(the_group_may_ask_whatever_the_umask),
        TEST(a_socket_that_a_service_before_left_is_replaced),
        TEST(a_state_folder_with_a_long_path_has_a_socket_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
