/* One poll, step by step:
 *
 *   fetch_start ──▶ QUEUED ──(its turn at the host)──▶ RUNNING ──▶ on_done, freed
 *        │             ▲                               │ ▲  │ ▲
 *   no URL at all      │              the address has  │ │  └─┘ redirect; 421 once more
 *        ▼             │                   no room now ▼ │
 *   STILLBORN          └──(its turn at the address)── HELD, which a later hop leaves for RUNNING:
 *        └──▶ on_done, freed                          hops of one poll need no new slot
 */
#include "feeds/fetch/transfer.h"

#include "config/base/error.h"
#include "config/base/memory.h"
#include "feeds/fetch/address.h"
#include "feeds/fetch/excerpt.h"
#include "feeds/fetch/hints.h"
#include "feeds/fetch/request.h"
#include "feeds/fetch/retry_after.h"

#include <event2/event.h>
#include <stdlib.h>
#include <string.h>

#define MESSAGE_LIMIT ((size_t)2048)

/* ---- QUEUED */

static void to_lower_case(char *text)
{
    for (; *text != '\0'; text++)
        if (*text >= 'A' && *text <= 'Z')
            *text = (char)(*text - 'A' + 'a');
}

/* NULL: the URL has none. For curl_free(). */
static char *host_asked(const struct fetch_transfer *transfer)
{
    char *host = NULL;

    if (curl_url_get(transfer->url, CURLUPART_HOST, &host, 0) != CURLUE_OK)
        return NULL;
    to_lower_case(host);
    return host;
}

static bool wait_for_host(struct fetch_transfer *transfer, enum gate_place place)
{
    char *host = host_asked(transfer);

    if (host == NULL)
        return false;
    transfer->state = TRANSFER_QUEUED;
    gate_wait(transfer->client->hosts, &transfer->host, host, strlen(host), place);
    curl_free(host);
    return true;
}

/* ---- RUNNING */

static void run(struct fetch_transfer *transfer)
{
    if (!transfer->has_begun)
        transfer->begun = clock_moment();
    transfer->has_begun = true;
    transfer->state = TRANSFER_RUNNING;
    exchange_begin(transfer);
}

void transfer_on_host_turn(void *owner)
{
    run(owner);
}

/* ---- HELD */

bool transfer_is_first_hop(const struct fetch_transfer *transfer)
{
    return transfer->redirects.count == 1 && !transfer->is_second_try;
}

static void hold(struct fetch_transfer *transfer)
{
    transfer->state = TRANSFER_HELD;
    if (transfer_is_first_hop(
            transfer)) { /* nothing was sent: the place at the host is for others */
        gate_leave(&transfer->host);
        transfer->has_begun = false;
    }
    dial_reserve(transfer, &transfer->exchange->address);
}

void transfer_on_address_turn(void *owner)
{
    struct fetch_transfer *transfer = owner;

    if (transfer_is_first_hop(transfer))
        wait_for_host(transfer, GATE_FIRST);
    else
        run(transfer);
}

/* ---- the end */

/* "timed out, after connect_timeout (10 s)" */
static void write_timed_out(const struct fetch_transfer *transfer, const char *why,
                            struct buffer *message)
{
    const struct exchange_state *exchange = transfer->exchange;
    int64_t connecting = transfer->client->settings.connect_timeout_ms;
    curl_off_t connected = 0; /* when; 0: never */

    curl_easy_getinfo(exchange->easy, CURLINFO_PRETRANSFER_TIME_T, &connected);
    bool is_of_poll = connected > 0 || exchange->ms_allowed <= connecting;
    buffer_append_format(message, "%s, after %s (%g s)", why,
                         is_of_poll ? "timeout" : "connect_timeout",
                         (double)(is_of_poll ? transfer->request.timeout_ms : connecting) / 1000);
}

/* "certificate has expired (for harbour.example.org, from 2026-01-01 to 2026-03-31)" */
static void write_unanswered(const struct exchange_state *exchange, CURLcode code, const char *why,
                             struct buffer *message)
{
    char text[EXCERPT_SIZE], certificate[CERTIFICATE_TEXT_SIZE];

    excerpt_make(exchange->curl_message, strlen(exchange->curl_message), text);
    buffer_append_format(message, "%s%s%s", why, *text == '\0' ? "" : ": ", text);
    certificate_describe(&exchange->certificate, certificate);
    if (code == CURLE_PEER_FAILED_VERIFICATION && certificate[0] != '\0')
        buffer_append_format(message, " (%s)", certificate);
}

static void write_message(const struct fetch_transfer *transfer, CURLcode code, const char *why,
                          struct buffer *message)
{
    const struct exchange_state *exchange = transfer->exchange;
    char text[EXCERPT_SIZE > INET6_ADDRSTRLEN ? EXCERPT_SIZE : INET6_ADDRSTRLEN];
    bool is_out_of_time = code == CURLE_OPERATION_TIMEDOUT && exchange->answer.status < 300;

    if (exchange->stop == HOP_STOPPED_BY_REFUSAL)
        buffer_append_format(message, "%s: %s is not in fetch.allow_addresses", why,
                             address_format(&exchange->address, text));
    else if (is_out_of_time)
        write_timed_out(transfer, why, message);
    else if (exchange->stop == HOP_NOT_STOPPED && exchange->answer.status == 0)
        write_unanswered(exchange, code, why, message);
    else if (exchange->answer.status < 300)
        buffer_append_string(message, why);
    else {
        excerpt_make(exchange->body.data, exchange->body.len, text);
        buffer_append_format(message, "HTTP %d%s%s (%s)%s%s", exchange->answer.status,
                             exchange->answer.reason[0] == '\0' ? "" : " ", exchange->answer.reason,
                             why, *text == '\0' ? "" : ": ", text);
    }
}

static struct in6_addr address_dialled(const struct fetch_transfer *transfer)
{
    struct fetch_network network = {0};
    char *text = NULL;

    if (transfer_uses_proxy(transfer))
        return network.address; /* the proxy's says nothing of the feed */
    curl_easy_getinfo(transfer->exchange->easy, CURLINFO_PRIMARY_IP, &text);
    if (text != NULL)
        fetch_network_parse(text, &network);
    return network.address;
}

static void add_hints(struct fetch_response *response, const struct answer *answer)
{
    struct freshness freshness = {
        .cache_control = answer_text(answer, ANSWER_CACHE_CONTROL),
        .age = answer_text(answer, ANSWER_AGE),
        .expires = answer_text(answer, ANSWER_EXPIRES),
        .date = answer_text(answer, ANSWER_DATE),
    };

    response->retry_after =
        retry_after_parse(answer_text(answer, ANSWER_RETRY_AFTER), freshness.date, clock_wall());
    if (response->outcome == FETCH_DOCUMENT || response->outcome == FETCH_NOT_MODIFIED)
        response->fresh_for = fresh_for(&freshness, clock_wall());
}

static bool is_success(enum fetch_outcome outcome)
{
    return outcome == FETCH_DOCUMENT || outcome == FETCH_NOT_MODIFIED;
}

static void add_document(struct fetch_response *response, const struct fetch_transfer *transfer)
{
    const struct answer *answer = &transfer->exchange->answer;

    if (response->outcome == FETCH_DOCUMENT || response->outcome == FETCH_CUT) {
        response->body = transfer->exchange->body.data;
        response->body_len = transfer->exchange->body.len;
        response->content_type = answer_text(answer, ANSWER_CONTENT_TYPE);
        response->content_location = answer_text(answer, ANSWER_CONTENT_LOCATION);
    }
    if (is_success(response->outcome)) {
        response->etag = answer->fields[ANSWER_ETAG];
        response->last_modified = answer->fields[ANSWER_LAST_MODIFIED];
        response->permanent_url = redirects_permanent(&transfer->redirects);
    }
}

static bool is_configured(const struct fetch_transfer *transfer)
{
    char *configured = redirect_text(transfer->configured);
    bool is_same =
        configured != NULL && strcmp(configured, redirects_current(&transfer->redirects)) == 0;

    free(configured);
    return is_same;
}

static void finish(struct fetch_transfer *transfer, enum fetch_outcome outcome, const char *message)
{
    struct fetch_response response = {
        .outcome = outcome,
        .http_status = transfer->exchange->answer.status,
        .message = message,
        .final_url = redirects_current(&transfer->redirects),
        .is_final_configured = is_configured(transfer),
        .requests = transfer->redirects.count,
        .bytes = transfer->bytes,
        .duration_ms = moment_elapsed_ms(transfer->begun, clock_moment()),
        .address =
            outcome == FETCH_ELSEWHERE ? transfer->exchange->elsewhere : address_dialled(transfer),
    };

    add_hints(&response, &transfer->exchange->answer);
    add_document(&response, transfer);
    transfer->on_done(transfer->owner, &response);
    transfer_free(transfer);
}

static bool has_retry_after(const struct answer *answer)
{
    return retry_after_parse(answer_text(answer, ANSWER_RETRY_AFTER),
                             answer_text(answer, ANSWER_DATE), clock_wall()) > 0;
}

static void judge(struct fetch_transfer *transfer, CURLcode code)
{
    struct exchange_state *exchange = transfer->exchange;
    const struct exchange ended = {
        .status = exchange->answer.status,
        .code = code,
        .stop = exchange->stop,
        .was_conditional = exchange->has_sent_validators,
        .has_retry_after = has_retry_after(&exchange->answer),
        .is_half_decoded = !codings_are_whole(&exchange->codings),
        .body_len = exchange->body.len,
    };
    struct buffer message;
    const char *why;

    enum fetch_outcome outcome = outcome_of(&ended, &why);
    buffer_init(&message, MESSAGE_LIMIT);
    if (!is_success(outcome))
        write_message(transfer, code, why, &message);
    finish(transfer, outcome, message.data == NULL ? "" : message.data);
    buffer_free(&message);
}

/* ---- from one exchange to the next */

static void go_on(struct fetch_transfer *transfer)
{
    const struct fetch_request *request = &transfer->request;

    if (request->is_held != NULL &&
        request->is_held(transfer->owner, redirects_current(&transfer->redirects)))
        finish(transfer, FETCH_HELD, "a redirect leads to a host that is left alone for now");
    else
        run(transfer);
}

static void follow(struct fetch_transfer *transfer)
{
    const struct answer *answer = &transfer->exchange->answer;
    unsigned most = transfer->request.requests_max;
    struct error err = {0};

    if (most != 0 && transfer->redirects.count >= most)
        error_set(&err, "a redirect, and no more than %u requests are allowed", most);
    else if (redirects_follow(&transfer->redirects, transfer->url, answer->status,
                              answer_text(answer, ANSWER_LOCATION), &err)) {
        go_on(transfer);
        return;
    }
    error_add_context(&err, "HTTP %d", answer->status);
    finish(transfer, FETCH_FIRM, err.message);
}

static bool is_to_follow(const struct exchange_state *exchange)
{
    bool is_whole = exchange->stop == HOP_NOT_STOPPED || exchange->stop == HOP_STOPPED_AS_ENOUGH;

    return is_whole && exchange->answer.has_all_headers &&
           redirect_is_followed(exchange->answer.status);
}

static void count_bytes(struct fetch_transfer *transfer)
{
    CURL *easy = transfer->exchange->easy;
    curl_off_t body = 0;
    long head = 0;

    curl_easy_getinfo(easy, CURLINFO_SIZE_DOWNLOAD_T, &body);
    curl_easy_getinfo(easy, CURLINFO_HEADER_SIZE, &head);
    transfer->bytes += body + head;
}

/* No address that was dialled took the connection, or none was dialled. */
static bool was_unconnected(const struct exchange_state *exchange, CURLcode code)
{
    curl_off_t connected = 0; /* microseconds that it took; 0: it never was */

    curl_easy_getinfo(exchange->easy, CURLINFO_CONNECT_TIME_T, &connected);
    return exchange->answer.status == 0 &&
           (code == CURLE_COULDNT_CONNECT || (code == CURLE_OPERATION_TIMEDOUT && connected == 0));
}

void transfer_on_exchange_end(struct fetch_transfer *transfer, CURLcode code)
{
    struct exchange_state *exchange = transfer->exchange;
    bool is_unconnected = was_unconnected(exchange, code);

    curl_multi_remove_handle(transfer->client->multi, exchange->easy);
    count_bytes(transfer);
    dial_free(transfer->reserved); /* another address was dialled, or none */
    transfer->reserved = NULL;
    if (is_unconnected && exchange->is_refused && !exchange->has_dialled && !exchange->is_full)
        exchange->stop = HOP_STOPPED_BY_REFUSAL;

    if (is_unconnected && exchange->is_full) {
        hold(transfer);
    } else if (is_unconnected && exchange->is_elsewhere) {
        finish(transfer, FETCH_ELSEWHERE, "another client asks this address");
    } else if (exchange->answer.status == 421 && !transfer->is_second_try) {
        transfer->is_second_try = true;
        run(transfer);
    } else if (is_to_follow(exchange)) {
        follow(transfer);
    } else {
        judge(transfer, code);
    }
}

/* ---- birth and death */

void transfer_end_stillborn(struct fetch_transfer *transfer)
{
    struct fetch_response response = {
        .outcome = FETCH_FIRM,
        .message = transfer->stillborn_reason,
        .final_url = transfer->request.url,
    };

    transfer->on_done(transfer->owner, &response);
    transfer_free(transfer);
}

void transfer_free(struct fetch_transfer *transfer)
{
    struct fetch_client *client = transfer->client;
    bool is_stillborn = transfer->state == TRANSFER_STILLBORN;

    TAILQ_REMOVE(is_stillborn ? &client->stillborn : &client->transfers, transfer, link);
    exchange_free(transfer);
    gate_leave(&transfer->host);
    dial_free(transfer->reserved);
    redirects_end(&transfer->redirects);
    curl_url_cleanup(transfer->url);
    curl_url_cleanup(transfer->configured);
    free(transfer->validators_url);
    free(transfer->stillborn_reason);
    free(transfer->request_memory);
    free(transfer->url_user);
    free(transfer);
}

/* Credentials that the operator wrote into the URL; NULL: none. */
static char *user_in(const char *url)
{
    CURLU *parsed = curl_url();
    char *name = NULL, *password = NULL, *user = NULL;

    if (curl_url_set(parsed, CURLUPART_URL, url, 0) == CURLUE_OK &&
        curl_url_get(parsed, CURLUPART_USER, &name, CURLU_URLDECODE) == CURLUE_OK) {
        curl_url_get(parsed, CURLUPART_PASSWORD, &password, CURLU_URLDECODE);
        struct buffer both;
        buffer_init(&both, MESSAGE_LIMIT);
        buffer_append_format(&both, "%s:%s", name, password == NULL ? "" : password);
        user = both.data;
    }
    curl_free(name);
    curl_free(password);
    curl_url_cleanup(parsed);
    return user;
}

static bool read_urls(struct fetch_transfer *transfer, struct error *err)
{
    struct fetch_request *request = &transfer->request;
    const char *known = request->validators_url;

    transfer->url = curl_url();
    transfer->configured = curl_url();
    if (!redirect_read_url(transfer->configured, request->configured_url, err) ||
        !redirect_read_url(transfer->url, request->url, err))
        return false;
    CURLU *validators = curl_url();
    bool is_read =
        redirect_read_url(validators, known == NULL ? request->configured_url : known, err);
    transfer->validators_url = is_read ? redirect_text(validators) : memory_string("");
    curl_url_cleanup(validators);
    return redirects_begin(&transfer->redirects, transfer->url);
}

struct fetch_transfer *fetch_start(struct fetch_client *client, const struct fetch_request *request,
                                   fetch_on_done *on_done, void *owner)
{
    struct fetch_transfer *transfer = memory_new(1, sizeof(*transfer));
    static const struct timeval now = {0};
    struct error err = {0};

    transfer->client = client;
    transfer->host.owner = transfer;
    transfer->on_done = on_done;
    transfer->owner = owner;
    transfer->request_memory = request_copy(&transfer->request, request);
    transfer->url_user = user_in(request->configured_url);
    if (request->user == NULL)
        transfer->request.user = transfer->url_user;
    if (read_urls(transfer, &err) && wait_for_host(transfer, GATE_LAST)) {
        TAILQ_INSERT_TAIL(&client->transfers, transfer, link);
        return transfer;
    }
    error_add_context(&err, "the URL cannot be fetched");
    transfer->stillborn_reason = memory_string(err.message);
    TAILQ_INSERT_TAIL(&client->stillborn, transfer, link);
    evtimer_add(&client->stillborn_timer, &now);
    return transfer;
}

void fetch_cancel(struct fetch_transfer *transfer)
{
    transfer_free(transfer);
}

bool fetch_waits_for(const struct fetch_transfer *transfer, const char *host)
{
    char *waited = transfer->has_begun ? NULL : host_asked(transfer);
    bool is_same = waited != NULL && strcmp(waited, host) == 0;

    curl_free(waited);
    return is_same;
}
