#include "daemon/core/sink_requests.h"

#include "config/base/clock.h"
#include "config/base/error.h"
#include "store/alerts.h"
#include "store/deliveries.h"

#include <errno.h>
#include <stdlib.h>

static bool read_number(const char *text, int64_t *number)
{
    char *end;

    errno = 0;
    *number = strtoll(text, &end, 10);
    return errno == 0 && end > text && *end == '\0' && *number > 0;
}

/* Why none of the alert's deliveries was due. */
static json_t *refuse_alert(struct core *core, int64_t alert)
{
    struct error err = {0};
    int64_t last;

    if (store_alerts_last(core->store, &last, &err) == STORE_OK) {
        if (alert > last)
            error_set(&err, "there is no alert %lld: the last one is %lld", (long long)alert,
                      (long long)last);
        else
            error_set(&err,
                      "alert %lld has no delivery that is not done: `storywatch deliveries` "
                      "lists those that are not",
                      (long long)alert);
    }
    return core_refusal(err.message);
}

json_t *core_answer_retry(struct core *core, const char *argument)
{
    struct error err = {0};
    int64_t alert, count;

    if (!read_number(argument, &alert))
        return core_refusal("retry takes the number of an alert: `storywatch deliveries` shows it");
    if (!committer_begin(core->committer))
        return core_refusal(committer_trouble(core->committer));
    if (store_deliveries_retry(core->store, alert, clock_wall(), &count, &err) == STORE_FAILED) {
        committer_fail(core->committer, &err);
        return core_refusal(err.message);
    }
    committer_done(core->committer);
    if (!committer_flush(core->committer)) /* it is tried at once */
        return core_refusal(committer_trouble(core->committer));
    if (count == 0)
        return refuse_alert(core, alert);
    return json_pack("{s:b, s:I, s:I}", "ok", 1, "alert", (json_int_t)alert, "deliveries",
                     (json_int_t)count);
}

json_t *core_answer_sink_test(struct core *core, const char *name)
{
    struct error err = {0};
    const char *answer = NULL;
    int64_t number;

    if (!sinks_test(core->sinks, name, &number, &answer, &err))
        return core_refusal(err.message);
    return json_pack("{s:b, s:s, s:I, s:b, s:b, s:s?}", "ok", 1, "sink", name, "number",
                     (json_int_t)number, "is_over", number == 0, "is_done", number == 0, "answer",
                     answer);
}

json_t *core_answer_sink_answer(struct core *core, const char *argument)
{
    struct sink_test_answer answer;
    int64_t number;

    if (!read_number(argument, &number) || !sinks_test_answer(core->sinks, number, &answer))
        return core_refusal("there is no such test any more");
    return json_pack("{s:b, s:b, s:b, s:I, s:s?}", "ok", 1, "is_over", answer.is_over, "is_done",
                     answer.is_done, "ms", (json_int_t)answer.duration_ms, "answer", answer.text);
}
