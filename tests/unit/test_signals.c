/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/error.h"
#include "daemon/service/signals.h"

#include <event2/event.h>
#include <signal.h>

struct counts {
    int terminate, reload, reopen;
};

static void on_terminate(void *owner)
{
    ((struct counts *)owner)->terminate++;
}

static void on_reload(void *owner)
{
    ((struct counts *)owner)->reload++;
}

static void on_reopen(void *owner)
{
    ((struct counts *)owner)->reopen++;
}

static const struct signals_handler handler = {
    .on_terminate = on_terminate, .on_reload = on_reload, .on_reopen = on_reopen};

static void each_signal_has_its_meaning(void **state)
{
    struct event_base *base = event_base_new();
    struct counts counts = {0};
    struct error err = {0};
    struct signals *signals = signals_open(base, &handler, &counts, &err);

    (void)state;
    assert_non_null(signals);
    raise(SIGHUP);
    raise(SIGUSR1);
    raise(SIGTERM);
    raise(SIGINT);
    raise(SIGPIPE); /* ends nobody */
    event_base_loop(base, EVLOOP_NONBLOCK);
    assert_int_equal(counts.reload, 1);
    assert_int_equal(counts.reopen, 1);
    assert_int_equal(counts.terminate, 2);
    signals_close(signals);
    event_base_free(base);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_signal_has_its_meaning)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
