#include "daemon/core/committer.h"

#include "config/base/clock.h"
#include "config/base/error.h"
#include "config/base/memory.h"
#include "daemon/service/log.h"

#include <event2/event.h>
#include <stdlib.h>

#define GROUP_MAX 512      /* writes of one transaction */
#define GROUP_MS 20        /* between two commits; a write that comes after longer waits for none */
#define RETRY_S 5          /* between two tries of a store that failed */
#define LOG_EVERY_MS 60000 /* a failure that goes on is logged once a minute */

struct committer {
    struct store *store;
    struct log *log;
    const struct committer_handler *handler;
    void *owner;
    struct event *commit_due;
    struct event *retry_due;
    bool is_open; /* a transaction */
    size_t count; /* of writes in it */
    struct moment committed;
    struct error trouble;
    bool is_in_trouble;
    struct moment logged;
};

static void on_commit_due(evutil_socket_t fd, short what, void *arg)
{
    (void)fd;
    (void)what;
    committer_flush(arg);
}

static void on_retry_due(evutil_socket_t fd, short what, void *arg);

struct committer *committer_new(struct event_base *base, struct store *store, struct log *log,
                                const struct committer_handler *handler, void *owner)
{
    struct committer *committer = memory_new(1, sizeof(*committer));

    *committer = (struct committer){.store = store, .log = log, .handler = handler, .owner = owner};
    committer->commit_due = evtimer_new(base, on_commit_due, committer);
    committer->retry_due = evtimer_new(base, on_retry_due, committer);
    return committer;
}

void committer_free(struct committer *committer)
{
    if (committer == NULL)
        return;
    committer_flush(committer);
    event_free(committer->commit_due);
    event_free(committer->retry_due);
    free(committer);
}

/* Said at the change of state, and at most once a minute after. */
static void log_trouble(struct committer *committer)
{
    struct moment now = clock_moment();

    if (committer->is_in_trouble && moment_elapsed_ms(committer->logged, now) < LOG_EVERY_MS)
        return;
    committer->logged = now;
    log_failure(committer->log, LOG_LEVEL_ERROR,
                "the store cannot be written; polling waits until it can", &committer->trouble);
}

void committer_fail(struct committer *committer, const struct error *err)
{
    static const struct timeval retry = {RETRY_S, 0};

    store_rollback(committer->store);
    committer->is_open = false;
    committer->count = 0;
    committer->trouble = *err;
    log_trouble(committer);
    committer->is_in_trouble = true;
    evtimer_del(committer->commit_due);
    evtimer_add(committer->retry_due, &retry);
    committer->handler->on_rolled_back(committer->owner);
}

static void on_retry_due(evutil_socket_t fd, short what, void *arg)
{
    static const struct timeval retry = {RETRY_S, 0};
    struct committer *committer = arg;

    (void)fd;
    (void)what;
    if (store_probe(committer->store, &committer->trouble) != STORE_OK) {
        log_trouble(committer);
        evtimer_add(committer->retry_due, &retry);
        return;
    }
    committer->is_in_trouble = false;
    log_info(committer->log, "the store can be written again", NULL);
    committer->handler->on_recovered(committer->owner);
}

bool committer_begin(struct committer *committer)
{
    struct error err = {0};

    if (committer->is_in_trouble)
        return false;
    if (committer->is_open)
        return true;
    if (store_begin(committer->store, &err) != STORE_OK) {
        committer_fail(committer, &err);
        return false;
    }
    committer->is_open = true;
    return true;
}

/* What comes alone is committed as soon as the loop has read what came with it: what is not yet
 * committed when the machine stops is polled again. */
static void commit_soon(struct committer *committer)
{
    int64_t wait = GROUP_MS - moment_elapsed_ms(committer->committed, clock_moment());
    const struct timeval delay = {.tv_usec = wait > 0 ? wait * 1000 : 0};

    if (!evtimer_pending(committer->commit_due, NULL))
        evtimer_add(committer->commit_due, &delay);
}

void committer_done(struct committer *committer)
{
    if (++committer->count >= GROUP_MAX)
        committer_flush(committer);
    else
        commit_soon(committer);
}

bool committer_flush(struct committer *committer)
{
    struct error err = {0};

    if (!committer->is_open)
        return !committer->is_in_trouble;
    evtimer_del(committer->commit_due);
    if (store_commit(committer->store, &err) != STORE_OK) {
        committer_fail(committer, &err);
        return false;
    }
    committer->is_open = false;
    committer->count = 0;
    committer->committed = clock_moment();
    committer->handler->on_committed(committer->owner);
    return true;
}

bool committer_is_open(const struct committer *committer)
{
    return committer->is_open;
}

const char *committer_trouble(const struct committer *committer)
{
    return committer->is_in_trouble ? committer->trouble.message : NULL;
}
