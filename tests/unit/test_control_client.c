/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */
#include "config/base/error.h"
#include "daemon/cli/control_client.h"
#include "daemon/core/control.h"

#include <event2/event.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* A state folder, and maybe a process that listens there as the service does. */
struct service {
    char folder[512];
    pid_t pid;
};

static int make_folder(void **state)
{
    struct service *service = test_calloc(1, sizeof(*service));

    strcpy(service->folder, "/tmp/storywatch-ask-XXXXXX");
    *state = service;
    return mkdtemp(service->folder) == NULL ? -1 : 0;
}

static int remove_folder(void **state)
{
    struct service *service = *state;
    char path[600];

    if (service->pid > 0) {
        kill(service->pid, SIGKILL);
        waitpid(service->pid, NULL, 0);
    }
    snprintf(path, sizeof(path), "%s/control", service->folder);
    unlink(path);
    int result = rmdir(service->folder);
    test_free(service);
    return result;
}

static void serve(const struct service *service, control_answer *answer, int is_ready)
{
    struct event_base *base = event_base_new();
    struct error err = {0};

    if (control_open(base, service->folder, answer, NULL, &err) == NULL) {
        dprintf(STDERR_FILENO, "%s\n", err.message);
        _exit(1);
    }
    (void)!write(is_ready, "", 1);
    event_base_dispatch(base);
    _exit(0);
}

/* Starts it and waits until it listens. */
static void start(struct service *service, control_answer *answer)
{
    int is_ready[2];
    char byte;

    assert_int_equal(pipe2(is_ready, O_CLOEXEC), 0);
    service->pid = fork();
    if (service->pid == 0)
        serve(service, answer, is_ready[1]);
    close(is_ready[1]);
    assert_int_equal(read(is_ready[0], &byte, 1), 1);
    close(is_ready[0]);
}

static json_t *say_yes(void *owner, const char *command, const char *argument)
{
    (void)owner;
    return json_pack("{s:b, s:s, s:s?}", "ok", 1, "command", command, "feed", argument);
}

static json_t *say_a_lot(void *owner, const char *command, const char *argument)
{
    json_t *list = json_array();

    (void)owner;
    (void)command;
    (void)argument;
    for (int i = 0; i < 20000; i++)
        json_array_append_new(list, json_sprintf("sink desk-%d: the server said 500", i));
    return json_pack("{s:o}", "trouble", list);
}

static json_t *say_no_object(void *owner, const char *command, const char *argument)
{
    (void)owner;
    (void)command;
    (void)argument;
    return json_array();
}

static json_t *die(void *owner, const char *command, const char *argument)
{
    (void)owner;
    (void)command;
    (void)argument;
    _exit(0);
}

static void the_services_answer_is_returned(void **state)
{
    struct service *service = *state;
    struct error err = {0};

    start(service, say_yes);
    json_t *answer = control_client_ask(service->folder, "poll Der Bote", &err);
    assert_non_null(answer);
    assert_string_equal(json_string_value(json_object_get(answer, "command")), "poll");
    assert_string_equal(json_string_value(json_object_get(answer, "feed")), "Der Bote");
    json_decref(answer);
}

static void an_answer_of_a_megabyte_is_read_whole(void **state)
{
    struct service *service = *state;
    struct error err = {0};

    start(service, say_a_lot);
    json_t *answer = control_client_ask(service->folder, "status", &err);
    assert_int_equal(json_array_size(json_object_get(answer, "trouble")), 20000);
    json_decref(answer);
}

/* The service listens there: so the client must find the way too. */
static void a_state_folder_with_a_long_path_is_reached(void **state)
{
    struct service *service = *state;
    struct error err = {0};
    size_t len = strlen(service->folder);
    char path[600];

    service->folder[len] = '/';
    memset(service->folder + len + 1, 'd', 200);
    assert_int_equal(mkdir(service->folder, 0700), 0);
    start(service, say_yes);
    json_t *answer = control_client_ask(service->folder, "status", &err);
    snprintf(path, sizeof(path), "%s/control", service->folder);
    unlink(path);
    rmdir(service->folder);
    service->folder[len] = '\0';
    if (answer == NULL)
        fail_msg("%s", err.message);
    json_decref(answer);
}

static void a_service_that_is_down_is_said(void **state)
{
    struct service *service = *state;
    struct error err = {0};
    char expected[600];

    assert_null(control_client_ask(service->folder, "status", &err));
    snprintf(expected, sizeof(expected),
             "%s/control: No such file or directory: is storywatchd running?", service->folder);
    assert_string_equal(err.message, expected);
}

static void a_folder_that_is_not_there_is_said(void **state)
{
    struct error err = {0};

    (void)state;
    assert_null(control_client_ask("/nowhere/storywatch", "status", &err));
    assert_string_equal(err.message, "/nowhere/storywatch/control: No such file or directory: is "
                                     "storywatchd running?");
}

static void an_answer_that_is_no_object_is_refused(void **state)
{
    struct service *service = *state;
    struct error err = {0};

    start(service, say_no_object);
    assert_null(control_client_ask(service->folder, "status", &err));
    assert_non_null(strstr(err.message, "the answer is no JSON object"));
}

static void a_service_that_ends_before_it_answers_is_said(void **state)
{
    struct service *service = *state;
    struct error err = {0};

    start(service, die);
    assert_null(control_client_ask(service->folder, "status", &err));
    assert_string_equal(err.message, "the service did not answer: it closed the connection");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)
        TEST(the_services_answer_is_returned),
        TEST(an_answer_of_a_megabyte_is_read_whole),
        TEST(a_state_folder_with_a_long_path_is_reached),
        TEST(a_service_that_is_down_is_said),
        TEST(a_folder_that_is_not_there_is_said),
        TEST(an_answer_that_is_no_object_is_refused),
        TEST(a_service_that_ends_before_it_answers_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
