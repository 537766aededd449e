/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "daemon/core/network_watch.h"

#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PROCESSES 3

struct desk {
    struct event_base *base;
    struct network_watch *watch;
    char certificates[64];
    size_t replaced;
};

/* The last call finds no process any more. */
static bool replace(void *owner, size_t index)
{
    struct desk *desk = owner;

    if (index == PROCESSES) {
        event_base_loopbreak(desk->base);
        return false;
    }
    assert_int_equal(index, desk->replaced);
    desk->replaced++;
    return true;
}

static void write_file(char *path)
{
    int fd = mkstemp(path);

    assert_true(fd >= 0);
    close(fd);
}

static void watch_certificates(struct desk *desk)
{
    const char *const files[] = {NULL, desk->certificates};

    network_watch_set(desk->watch, files, 2);
}

static int open_desk(void **state)
{
    struct desk *desk = test_calloc(1, sizeof(*desk));

    strcpy(desk->certificates, "/tmp/storywatch-certificates-XXXXXX");
    write_file(desk->certificates);
    desk->base = event_base_new();
    const struct network_watch_parts parts = {
        .base = desk->base, .period_ms = 10, .step_ms = 1, .replace = replace, .owner = desk};
    desk->watch = network_watch_new(&parts);
    watch_certificates(desk);
    *state = desk;
    return 0;
}

static int close_desk(void **state)
{
    struct desk *desk = *state;

    network_watch_free(desk->watch);
    event_base_free(desk->base);
    unlink(desk->certificates);
    test_free(desk);
    return 0;
}

static void look_around(struct desk *desk, int ms)
{
    const struct timeval limit = {0, ms * 1000L};

    event_base_loopexit(desk->base, &limit);
    event_base_dispatch(desk->base);
}

static void put_another_file_in_place(struct desk *desk)
{
    char renewed[] = "/tmp/storywatch-renewed-XXXXXX";

    write_file(renewed);
    assert_int_equal(rename(renewed, desk->certificates), 0);
}

static void files_that_stay_replace_nobody(void **state)
{
    struct desk *desk = *state;

    look_around(desk, 60);
    assert_int_equal(desk->replaced, 0);
}

static void a_file_that_was_replaced_replaces_each_process_once(void **state)
{
    struct desk *desk = *state;

    put_another_file_in_place(desk);
    event_base_dispatch(desk->base); /* until replace() has been asked for one more than there is */
    assert_int_equal(desk->replaced, PROCESSES);
    look_around(desk, 60);
    assert_int_equal(desk->replaced, PROCESSES);
}

static void processes_that_start_with_the_new_file_are_not_replaced(void **state)
{
    struct desk *desk = *state;

    put_another_file_in_place(desk);
    watch_certificates(desk);
    look_around(desk, 60);
    assert_int_equal(desk->replaced, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(files_that_stay_replace_nobody, open_desk, close_desk),
        cmocka_unit_test_setup_teardown(a_file_that_was_replaced_replaces_each_process_once,
                                        open_desk, close_desk),
        cmocka_unit_test_setup_teardown(processes_that_start_with_the_new_file_are_not_replaced,
                                        open_desk, close_desk),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
