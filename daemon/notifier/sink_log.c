/* sink_log.c: alerts as lines of a file, in order, each once.
 *
 * The lines stand in one array: the first `in_hand` are the worker's while it is busy, the others
 * came since. What could not be written stays and is tried again; a line leaves the array when it
 * is on the disk. So no line is skipped, and one that the core sends again is known by its id.
 *
 *      deliver ──▶ timer (0 s) ──▶ worker: open, if the path has another file; append; sync
 *                    ▲                │
 *                    └── back-off ◀───┴──▶ delivered, opened ──▶ core
 */
#include "config/base/error.h"
#include "config/base/memory.h"
#include "daemon/notifier/log_file.h"
#include "daemon/notifier/sink.h"
#include "daemon/notifier/worker.h"

#include <event2/event.h>
#include <stdlib.h>
#include <string.h>

#define RETRY_FIRST_S 1
#define RETRY_MAX_S 5 /* a disk that is full is looked at so often (TRUST 5.5) */

_Static_assert(SINK_QUEUE_MAX <= LOG_FILE_BATCH_MAX, "all lines of a sink are one batch");

struct log_sink {
    const struct sink_host *host;
    uint32_t index;
    struct event *timer; /* pending: work is due, now or after a back-off */
    struct worker *worker;
    struct log_line lines[SINK_QUEUE_MAX];
    size_t count;
    int64_t last_taken; /* id of the last line that was ever put in */
    int retry_s;
    bool must_reopen;
    bool is_open_known; /* the core knows that lines may come */

    /* The work, the worker's while it is busy. */
    struct log_file file;
    size_t in_hand;
    bool is_reopening;
    bool has_opened;
    bool is_done;
    size_t written;
    struct error err;
};

/* How many lines in hand a file that has just been opened turns out to hold. */
static size_t count_held(const struct log_sink *sink)
{
    for (size_t i = 0; i < sink->in_hand; i++) {
        if (sink->lines[i].id == sink->file.last_id)
            return i + 1;
    }
    return 0;
}

static void run(void *owner)
{
    struct log_sink *sink = owner;
    size_t more = 0;

    sink->written = 0;
    sink->is_done = true;
    sink->has_opened = sink->is_reopening || !log_file_is_current(&sink->file);
    if (sink->has_opened) {
        sink->is_done = log_file_open(&sink->file, &sink->err);
        sink->written = sink->is_done ? count_held(sink) : 0;
    }
    if (sink->is_done && sink->written < sink->in_hand) {
        sink->is_done = log_file_append(&sink->file, sink->lines + sink->written,
                                        sink->in_hand - sink->written, &more, &sink->err);
        sink->written += more;
    }
}

static void schedule(struct log_sink *sink, int seconds)
{
    event_add(sink->timer, &(struct timeval){.tv_sec = seconds});
}

static void report_opened(const struct log_sink *sink)
{
    struct log_opened_message message = {.sink = sink->index,
                                         .last_id = sink->file.last_id,
                                         .inode = sink->file.inode,
                                         .error = sink->is_done ? NULL : sink->err.message};

    sink->host->on_opened(sink->host->owner, &message);
}

static void drop_written(struct log_sink *sink)
{
    if (sink->written == 0)
        return;
    struct delivered_message message = {.sink = sink->index,
                                        .alert = sink->lines[sink->written - 1].id,
                                        .is_done = true,
                                        .inode = sink->file.inode};
    for (size_t i = 0; i < sink->written; i++)
        free(sink->lines[i].text);
    sink->count -= sink->written;
    memmove(sink->lines, sink->lines + sink->written, sink->count * sizeof(sink->lines[0]));
    sink->host->on_delivered(sink->host->owner, &message);
}

static void back_off(struct log_sink *sink)
{
    schedule(sink, sink->retry_s);
    sink->retry_s = 2 * sink->retry_s < RETRY_MAX_S ? 2 * sink->retry_s : RETRY_MAX_S;
    sink->is_open_known = false;
    report_opened(sink);
}

static void on_work_done(void *owner)
{
    struct log_sink *sink = owner;

    drop_written(sink);
    if (!sink->is_done) {
        back_off(sink);
        return;
    }
    sink->retry_s = RETRY_FIRST_S;
    if (sink->has_opened || !sink->is_open_known)
        report_opened(sink);
    sink->is_open_known = true;
    if (sink->count > 0 || sink->must_reopen)
        schedule(sink, 0);
}

static void on_work_due(evutil_socket_t fd, short what, void *arg)
{
    struct log_sink *sink = arg;

    (void)fd;
    (void)what;
    if (worker_is_busy(sink->worker))
        return; /* its end looks for what came meanwhile */
    sink->in_hand = sink->count;
    sink->is_reopening = sink->must_reopen;
    sink->must_reopen = false;
    if (!worker_start(sink->worker)) {
        sink->is_done = false;
        sink->written = 0;
        sink->must_reopen = sink->is_reopening;
        error_set(&sink->err, "no thread could be started");
        back_off(sink);
    }
}

static void *open_sink(const struct sink_host *host, uint32_t index,
                       const struct notifier_sink *settings)
{
    struct log_sink *sink = memory_new(1, sizeof(*sink));

    sink->host = host;
    sink->index = index;
    sink->retry_s = RETRY_FIRST_S;
    sink->file = (struct log_file){
        .path = settings->path == NULL ? "" : settings->path, .fd = -1, .inode = settings->inode};
    sink->timer = evtimer_new(host->base, on_work_due, sink);
    sink->worker = worker_new(host->base, run, on_work_done, sink);
    schedule(sink, 0);
    return sink;
}

static bool deliver(void *owner, const struct deliver_message *message)
{
    struct log_sink *sink = owner;

    if (message->alert <= sink->last_taken)
        return true;
    if (sink->count == SINK_QUEUE_MAX)
        return false;
    size_t len = strlen(message->line) + 1; /* with its newline */
    char *text = memory_new(len + 1, 1);
    *stpcpy(text, message->line) = '\n';
    sink->lines[sink->count++] = (struct log_line){.id = message->alert, .text = text, .len = len};
    sink->last_taken = message->alert;
    if (!worker_is_busy(sink->worker) && !evtimer_pending(sink->timer, NULL))
        schedule(sink, 0);
    return true;
}

static void reopen(void *owner)
{
    struct log_sink *sink = owner;

    sink->must_reopen = true;
    if (!worker_is_busy(sink->worker))
        schedule(sink, 0);
}

static void close_sink(void *owner)
{
    struct log_sink *sink = owner;

    worker_free(sink->worker);
    event_free(sink->timer);
    log_file_close(&sink->file);
    for (size_t i = 0; i < sink->count; i++)
        free(sink->lines[i].text);
    free(sink);
}

const struct sink_kind sink_log = {
    .open = open_sink, .deliver = deliver, .reopen = reopen, .close = close_sink};
