/* sink_journal.c: alerts as entries of the journal, each with its fields. A worker sends them: the
 * journal's socket may be full. */
#include "config/base/buffer.h"
#include "config/base/memory.h"
#include "daemon/notifier/sink.h"
#include "daemon/notifier/worker.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#define SD_JOURNAL_SUPPRESS_LOCATION
#include <systemd/sd-journal.h>

#define JOURNAL_SOCKET "/run/systemd/journal/socket"
#define FIELD_MAX (80UL * 1024)
#define FIELDS_MAX 12

struct entry {
    int64_t alert;
    char *line;
    int error; /* errno of its sending; 0: it is in the journal */
};

struct journal_sink {
    const struct sink_host *host;
    uint32_t index;
    struct worker *worker;
    struct entry
        entries[SINK_QUEUE_MAX]; /* the first `in_hand` are the worker's while it is busy */
    size_t count, in_hand;
};

struct fields {
    struct buffer buffers[FIELDS_MAX];
    size_t count;
};

static void add_field(struct fields *fields, const char *name, const char *value)
{
    struct buffer *buffer = &fields->buffers[fields->count];

    if (value == NULL)
        return;
    buffer_init(buffer, FIELD_MAX);
    if (buffer_append_format(buffer, "%s=%s", name, value))
        fields->count++;
    else
        buffer_free(buffer);
}

static const char *priority_of(const char *severity)
{
    if (severity != NULL && strcmp(severity, "high") == 0)
        return "4"; /* warning */
    if (severity != NULL && strcmp(severity, "low") == 0)
        return "6"; /* info */
    return "5";     /* notice */
}

static const char *text_of(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

static void add_fields(struct fields *fields, const struct entry *entry, const json_t *alert)
{
    const json_t *item = json_object_get(alert, "item");
    const json_t *service = json_object_get(alert, "service");
    const char *topic = text_of(alert, "topic"), *title = text_of(item, "title");
    char message[2048], id[32];

    snprintf(message, sizeof(message), "%s: %s", topic == NULL ? "" : topic,
             title == NULL ? "" : title);
    snprintf(id, sizeof(id), "%jd", (intmax_t)entry->alert);
    add_field(fields, "MESSAGE", message);
    add_field(fields, "PRIORITY", priority_of(text_of(alert, "severity")));
    add_field(fields, "SYSLOG_IDENTIFIER", "storywatch");
    add_field(fields, "STORYWATCH_ALERT", id);
    add_field(fields, "STORYWATCH_TOPIC", topic);
    add_field(fields, "STORYWATCH_SEVERITY", text_of(alert, "severity"));
    add_field(fields, "STORYWATCH_FEED", text_of(item, "feed"));
    add_field(fields, "STORYWATCH_TITLE", title);
    add_field(fields, "STORYWATCH_URL", text_of(item, "url"));
    add_field(fields, "STORYWATCH_KIND", text_of(service, "kind"));
    add_field(fields, "STORYWATCH_SUBJECT", text_of(service, "subject"));
    add_field(fields, "STORYWATCH_JSON", entry->line);
}

static int send_entry(const struct entry *entry)
{
    struct fields fields = {.count = 0};
    struct iovec vectors[FIELDS_MAX];
    json_t *alert = json_loads(entry->line, 0, NULL);

    if (alert == NULL)
        return EBADMSG;
    add_fields(&fields, entry, alert);
    for (size_t i = 0; i < fields.count; i++)
        vectors[i] =
            (struct iovec){.iov_base = fields.buffers[i].data, .iov_len = fields.buffers[i].len};
    int result = sd_journal_sendv(vectors, (int)fields.count);
    for (size_t i = 0; i < fields.count; i++)
        buffer_free(&fields.buffers[i]);
    json_decref(alert);
    return -result;
}

static void run(void *owner)
{
    struct journal_sink *sink = owner;
    /* Without a journal sd_journal_sendv() says that all went well. */
    int missing = access(JOURNAL_SOCKET, W_OK) == 0 ? 0 : errno;

    for (size_t i = 0; i < sink->in_hand; i++)
        sink->entries[i].error = missing != 0 ? missing : send_entry(&sink->entries[i]);
}

static void start_work(struct journal_sink *sink);

static void report(const struct journal_sink *sink, const struct entry *entry)
{
    char why[256];
    struct delivered_message message = {
        .sink = sink->index, .alert = entry->alert, .is_done = entry->error == 0};

    if (entry->error != 0) {
        snprintf(why, sizeof(why), "the journal, " JOURNAL_SOCKET ": %s", strerror(entry->error));
        message.error = why;
    }
    sink->host->on_delivered(sink->host->owner, &message);
}

static void on_work_done(void *owner)
{
    struct journal_sink *sink = owner;

    for (size_t i = 0; i < sink->in_hand; i++) {
        report(sink, &sink->entries[i]);
        free(sink->entries[i].line);
    }
    sink->count -= sink->in_hand;
    memmove(sink->entries, sink->entries + sink->in_hand, sink->count * sizeof(sink->entries[0]));
    start_work(sink);
}

static void start_work(struct journal_sink *sink)
{
    if (worker_is_busy(sink->worker) || sink->count == 0)
        return;
    sink->in_hand = sink->count;
    if (worker_start(sink->worker))
        return;
    for (size_t i = 0; i < sink->in_hand; i++)
        sink->entries[i].error = EAGAIN;
    on_work_done(sink);
}

static void *open_sink(const struct sink_host *host, uint32_t index,
                       const struct notifier_sink *settings)
{
    struct journal_sink *sink = memory_new(1, sizeof(*sink));

    (void)settings;
    sink->host = host;
    sink->index = index;
    sink->worker = worker_new(host->base, run, on_work_done, sink);
    return sink;
}

static bool deliver(void *owner, const struct deliver_message *message)
{
    struct journal_sink *sink = owner;

    if (sink->count == SINK_QUEUE_MAX)
        return false;
    sink->entries[sink->count++] =
        (struct entry){.alert = message->alert, .line = memory_string(message->line)};
    start_work(sink);
    return true;
}

static void close_sink(void *owner)
{
    struct journal_sink *sink = owner;

    worker_free(sink->worker);
    for (size_t i = 0; i < sink->count; i++)
        free(sink->entries[i].line);
    free(sink);
}

const struct sink_kind sink_journal = {.open = open_sink, .deliver = deliver, .close = close_sink};
