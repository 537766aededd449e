/* sink_webhook.c: alerts POSTed to a URL, at least once each, under a key that stays the same on
 * every try (TRUST 5.4; headers as the Standard Webhooks specification has them). */
#include "config/base/buffer.h"
#include "config/base/clock.h"
#include "config/base/memory.h"
#include "config/base/utf8.h"
#include "daemon/notifier/http.h"
#include "daemon/notifier/one_line.h"
#include "daemon/notifier/sink.h"
#include "daemon/notifier/webhook_signature.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#define IN_FLIGHT_MAX 4
#define CONNECT_TIMEOUT_MS 10000L
#define TIMEOUT_MS 30000L
#define ANSWER_MAX (64UL * 1024) /* bytes of an answer that are read before it is cut off */
#define RETRY_AFTER_MAX (30L * 24 * 3600)
#define HEADER_MAX 1024
#define GONE 410
#define SAID_MAX 512 /* bytes of an answer that are shown */

struct webhook_sink;

struct attempt {
    TAILQ_ENTRY(attempt) link;
    struct webhook_sink *sink;
    int64_t alert;
    char *body;
    CURL *transfer; /* NULL: it waits for its turn */
    struct curl_slist *headers;
    size_t answer_len;
    struct buffer status; /* the answer's first line */
    struct buffer said;   /* the beginning of its body */
    char error[CURL_ERROR_SIZE];
};

TAILQ_HEAD(attempts, attempt);

struct webhook_sink {
    const struct sink_host *host;
    uint32_t index;
    const struct notifier_sink *settings;
    struct attempts waiting, in_flight;
    unsigned count, in_flight_count;
};

static void free_attempt(struct attempt *attempt)
{
    curl_easy_cleanup(attempt->transfer);
    curl_slist_free_all(attempt->headers);
    buffer_free(&attempt->status);
    buffer_free(&attempt->said);
    free(attempt->body);
    free(attempt);
}

static void report(const struct webhook_sink *sink, int64_t alert, const char *error)
{
    const struct delivered_message message = {
        .sink = sink->index, .alert = alert, .is_done = error == NULL, .error = error};

    sink->host->on_delivered(sink->host->owner, &message);
}

static int64_t retry_after(CURL *transfer)
{
    curl_off_t seconds = 0;

    curl_easy_getinfo(transfer, CURLINFO_RETRY_AFTER, &seconds);
    if (seconds < 0)
        return 0;
    return seconds < RETRY_AFTER_MAX ? seconds : RETRY_AFTER_MAX;
}

/* "HTTP/1.1 400 Bad Request: no such channel"; NULL: nothing was said. */
static const char *answer_of(struct attempt *attempt)
{
    struct buffer *status = &attempt->status;

    if (status->len == 0)
        return NULL;
    if (attempt->said.len > 0) {
        buffer_append_string(status, ": ");
        one_line_append(status, attempt->said.data, attempt->said.len, SAID_MAX - 8);
    }
    return status->data;
}

static int64_t duration_ms(CURL *transfer)
{
    curl_off_t us = 0;

    curl_easy_getinfo(transfer, CURLINFO_TOTAL_TIME_T, &us);
    return us / 1000 + 1;
}

/* By the status: who has said 2xx has it, even when the rest of the answer never comes. */
static void report_end(struct attempt *attempt, CURLcode result)
{
    const struct sink_host *host = attempt->sink->host;
    struct delivered_message message = {.sink = attempt->sink->index, .alert = attempt->alert};
    size_t len = strlen(attempt->error); /* may quote what the server sent */
    long status = 0;
    char error[80];

    curl_easy_getinfo(attempt->transfer, CURLINFO_RESPONSE_CODE, &status);
    message.is_done = status >= 200 && status < 300;
    message.duration_ms = duration_ms(attempt->transfer);
    message.answer = answer_of(attempt);
    if (status >= 300) {
        snprintf(error, sizeof(error), "HTTP status %ld%s", status,
                 status == GONE ? ": it is gone, take the sink out of the config" : "");
        message.retry_after = retry_after(attempt->transfer);
        message.error = error;
    } else if (!message.is_done) {
        bool is_text = len > 0 && utf8_is_valid(attempt->error, len);
        message.error = is_text ? attempt->error : curl_easy_strerror(result);
    }
    host->on_delivered(host->owner, &message);
}

static size_t on_answer(const char *bytes, size_t size, size_t count, void *owner)
{
    struct attempt *attempt = owner;

    size_t room = SAID_MAX - attempt->said.len;

    buffer_append(&attempt->said, bytes, size * count < room ? size * count : room);
    attempt->answer_len += size * count;
    return attempt->answer_len > ANSWER_MAX ? 0 : size * count;
}

static size_t on_header(const char *line, size_t size, size_t count, void *owner)
{
    struct attempt *attempt = owner;

    if (size * count > 5 && memcmp(line, "HTTP/", 5) == 0) { /* "100 Continue" may come first */
        buffer_clear(&attempt->status);
        one_line_append(&attempt->status, line, size * count, SAID_MAX);
    }
    return size * count;
}

static void add_header(struct attempt *attempt, const struct buffer *header)
{
    struct curl_slist *longer = curl_slist_append(attempt->headers, header->data);

    if (longer != NULL)
        attempt->headers = longer;
}

static void add_headers(struct attempt *attempt)
{
    const struct webhook_sink *sink = attempt->sink;
    const char *secrets[] = {sink->settings->secret, sink->settings->old_secret};
    int64_t now = clock_wall();
    struct buffer id, header;

    buffer_init(&id, HEADER_MAX);
    buffer_init(&header, HEADER_MAX);
    buffer_append_format(&id, "%s-%" PRId64, sink->host->store_uuid, attempt->alert);
    buffer_append_string(&header, "Content-Type: application/json");
    add_header(attempt, &header);
    buffer_clear(&header);
    buffer_append_format(&header, "webhook-id: %s", id.data);
    add_header(attempt, &header);
    buffer_clear(&header);
    buffer_append_format(&header, "webhook-timestamp: %" PRId64, now);
    add_header(attempt, &header);
    buffer_clear(&header);
    buffer_append_string(&header, "webhook-signature:");
    for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++) {
        if (secrets[i] == NULL)
            continue;
        buffer_append_byte(&header, ' ');
        webhook_sign(&header, secrets[i], id.data, now, attempt->body);
    }
    if (secrets[0] != NULL || secrets[1] != NULL)
        add_header(attempt, &header);
    buffer_free(&header);
    buffer_free(&id);
}

static void set_options(struct attempt *attempt)
{
    const struct webhook_sink *sink = attempt->sink;
    CURL *transfer = attempt->transfer;

    curl_easy_setopt(transfer, CURLOPT_URL, sink->settings->url);
    curl_easy_setopt(transfer, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(transfer, CURLOPT_PROXY, ""); /* the environment is no configuration */
    curl_easy_setopt(transfer, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(transfer, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(transfer, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_TIMEOUT_MS);
    curl_easy_setopt(transfer, CURLOPT_TIMEOUT_MS, TIMEOUT_MS);
    curl_easy_setopt(transfer, CURLOPT_USERAGENT, sink->host->user_agent);
    curl_easy_setopt(transfer, CURLOPT_POSTFIELDS, attempt->body);
    curl_easy_setopt(transfer, CURLOPT_POSTFIELDSIZE, (long)strlen(attempt->body));
    curl_easy_setopt(transfer, CURLOPT_HTTPHEADER, attempt->headers);
    curl_easy_setopt(transfer, CURLOPT_WRITEFUNCTION, on_answer);
    curl_easy_setopt(transfer, CURLOPT_WRITEDATA, attempt);
    curl_easy_setopt(transfer, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(transfer, CURLOPT_HEADERDATA, attempt);
    if (sink->settings->ca_file != NULL) {
        curl_easy_setopt(transfer, CURLOPT_CAINFO, sink->settings->ca_file);
        curl_easy_setopt(transfer, CURLOPT_CAPATH, NULL);
    }
    curl_easy_setopt(transfer, CURLOPT_ERRORBUFFER, attempt->error);
}

static void start_waiting(struct webhook_sink *sink);

static void finish(struct attempt *attempt)
{
    struct webhook_sink *sink = attempt->sink;

    TAILQ_REMOVE(&sink->in_flight, attempt, link);
    sink->in_flight_count--;
    sink->count--;
    free_attempt(attempt);
}

static void on_transfer_done(void *owner, CURLcode result)
{
    struct attempt *attempt = owner;
    struct webhook_sink *sink = attempt->sink;

    report_end(attempt, result);
    finish(attempt);
    start_waiting(sink);
}

static const char *what_is_wrong(const struct notifier_sink *settings)
{
    if (settings->url == NULL)
        return "the sink has no URL";
    if ((settings->secret != NULL && !webhook_secret_is_valid(settings->secret)) ||
        (settings->old_secret != NULL && !webhook_secret_is_valid(settings->old_secret)))
        return "the sink's secret is no key";
    return NULL;
}

static void start(struct attempt *attempt)
{
    struct webhook_sink *sink = attempt->sink;
    const char *wrong = what_is_wrong(sink->settings);

    if (wrong == NULL) {
        add_headers(attempt);
        attempt->transfer = curl_easy_init();
        if (attempt->transfer != NULL) {
            set_options(attempt);
            if (http_start(sink->host->http, attempt->transfer, on_transfer_done, attempt))
                return;
        }
        wrong = "libcurl takes no transfer";
    }
    report(sink, attempt->alert, wrong);
    finish(attempt);
}

static void start_waiting(struct webhook_sink *sink)
{
    struct attempt *attempt;

    while (sink->in_flight_count < IN_FLIGHT_MAX &&
           (attempt = TAILQ_FIRST(&sink->waiting)) != NULL) {
        TAILQ_REMOVE(&sink->waiting, attempt, link);
        TAILQ_INSERT_TAIL(&sink->in_flight, attempt, link);
        sink->in_flight_count++;
        start(attempt);
    }
}

static void *open_sink(const struct sink_host *host, uint32_t index,
                       const struct notifier_sink *settings)
{
    struct webhook_sink *sink = memory_new(1, sizeof(*sink));

    sink->host = host;
    sink->index = index;
    sink->settings = settings;
    TAILQ_INIT(&sink->waiting);
    TAILQ_INIT(&sink->in_flight);
    return sink;
}

static bool deliver(void *owner, const struct deliver_message *message)
{
    struct webhook_sink *sink = owner;

    if (sink->count == SINK_QUEUE_MAX)
        return false;
    struct attempt *attempt = memory_new(1, sizeof(*attempt));
    attempt->sink = sink;
    attempt->alert = message->alert;
    attempt->body = memory_string(message->line);
    buffer_init(&attempt->status, 2UL * SAID_MAX);
    buffer_init(&attempt->said, SAID_MAX);
    TAILQ_INSERT_TAIL(&sink->waiting, attempt, link);
    sink->count++;
    start_waiting(sink);
    return true;
}

static void close_sink(void *owner)
{
    struct webhook_sink *sink = owner;
    struct attempt *attempt, *next;

    for (attempt = TAILQ_FIRST(&sink->in_flight); attempt != NULL; attempt = next) {
        next = TAILQ_NEXT(attempt, link);
        http_cancel(sink->host->http, attempt->transfer);
        free_attempt(attempt);
    }
    for (attempt = TAILQ_FIRST(&sink->waiting); attempt != NULL; attempt = next) {
        next = TAILQ_NEXT(attempt, link);
        free_attempt(attempt);
    }
    free(sink);
}

const struct sink_kind sink_webhook = {.open = open_sink, .deliver = deliver, .close = close_sink};
