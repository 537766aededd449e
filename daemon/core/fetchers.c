#include "daemon/core/fetchers.h"

#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "config/base/error.h"
#include "config/base/memory.h"
#include "daemon/core/page.h"
#include "daemon/sandbox/guard.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define JOBS_OF_A_FETCHER_MAX 1024
#define BACKLOG_MAX ((size_t)8 << 20) /* bytes queued for a fetcher; beyond, it has no room */
#define MESSAGES_OF_A_POLL_MAX ((size_t)32 << 20)

TAILQ_HEAD(job_list, job);

struct fetcher {
    struct fetchers *all;
    struct child_link *link;
    struct job_list jobs;
    const struct job *reading; /* whose items have begun to come; NULL: none */
    size_t job_count;
    struct page page;
};

struct fetchers {
    struct event_base *base;
    struct spawner *spawner;
    struct log *log;
    const struct fetchers_handler *handler;
    void *owner;
    struct fetcher *list;
    unsigned count;
    struct buffer setup;
    struct buffer message; /* encoding in progress */
    struct arena *scratch; /* of the message being handled */
    int64_t last_job;
    size_t job_count;
};

/* ---- jobs ---- */

static void end_job(struct job *job)
{
    struct fetcher *fetcher = job->fetcher;

    if (fetcher->reading == job)
        fetcher->reading = NULL;
    TAILQ_REMOVE(&fetcher->jobs, job, link);
    fetcher->job_count--;
    fetcher->all->job_count--;
    arena_free(job->arena);
    free(job->items);
    free(job);
}

static void move_to_front(struct fetcher *fetcher, struct job *job)
{
    TAILQ_REMOVE(&fetcher->jobs, job, link);
    TAILQ_INSERT_HEAD(&fetcher->jobs, job, link);
}

/* A fetcher sends one document's items in a row: what is found moves to the front. */
static struct job *find_job(struct fetcher *fetcher, int64_t number)
{
    struct job *job = TAILQ_FIRST(&fetcher->jobs);

    while (job != NULL && job->number != number)
        job = TAILQ_NEXT(job, link);
    if (job != NULL && job != TAILQ_FIRST(&fetcher->jobs))
        move_to_front(fetcher, job);
    return job;
}

/* `may_be_guilty`: it ended by itself, and the page names the document that it read. */
static void lose_jobs(struct fetcher *fetcher, const char *why, bool may_be_guilty)
{
    struct fetchers *all = fetcher->all;
    uint32_t guilty = may_be_guilty ? page_slot(&fetcher->page) : 0;

    /* clang's analyzer does not follow what TAILQ_REMOVE does to the head */
    /* NOLINTBEGIN(clang-analyzer-unix.Malloc) */
    while (!TAILQ_EMPTY(&fetcher->jobs)) {
        struct job *job = TAILQ_FIRST(&fetcher->jobs);
        bool is_guilty = guilty != 0 && (uint32_t)job->number == guilty;
        all->handler->on_lost(all->owner, job, is_guilty, why);
        end_job(job);
    }
    /* NOLINTEND(clang-analyzer-unix.Malloc) */
    page_clear(&fetcher->page);
}

/* ---- messages from a fetcher ---- */

static struct job_item *next_item(struct job *job)
{
    if (job->arena == NULL)
        job->arena = arena_new();
    if (job->item_count == job->item_capacity) {
        job->item_capacity = job->item_capacity == 0 ? 16 : job->item_capacity * 2;
        job->items = memory_resize(job->items, job->item_capacity, sizeof(*job->items));
    }
    return &job->items[job->item_count];
}

static bool on_item(struct fetcher *fetcher, const void *body, size_t len)
{
    int64_t number;

    if (!message_peek_job(body, len, &number))
        return false;
    struct job *job = find_job(fetcher, number);
    if (job == NULL || job->item_count >= JOB_KNOWN_MAX ||
        job->message_bytes + len > MESSAGES_OF_A_POLL_MAX)
        return false;
    if (fetcher->reading != NULL && fetcher->reading != job)
        return false; /* one document after another: what a fetcher can make the core hold is one
                         poll's bound */
    fetcher->reading = job;
    struct job_item *item = next_item(job);
    job->message_bytes += len;
    if (!message_decode_item(&item->message, body, len, job->arena) ||
        !fingerprint_decode(&item->fingerprint, item->message.fingerprint,
                            item->message.fingerprint_len, job->arena))
        return false;
    job->item_count++;
    return true;
}

static bool on_polled(struct fetcher *fetcher, const void *body, size_t len)
{
    struct fetchers *all = fetcher->all;
    struct polled_message polled;

    arena_reset(all->scratch);
    if (!message_decode_polled(&polled, body, len, all->scratch))
        return false;
    struct job *job = find_job(fetcher, polled.job);
    if (job == NULL || polled.item_count != job->item_count)
        return false;
    all->handler->on_polled(all->owner, job, &polled);
    end_job(job);
    all->handler->on_room(all->owner);
    return true;
}

static bool on_returned(struct fetcher *fetcher, const void *body, size_t len)
{
    struct fetchers *all = fetcher->all;
    struct returned_message returned;

    arena_reset(all->scratch);
    if (!message_decode_returned(&returned, body, len, all->scratch))
        return false;
    struct job *job = find_job(fetcher, returned.job);
    if (job == NULL)
        return false;
    all->handler->on_returned(all->owner, job, &returned.address);
    end_job(job);
    all->handler->on_room(all->owner);
    return true;
}

static const struct message_row {
    enum message_type type;
    bool (*on_message)(struct fetcher *fetcher, const void *body, size_t len);
} message_rows[] = {
    {MESSAGE_ITEM, on_item},
    {MESSAGE_POLLED, on_polled},
    {MESSAGE_RETURNED, on_returned},
};

static bool on_message(void *owner, uint16_t type, const void *body, size_t len)
{
    for (size_t i = 0; i < sizeof(message_rows) / sizeof(message_rows[0]); i++) {
        if (message_rows[i].type == type)
            return message_rows[i].on_message(owner, body, len);
    }
    return false;
}

/* ---- the process ---- */

static bool on_start(void *owner, struct buffer *setup, struct error *err)
{
    struct fetcher *fetcher = owner;
    const struct buffer *kept = &fetcher->all->setup;

    page_clear(&fetcher->page);
    if (buffer_append(setup, kept->data, kept->len))
        return true;
    error_set(err, "the fetch settings do not fit a message");
    return false;
}

static void on_ready(void *owner)
{
    struct fetcher *fetcher = owner;

    fetcher->all->handler->on_ready(fetcher->all->owner);
    fetcher->all->handler->on_room(fetcher->all->owner);
}

static_assert(GUARD_SECONDS == 5, "as is said below");

static void on_down(void *owner, enum child_end how)
{
    static const char *const why[] = {
        [CHILD_REPLACED] = "the fetcher was replaced",
        [CHILD_FAILED] = "the fetcher ended while it read this feed's document",
        [CHILD_OUT_OF_TIME] = "reading the document took more than 5 s of CPU, the most",
    };

    lose_jobs(owner, why[how], how != CHILD_REPLACED);
}

static const struct child_link_handler link_handler = {on_start, on_ready, on_message, on_down};

/* ---- all of them ---- */

struct fetchers *fetchers_new(struct event_base *base, struct spawner *spawner, struct log *log,
                              const struct fetchers_handler *handler, void *owner)
{
    struct fetchers *fetchers = memory_new(1, sizeof(*fetchers));

    *fetchers = (struct fetchers){
        .base = base, .spawner = spawner, .log = log, .handler = handler, .owner = owner};
    fetchers->scratch = arena_new();
    buffer_init(&fetchers->setup, MESSAGE_MAX);
    buffer_init(&fetchers->message, MESSAGE_MAX);
    return fetchers;
}

static void close_fetcher(struct fetcher *fetcher)
{
    while (!TAILQ_EMPTY(&fetcher->jobs))
        end_job(TAILQ_FIRST(&fetcher->jobs)); /* NOLINT(clang-analyzer-unix.Malloc) as above */
    child_link_free(fetcher->link);
    page_close(&fetcher->page);
}

void fetchers_free(struct fetchers *fetchers)
{
    if (fetchers == NULL)
        return;
    for (unsigned i = 0; i < fetchers->count; i++)
        close_fetcher(&fetchers->list[i]);
    free(fetchers->list);
    buffer_free(&fetchers->setup);
    buffer_free(&fetchers->message);
    arena_free(fetchers->scratch);
    free(fetchers);
}

static bool open_fetcher(struct fetchers *fetchers, struct fetcher *fetcher, unsigned number,
                         struct error *err)
{
    *fetcher = (struct fetcher){.all = fetchers};
    if (!page_open(&fetcher->page, err))
        return false;
    TAILQ_INIT(&fetcher->jobs);
    const struct child_link_parts parts = {.base = fetchers->base,
                                           .spawner = fetchers->spawner,
                                           .log = fetchers->log,
                                           .role = ROLE_FETCHER,
                                           .number = number,
                                           .page_fd = fetcher->page.fd,
                                           .setup = MESSAGE_FETCHER_SETUP,
                                           .pulse_ms = CHILD_PULSE_MS};
    fetcher->link = child_link_new(&parts, &link_handler, fetcher);
    child_link_start(fetcher->link);
    return true;
}

/* The number of fetchers is fixed by the first set-up: their structs must not move. */
static bool make_list(struct fetchers *fetchers, unsigned count, struct error *err)
{
    fetchers->list = memory_new(count, sizeof(struct fetcher));
    for (unsigned i = 0; i < count; i++) {
        if (!open_fetcher(fetchers, &fetchers->list[i], i + 1, err))
            return false;
        fetchers->count = i + 1;
    }
    return true;
}

bool fetchers_set_up(struct fetchers *fetchers, unsigned count,
                     const struct fetcher_setup_message *setup, struct error *err)
{
    struct buffer encoded;

    buffer_init(&encoded, MESSAGE_MAX);
    if (!message_encode_fetcher_setup(setup, &encoded)) {
        buffer_free(&encoded);
        error_set(err, "the fetch settings do not fit a message of %u bytes: name fewer addresses",
                  MESSAGE_MAX);
        return false;
    }
    bool is_same = encoded.len == fetchers->setup.len &&
                   memcmp(encoded.data, fetchers->setup.data, encoded.len) == 0;
    buffer_free(&fetchers->setup);
    fetchers->setup = encoded;
    if (fetchers->list == NULL)
        return make_list(fetchers, count, err);
    for (unsigned i = 0; i < fetchers->count && !is_same; i++)
        child_link_start(fetchers->list[i].link);
    return true;
}

static bool has_room(const struct fetcher *fetcher)
{
    return child_link_is_ready(fetcher->link) && fetcher->job_count < JOBS_OF_A_FETCHER_MAX &&
           child_link_backlog(fetcher->link) < BACKLOG_MAX;
}

bool fetchers_has_room(const struct fetchers *fetchers, uint64_t hash)
{
    return has_room(&fetchers->list[hash % fetchers->count]);
}

bool fetchers_send(struct fetchers *fetchers, uint64_t hash, struct job_message *message,
                   const struct job *job)
{
    struct fetcher *fetcher = &fetchers->list[hash % fetchers->count];

    if (!has_room(fetcher))
        return false;
    if (++fetchers->last_job > UINT32_MAX) /* the page names jobs by their number; 0 is none */
        fetchers->last_job = 1;
    message->number = fetchers->last_job;
    message->feed_slot = (uint32_t)message->number;
    buffer_clear(&fetchers->message);
    if (!message_encode_job(message, &fetchers->message) ||
        !child_link_send(fetcher->link, MESSAGE_JOB, fetchers->message.data, fetchers->message.len))
        return false;
    struct job *kept = memory_new(1, sizeof(*kept));
    *kept = *job;
    kept->number = message->number;
    kept->fetcher = fetcher;
    TAILQ_INSERT_TAIL(&fetcher->jobs, kept, link);
    fetcher->job_count++;
    fetchers->job_count++;
    return true;
}

void fetchers_hold(struct fetchers *fetchers, const struct hold_message *hold)
{
    struct buffer *message = &fetchers->message;

    buffer_clear(message);
    if (!message_encode_hold(hold, message))
        return;
    for (unsigned i = 0; i < fetchers->count; i++) {
        struct child_link *link = fetchers->list[i].link;
        if (child_link_is_ready(link) &&
            !child_link_send(link, MESSAGE_HOLD, message->data, message->len))
            continue; /* it is ending; the next is told when it is ready */
    }
}

size_t fetchers_job_count(const struct fetchers *fetchers)
{
    return fetchers->job_count;
}

void fetchers_jobs_each(struct fetchers *fetchers, void (*on_job)(void *owner, struct job *job),
                        void *owner)
{
    for (unsigned i = 0; i < fetchers->count; i++) {
        for (struct job *job = TAILQ_FIRST(&fetchers->list[i].jobs); job != NULL;
             job = TAILQ_NEXT(job, link))
            on_job(owner, job);
    }
}

size_t fetchers_count(const struct fetchers *fetchers)
{
    return fetchers->count;
}

struct child_link *fetchers_link(const struct fetchers *fetchers, unsigned number)
{
    return number >= 1 && number <= fetchers->count ? fetchers->list[number - 1].link : NULL;
}
