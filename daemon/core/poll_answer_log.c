/* What is said of an answer in the log. */
#include "daemon/core/poll_answer_state.h"
#include "daemon/service/log.h"

#define DAY 86400
#define FAILING_ALARM ((int64_t)7 * DAY)

/* It has failed for a week, and a poll ago it had not yet. */
static bool has_failed_for_long(const struct feed_state *before, const struct feed_state *state)
{
    int64_t since = state->last_success != NO_TIME ? state->last_success : state->first_poll;

    return state->failures > 0 && before->last_poll != NO_TIME &&
           state->last_poll - since >= FAILING_ALARM && before->last_poll - since < FAILING_ALARM;
}

static void log_alarms(const struct poll_answer *answer, const struct feed_state *before,
                       const struct feed_state *state)
{
    const struct log_field *fields =
        LOG_FIELDS(LOG_TEXT("feed", state->name), LOG_TEXT("why", state->last_error));
    char since[RFC3339_SIZE];

    if (state->status == FEED_GONE && before->status != FEED_GONE)
        log_error(answer->log, "a feed is gone and not asked any more; `storywatch poll` does",
                  fields);
    if (has_failed_for_long(before, state))
        log_error(answer->log, "a feed has failed for 7 days", fields);
    if (state->silent_since != NO_TIME && before->silent_since == NO_TIME)
        log_warning(answer->log, "a feed is silent, though by its rhythm it should not be",
                    LOG_FIELDS(LOG_TEXT("feed", state->name),
                               LOG_TEXT("since", rfc3339_format(state->silent_since, since))));
    if (state->trust != before->trust)
        log_warning(
            answer->log, "a feed's validators do not tell the truth",
            LOG_FIELDS(
                LOG_TEXT("feed", state->name),
                LOG_TEXT("left", state->trust == FEED_UNTRUSTED ? "none" : "Last-Modified alone")));
    if (state->same_as != NULL && before->same_as == NULL)
        log_warning(answer->log, "a feed has moved to the URL of another",
                    LOG_FIELDS(LOG_TEXT("feed", state->name), LOG_TEXT("same_as", state->same_as)));
}

/* Once a day for a feed. */
static void log_gap(const struct poll_answer *answer, const struct feed_state *state, int64_t now)
{
    struct feed *feed = answer->job->feed;

    if (!answer->is_gap || now - feed->gap_said < DAY)
        return;
    feed->gap_said = now;
    log_warning(answer->log, "a document has no item that the one before had: some were missed",
                LOG_FIELDS(LOG_TEXT("feed", state->name), LOG_NUMBER("gaps", state->gaps),
                           LOG_TEXT("archive", answer->polled->next_url)));
}

static void log_answer(const struct poll_answer *answer, const struct feed_state *state)
{
    const struct polled_message *polled = answer->polled;
    char next[RFC3339_SIZE];
    const struct log_field *fields = LOG_FIELDS(
        LOG_TEXT("feed", state->name), LOG_NUMBER("status", polled->http_status),
        LOG_NUMBER("new", (int64_t)answer->new_count),
        LOG_NUMBER("alerts", (int64_t)answer->alert_count), LOG_NUMBER("failures", state->failures),
        LOG_TEXT("next", rfc3339_format(state->next_poll, next)), LOG_TEXT("why", polled->message));

    if (!poll_answer_is_success(polled->outcome) && !answer->is_offline)
        log_warning(answer->log, "a poll failed", fields);
    else if (answer->new_count > 0)
        log_info(answer->log, "new items", fields);
    if (polled->warnings != NULL && polled->warnings[0] != '\0' && answer->new_count > 0)
        log_info(answer->log, "the document is not as it should be",
                 LOG_FIELDS(LOG_TEXT("feed", state->name), LOG_TEXT("warnings", polled->warnings)));
}

void poll_answer_log_overruns(const struct poll_answer *answer)
{
    const char *topic;

    while ((topic = pipeline_next_overrun(answer->pipeline)) != NULL)
        log_warning(
            answer->log,
            "a topic's regex came to its match limit: it does not match there; make it simpler",
            LOG_FIELDS(LOG_TEXT("topic", topic)));
}

void poll_answer_log(const struct poll_answer *answer, const struct feed_state *before,
                     const struct feed_state *state, int64_t now)
{
    log_answer(answer, state);
    log_alarms(answer, before, state);
    log_gap(answer, state, now);
}

void poll_answer_log_page(const struct poll_answer *answer)
{
    const struct job *job = answer->job;

    log_info(answer->log, "a page of the archive was read, to close a gap",
             LOG_FIELDS(LOG_TEXT("feed", job->feed->settings->name),
                        LOG_NUMBER("page", (int64_t)job->page.number),
                        LOG_NUMBER("new", (int64_t)answer->new_count),
                        LOG_TEXT("why", answer->polled->message)));
}
