/* The role's loop. Its first message is the setup; then it is ready, and jobs come:
 *
 *   start ──setup──▶ sandbox closed, READY ──job──▶ jobs.c fetches, poll.c reads and answers
 *                                          ──end of the channel──▶ exit
 */
#include "daemon/fetcher/fetcher.h"

#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "config/base/error.h"
#include "daemon/fetcher/client_setup.h"
#include "daemon/fetcher/jobs.h"
#include "daemon/fetcher/warm.h"
#include "daemon/ipc/channel.h"
#include "daemon/ipc/message.h"
#include "daemon/sandbox/sandbox.h"
#include "daemon/service/log.h"
#include "feeds/fetch/client.h"

#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

struct fetcher {
    struct event_base *base;
    struct log *log;
    struct channel *channel;
    struct fetch_client *client;
    struct jobs *jobs; /* NULL before the setup */
    struct warmth *warmth;
    void *page;
    int status;
};

static bool send_body(struct fetcher *fetcher, enum message_type type, const struct buffer *body)
{
    return channel_send(fetcher->channel, (uint16_t)type, body->data, body->len);
}

/* ---- setup */

static bool close_sandbox(struct fetcher *fetcher, const char *ca_file, struct error *err)
{
    const char *const files[] = {ca_file};
    struct sandbox_state state = {.landlock = 0};
    struct buffer body;

    fetcher->warmth = warm_up();
    if (!sandbox_enter_fetcher(files, 1, &state, err))
        return false;
    const struct sandbox_message message = {
        .has_seccomp = state.has_seccomp, .landlock = state.landlock, .missing = state.missing};
    buffer_init(&body, MESSAGE_MAX);
    bool is_sent =
        message_encode_sandbox(&message, &body) && send_body(fetcher, MESSAGE_SANDBOX, &body);
    buffer_free(&body);
    if (!is_sent)
        error_set(err, "the core has gone");
    return is_sent;
}

static bool set_up(struct fetcher *fetcher, const void *body, size_t len, struct arena *arena)
{
    struct fetcher_setup_message message;
    struct error err = {0};

    if (!message_decode_fetcher_setup(&message, body, len, arena))
        return false;
    fetcher->client = client_set_up(fetcher->base, &message, &err);
    if (fetcher->client == NULL || !close_sandbox(fetcher, message.ca_file, &err)) {
        log_failure(fetcher->log, LOG_LEVEL_ERROR, "the fetcher cannot start", &err);
        return false;
    }
    fetcher->jobs = jobs_new(fetcher->base, fetcher->client, fetcher->channel, fetcher->page);
    return channel_send(fetcher->channel, MESSAGE_READY, NULL, 0);
}

static bool on_setup(struct fetcher *fetcher, const void *body, size_t len)
{
    if (fetcher->jobs != NULL)
        return false;
    struct arena *arena = arena_new();
    bool is_set_up = set_up(fetcher, body, len, arena);
    arena_free(arena);
    return is_set_up;
}

/* ---- the channel */

static bool on_job(struct fetcher *fetcher, const void *body, size_t len)
{
    return fetcher->jobs != NULL && jobs_start(fetcher->jobs, body, len);
}

static bool on_hold(struct fetcher *fetcher, const void *body, size_t len)
{
    return fetcher->jobs != NULL && jobs_hold(fetcher->jobs, body, len);
}

static bool on_ping(struct fetcher *fetcher, const void *body, size_t len)
{
    (void)body;
    return len == 0 && channel_send(fetcher->channel, MESSAGE_PONG, NULL, 0);
}

static bool on_message(void *owner, uint16_t type, const void *body, size_t len)
{
    static const struct {
        enum message_type type;
        bool (*take)(struct fetcher *fetcher, const void *body, size_t len);
    } table[] = {
        {MESSAGE_FETCHER_SETUP, on_setup},
        {MESSAGE_JOB, on_job},
        {MESSAGE_HOLD, on_hold},
        {MESSAGE_PING, on_ping},
    };

    for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
        if (type == (uint16_t)table[i].type)
            return table[i].take(owner, body, len);
    return false;
}

/* The core is done with this process, or has ended itself. */
static void on_end(void *owner, enum channel_end how)
{
    struct fetcher *fetcher = owner;

    fetcher->status = how == CHANNEL_CLOSED ? EXIT_SUCCESS : EXIT_FAILURE;
    event_base_loopbreak(fetcher->base);
}

static const struct channel_handler handler = {on_message, on_end};

/* ---- main */

static void *map_page(int fd)
{
    void *page = mmap(NULL, sizeof(uint32_t), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

    return page == MAP_FAILED ? NULL : page;
}

static bool run(struct fetcher *fetcher, int channel_fd, int page_fd, struct error *err)
{
    sandbox_yield_memory();
    if (!sandbox_enter_base(err))
        return false;
    fetcher->page = map_page(page_fd);
    fetcher->base = event_base_new();
    if (fetcher->page == NULL || fetcher->base == NULL) {
        error_set(err, "cannot map the page shared with the core, or make an event loop");
        return false;
    }
    close(page_fd);
    fetcher->channel = channel_open(fetcher->base, channel_fd, &handler, fetcher, err);
    return fetcher->channel != NULL && event_base_dispatch(fetcher->base) >= 0;
}

static void end(struct fetcher *fetcher)
{
    jobs_free(fetcher->jobs);
    fetch_client_free(fetcher->client);
    channel_close(fetcher->channel);
    warm_down(fetcher->warmth);
    if (fetcher->base != NULL)
        event_base_free(fetcher->base);
    if (fetcher->page != NULL)
        munmap(fetcher->page, sizeof(uint32_t));
    log_close(fetcher->log);
}

int fetcher_main(int channel_fd, int page_fd, unsigned number)
{
    struct fetcher fetcher = {.status = EXIT_SUCCESS};
    struct error err = {0};
    char role[32];

    snprintf(role, sizeof(role), "fetcher %u", number);
    fetcher.log = log_open(role, STDERR_FILENO);
    if (!run(&fetcher, channel_fd, page_fd, &err)) {
        log_failure(fetcher.log, LOG_LEVEL_ERROR, "the fetcher cannot start", &err);
        fetcher.status = EXIT_FAILURE;
    }
    end(&fetcher);
    return fetcher.status;
}
