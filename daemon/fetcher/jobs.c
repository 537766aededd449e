#include "daemon/fetcher/jobs.h"

#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "config/base/memory.h"
#include "daemon/fetcher/kept_validator.h"
#include "daemon/fetcher/limited.h"
#include "daemon/fetcher/poll.h"
#include "daemon/ipc/channel.h"
#include "feeds/url.h"

#include <event2/event.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#define BACKLOG_MARK ((size_t)1 << 20) /* bytes that the core has not taken: reading waits */
#define BACKLOG_PAUSE_MS 20
#define UNREAD_MARK ((size_t)4 << 20) /* bytes of documents that wait: no others are asked for */
#define LIMITED_MS 3000               /* longer than any message is on its way */

struct job {
    struct jobs *jobs;
    struct arena *arena; /* that this struct lives in, too */
    struct job_message message;
    struct fetch_transfer *transfer; /* NULL: it has ended */
    struct fetch_response response;  /* a copy, from then on */
    bool is_unasked;                 /* it goes back without one */
    struct in6_addr elsewhere;       /* and why: another fetcher is to ask this address; or zero */
    TAILQ_ENTRY(job) link;
};

TAILQ_HEAD(job_list, job);

struct jobs {
    struct fetch_client *client;
    struct poll_reader reader;
    struct buffer message;
    struct job_list fetching;
    struct job_list answered; /* in order of their end; one is dealt with each round of the loop */
    size_t unread;            /* bytes of their documents */
    /* That have just said 429: the core holds such a host as soon as it has read the answer. A job
     * that it sent before that comes here after it, and must not be asked either. */
    struct limited limited;
    struct limited held; /* by the core */
    struct event *work;
};

static void work_in(struct jobs *jobs, int ms)
{
    const struct timeval delay = {.tv_usec = ms * 1000L};

    evtimer_add(jobs->work, &delay);
}

/* The channel takes nothing more: a fetcher that cannot answer is of no use. */
static void give_up(const struct jobs *jobs)
{
    event_base_loopbreak(event_get_base(jobs->work));
}

/* ---- answering */

static void set_unread(struct jobs *jobs, size_t unread)
{
    jobs->unread = unread;
    fetch_client_pause(jobs->client, unread >= UNREAD_MARK);
}

static bool hand_back(struct jobs *jobs, const struct job *job)
{
    const struct returned_message message = {job->message.number, job->elsewhere};

    buffer_clear(&jobs->message);
    return message_encode_returned(&message, &jobs->message) &&
           channel_send(jobs->reader.channel, MESSAGE_RETURNED, jobs->message.data,
                        jobs->message.len);
}

static bool answer(struct jobs *jobs, const struct job *job)
{
    if (job->is_unasked)
        return hand_back(jobs, job);
    return poll_answer(&jobs->reader, &job->message, &job->response);
}

static void on_work(evutil_socket_t fd, short what, void *arg)
{
    struct jobs *jobs = arg;
    struct job *job = TAILQ_FIRST(&jobs->answered);

    (void)fd;
    (void)what;
    if (job == NULL)
        return;
    if (channel_backlog(jobs->reader.channel) > BACKLOG_MARK) {
        work_in(jobs, BACKLOG_PAUSE_MS);
        return;
    }
    TAILQ_REMOVE(&jobs->answered, job, link);
    set_unread(jobs, jobs->unread - job->response.body_len);
    if (!answer(jobs, job))
        give_up(jobs);
    arena_free(job->arena);
    if (!TAILQ_EMPTY(&jobs->answered))
        work_in(jobs, 0);
}

/* ---- fetching */

static struct fetch_bytes copy_bytes(struct arena *arena, const struct fetch_bytes *bytes)
{
    struct fetch_bytes copy = *bytes;

    if (bytes->is_present)
        copy.data = arena_string_of(arena, bytes->data, bytes->len);
    return copy;
}

static void copy_response(struct fetch_response *copy, const struct fetch_response *response,
                          struct arena *arena)
{
    *copy = *response;
    copy->message = arena_string(arena, response->message);
    copy->body = arena_string_of(arena, response->body, response->body_len);
    copy->content_type = arena_string(arena, response->content_type);
    copy->content_location = arena_string(arena, response->content_location);
    copy->final_url = arena_string(arena, response->final_url);
    copy->permanent_url = arena_string(arena, response->permanent_url);
    copy->etag = copy_bytes(arena, &response->etag);
    copy->last_modified = copy_bytes(arena, &response->last_modified);
}

static void leave_unasked(struct jobs *jobs, struct job *job)
{
    fetch_cancel(job->transfer);
    job->transfer = NULL;
    job->is_unasked = true;
    TAILQ_REMOVE(&jobs->fetching, job, link);
    TAILQ_INSERT_TAIL(&jobs->answered, job, link);
}

/* A host that asks to slow down is not asked for its other feeds either: the core has them back
 * unasked (DESIGN, Processes), once it knows why. */
static void hand_back_waiting(struct jobs *jobs, const char *host)
{
    struct job *job = TAILQ_FIRST(&jobs->fetching);

    while (job != NULL) {
        struct job *next = TAILQ_NEXT(job, link);
        if (fetch_waits_for(job->transfer, host))
            leave_unasked(jobs, job);
        job = next;
    }
}

/* The host is the one that said so, wherever it was that a redirect came from. */
static void spare_host(struct jobs *jobs, const struct job *job)
{
    const char *host = url_host(job->arena, job->response.final_url);

    if (host == NULL)
        return;
    hand_back_waiting(jobs, host);
    limited_add(&jobs->limited, host, LIMITED_MS);
}

/* So do those that wait for the same host. */
static void leave_to_other(struct jobs *jobs, struct job *job, const struct in6_addr *address)
{
    const char *host = url_host(job->arena, job->message.url);

    job->is_unasked = true;
    job->elsewhere = *address;
    if (host != NULL)
        hand_back_waiting(jobs, host);
}

static void on_done(void *owner, const struct fetch_response *response)
{
    struct job *job = owner;
    struct jobs *jobs = job->jobs;

    copy_response(&job->response, response, job->arena);
    TAILQ_REMOVE(&jobs->fetching, job, link);
    TAILQ_INSERT_TAIL(&jobs->answered, job, link);
    job->transfer = NULL;
    set_unread(jobs, jobs->unread + response->body_len);
    if (response->outcome == FETCH_RATE_LIMITED)
        spare_host(jobs, job);
    if (response->outcome == FETCH_ELSEWHERE)
        leave_to_other(jobs, job, &response->address);
    work_in(jobs, 0);
}

static bool is_of(const struct limited *hosts, const struct job *job, const char *url)
{
    const char *host = hosts->count == 0 ? NULL : url_host(job->arena, url);

    return host != NULL && limited_has(hosts, host);
}

static bool is_held(void *owner, const char *url)
{
    const struct job *job = owner;

    return !job->message.ignores_holds &&
           (is_of(&job->jobs->held, job, url) || is_of(&job->jobs->limited, job, url));
}

static bool is_elsewhere(void *owner, const struct in6_addr *address)
{
    const struct job_message *message = &((const struct job *)owner)->message;

    return message->fetchers > 0 &&
           message_place_of(address) % message->fetchers != message->fetcher;
}

static void fetch(struct job *job)
{
    const struct job_message *message = &job->message;
    struct fetch_header *headers = arena_array(job->arena, message->header_count, sizeof(*headers));

    for (uint32_t i = 0; i < message->header_count; i++)
        headers[i] = (struct fetch_header){message->headers[i].name, message->headers[i].value};
    const char *giver = NULL;
    const struct fetch_bytes etag = kept_validator_read(&message->etag, job->arena, &giver);
    const struct fetch_bytes last_modified =
        kept_validator_read(&message->last_modified, job->arena, &giver);
    const struct fetch_request request = {
        .url = message->url,
        .configured_url = message->configured_url,
        .etag = etag,
        .last_modified = last_modified,
        .validators_url = giver,
        .headers = headers,
        .header_count = message->header_count,
        .user = message->user,
        .bearer = message->bearer,
        .client_cert = message->client_cert,
        .client_key = message->client_key,
        .has_no_proxy = message->has_no_proxy,
        .timeout_ms = message->timeout_ms,
        .is_held = is_held,
        .is_elsewhere = is_elsewhere,
    };
    job->transfer = fetch_start(job->jobs->client, &request, on_done, job);
}

bool jobs_start(struct jobs *jobs, const void *body, size_t len)
{
    struct arena *arena = arena_new();
    struct job *job = arena_alloc(arena, sizeof(*job));

    job->jobs = jobs;
    job->arena = arena;
    if (!message_decode_job(&job->message, body, len, arena)) {
        arena_free(arena);
        return false;
    }
    job->is_unasked = is_of(&jobs->limited, job, job->message.url);
    if (job->is_unasked) {
        TAILQ_INSERT_TAIL(&jobs->answered, job, link);
        work_in(jobs, 0);
    } else {
        TAILQ_INSERT_TAIL(&jobs->fetching, job, link);
        fetch(job);
    }
    return true;
}

bool jobs_hold(struct jobs *jobs, const void *body, size_t len)
{
    struct arena *arena = arena_new();
    struct hold_message hold;
    bool is_decoded = message_decode_hold(&hold, body, len, arena);

    if (is_decoded) {
        limited_add(&jobs->held, hold.host, hold.ms);
        hand_back_waiting(jobs, hold.host);
        work_in(jobs, 0);
    }
    arena_free(arena);
    return is_decoded;
}

/* ---- all of them */

struct jobs *jobs_new(struct event_base *base, struct fetch_client *client, struct channel *channel,
                      void *slot_page)
{
    struct jobs *jobs = memory_new(1, sizeof(*jobs));

    jobs->client = client;
    buffer_init(&jobs->message, MESSAGE_MAX);
    TAILQ_INIT(&jobs->fetching);
    TAILQ_INIT(&jobs->answered);
    jobs->work = evtimer_new(base, on_work, jobs);
    jobs->reader = (struct poll_reader){
        .channel = channel,
        .slot = slot_page,
        .document = arena_new(),
        .item = arena_new(),
        .message = &jobs->message,
    };
    return jobs;
}

static void free_list(struct job_list *list)
{
    struct job *job;

    while ((job = TAILQ_FIRST(list)) != NULL) {
        TAILQ_REMOVE(list, job, link);
        if (job->transfer != NULL)
            fetch_cancel(job->transfer);
        arena_free(job->arena);
    }
}

void jobs_free(struct jobs *jobs)
{
    if (jobs == NULL)
        return;
    free_list(&jobs->fetching);
    free_list(&jobs->answered);
    limited_free(&jobs->limited);
    limited_free(&jobs->held);
    event_free(jobs->work);
    arena_free(jobs->reader.document);
    arena_free(jobs->reader.item);
    buffer_free(&jobs->message);
    free(jobs);
}
