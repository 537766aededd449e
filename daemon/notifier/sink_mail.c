/* sink_mail.c: alerts as mails, at least once each, under a Message-ID that stays the same on every
 * try (TRUST 5.4).
 *
 * libcurl says good-bye to a mail server by waiting for it, so a worker does the talking, one mail
 * after the other: the first entry is the worker's while it is busy. A connection is kept while
 * there are more. */
#include "config/base/buffer.h"
#include "config/base/memory.h"
#include "daemon/notifier/mail_letter.h"
#include "daemon/notifier/mail_transfer.h"
#include "daemon/notifier/sink.h"
#include "daemon/notifier/worker.h"

#include <stdlib.h>
#include <string.h>

struct entry {
    int64_t alert, follows;
    char *line;
};

struct mail_sink {
    const struct sink_host *host;
    uint32_t index;
    const struct notifier_sink *settings;
    struct worker *worker;
    struct entry entries[SINK_QUEUE_MAX];
    size_t count;

    /* The work, the worker's while it is busy. */
    CURL *transfer; /* NULL: none is open */
    struct mail_outcome outcome;
    atomic_bool has_more, must_end; /* the loop's words to the worker */
};

static void fail(struct mail_outcome *outcome, const char *why)
{
    *outcome = (struct mail_outcome){.is_done = false};
    strncpy(outcome->error, why, sizeof(outcome->error) - 1);
}

static void send_entry(struct mail_sink *sink, const struct entry *entry)
{
    const struct mail_letter letter = {.store_uuid = sink->host->store_uuid,
                                       .from = sink->settings->from,
                                       .to = sink->settings->to,
                                       .alert = entry->alert,
                                       .follows = entry->follows,
                                       .line = entry->line};
    struct buffer mail;

    buffer_init(&mail, MAIL_LETTER_MAX);
    if (!mail_letter_write(&letter, &mail))
        fail(&sink->outcome, "the alert is no JSON object");
    else
        mail_transfer_run(sink->transfer, sink->settings, mail.data, mail.len, &sink->must_end,
                          &sink->outcome);
    buffer_free(&mail);
}

static void run(void *owner)
{
    struct mail_sink *sink = owner;
    const struct notifier_sink *settings = sink->settings;

    if (settings->url == NULL || settings->from == NULL || settings->to == NULL) {
        fail(&sink->outcome, "the sink has no server, sender or receiver");
        return;
    }
    if (sink->transfer == NULL)
        sink->transfer = curl_easy_init();
    if (sink->transfer == NULL) {
        fail(&sink->outcome, "libcurl takes no transfer");
        return;
    }
    send_entry(sink, &sink->entries[0]);
    if (!atomic_load(&sink->has_more) || !sink->outcome.is_done) {
        mail_transfer_close(sink->transfer);
        sink->transfer = NULL;
    }
}

static void start_work(struct mail_sink *sink);

static void on_work_done(void *owner)
{
    struct mail_sink *sink = owner;
    const struct mail_outcome *outcome = &sink->outcome;
    const struct delivered_message message = {
        .sink = sink->index,
        .alert = sink->entries[0].alert,
        .is_done = outcome->is_done,
        .is_refused = outcome->is_refused,
        .duration_ms = outcome->duration_ms,
        .error = outcome->is_done ? NULL : outcome->error,
        .answer = outcome->answer[0] == '\0' ? NULL : outcome->answer,
    };

    free(sink->entries[0].line);
    sink->count--;
    memmove(sink->entries, sink->entries + 1, sink->count * sizeof(sink->entries[0]));
    sink->host->on_delivered(sink->host->owner, &message);
    start_work(sink);
}

static void start_work(struct mail_sink *sink)
{
    if (worker_is_busy(sink->worker) || sink->count == 0)
        return;
    atomic_store(&sink->has_more, sink->count > 1);
    if (worker_start(sink->worker))
        return;
    fail(&sink->outcome, "no thread could be started");
    on_work_done(sink);
}

static void *open_sink(const struct sink_host *host, uint32_t index,
                       const struct notifier_sink *settings)
{
    struct mail_sink *sink = memory_new(1, sizeof(*sink));

    sink->host = host;
    sink->index = index;
    sink->settings = settings;
    sink->worker = worker_new(host->base, run, on_work_done, sink);
    return sink;
}

static bool deliver(void *owner, const struct deliver_message *message)
{
    struct mail_sink *sink = owner;

    if (sink->count == SINK_QUEUE_MAX)
        return false;
    sink->entries[sink->count++] = (struct entry){
        .alert = message->alert, .follows = message->follows, .line = memory_string(message->line)};
    atomic_store(&sink->has_more, true);
    start_work(sink);
    return true;
}

static void close_sink(void *owner)
{
    struct mail_sink *sink = owner;

    atomic_store(&sink->must_end, true);
    worker_free(sink->worker);
    mail_transfer_close(sink->transfer);
    for (size_t i = 0; i < sink->count; i++)
        free(sink->entries[i].line);
    free(sink);
}

const struct sink_kind sink_mail = {.open = open_sink, .deliver = deliver, .close = close_sink};
