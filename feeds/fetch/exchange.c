/* One request and its answer: libcurl's options, and the bounds on what comes (POLLING, "The
 * request"; TRUST 3 and 4). */
#include "config/base/memory.h"
#include "feeds/fetch/request.h"
#include "feeds/fetch/transfer.h"

#include <stdlib.h>
#include <string.h>

#define ERROR_PAGE_KEPT 2048            /* bytes, of which an excerpt is shown */
#define ERROR_PAGE_MAX ((int64_t)65536) /* bytes, then the rest is not waited for */
#define RATIO_MAX 100
#define RATIO_FREE ((int64_t)1 << 20) /* decoded bytes below which any ratio is fine */

bool transfer_uses_proxy(const struct fetch_transfer *transfer)
{
    return transfer->client->settings.proxy != NULL && !transfer->request.has_no_proxy;
}

static bool is_document(const struct answer *answer)
{
    return answer->status == 200 || answer->status == 203;
}

/* A connection is kept only for those that wait for the host, and for a hop that stays on it. */
static void decide_reuse(const struct fetch_transfer *transfer)
{
    const struct answer *answer = &transfer->exchange->answer;
    bool is_awaited = gate_is_awaited(&transfer->host);

    if (!is_awaited && redirect_is_followed(answer->status)) {
        CURLU *next = curl_url_dup(transfer->url);
        const char *location = answer_text(answer, ANSWER_LOCATION);
        is_awaited = next != NULL && location != NULL && redirect_read_url(next, location, NULL) &&
                     origin_is_same(next, transfer->url);
        curl_url_cleanup(next);
    }
    curl_easy_setopt(transfer->exchange->easy, CURLOPT_FORBID_REUSE, is_awaited ? 0L : 1L);
}

static bool on_all_headers(struct fetch_transfer *transfer)
{
    struct exchange_state *exchange = transfer->exchange;
    const char *encoding = answer_text(&exchange->answer, ANSWER_CONTENT_ENCODING);

    decide_reuse(transfer);
    if (encoding == NULL || codings_begin(&exchange->codings, encoding) ||
        !is_document(&exchange->answer))
        return true;
    exchange->stop = HOP_STOPPED_BY_CODING;
    return false;
}

static size_t on_header(char *line, size_t size, size_t count, void *owner)
{
    struct fetch_transfer *transfer = owner;
    struct exchange_state *exchange = transfer->exchange;
    struct answer *answer = &exchange->answer;
    bool had_all = answer->has_all_headers;

    answer_add_line(answer, line, size * count);
    if (answer->bytes > transfer->client->settings.max_header || answer->lines > ANSWER_LINES_MAX) {
        exchange->stop = HOP_STOPPED_BY_HEADER;
        return 0;
    }
    if (answer->has_all_headers && !had_all)
        return on_all_headers(transfer) ? size * count : 0;
    return size * count;
}

static bool is_bomb(const struct exchange_state *exchange)
{
    return exchange->body_decoded > RATIO_FREE &&
           exchange->body_decoded / RATIO_MAX > exchange->body_received;
}

static enum hop_stop keep_document(struct exchange_state *exchange, const void *data, size_t len)
{
    if (!buffer_append(&exchange->body, data, len))
        return HOP_STOPPED_BY_BODY;
    return is_bomb(exchange) ? HOP_STOPPED_BY_RATIO : HOP_NOT_STOPPED;
}

static enum hop_stop keep_beginning(struct exchange_state *exchange, const void *data, size_t len)
{
    size_t room = exchange->body.len < ERROR_PAGE_KEPT ? ERROR_PAGE_KEPT - exchange->body.len : 0;

    buffer_append(&exchange->body, data, len < room ? len : room);
    return exchange->body_decoded > ERROR_PAGE_MAX ? HOP_STOPPED_AS_ENOUGH : HOP_NOT_STOPPED;
}

static bool on_decoded(void *owner, const void *bytes, size_t len)
{
    struct exchange_state *exchange = owner;

    exchange->body_decoded += (int64_t)len;
    exchange->stop = is_document(&exchange->answer) ? keep_document(exchange, bytes, len)
                                                    : keep_beginning(exchange, bytes, len);
    return exchange->stop == HOP_NOT_STOPPED;
}

/* Of an error page that cannot be decompressed the status is enough. */
static size_t on_body(char *data, size_t size, size_t count, void *owner)
{
    struct fetch_transfer *transfer = owner;
    struct exchange_state *exchange = transfer->exchange;
    size_t len = size * count;

    exchange->body_received += (int64_t)len;
    enum coding_result result = codings_add(&exchange->codings, data, len);
    if (result == CODING_BROKEN)
        exchange->stop =
            is_document(&exchange->answer) ? HOP_STOPPED_BY_CODING : HOP_STOPPED_AS_ENOUGH;
    return result == CODING_GOES_ON ? len : 0;
}

static void set_callbacks(struct fetch_transfer *transfer)
{
    CURL *easy = transfer->exchange->easy;

    curl_easy_setopt(easy, CURLOPT_PRIVATE, transfer);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer->exchange->curl_message);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, transfer);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, dial_open_socket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, transfer);
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, dial_close_socket);
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, transfer->client); /* outlives the transfer */
}

static long ms_left(const struct fetch_transfer *transfer)
{
    int64_t passed = moment_elapsed_ms(transfer->begun, clock_moment());
    int64_t left = transfer->request.timeout_ms - passed;

    return left < 1 ? 1 : (long)left; /* 0 would be: for ever */
}

static void set_bounds(const struct fetch_transfer *transfer)
{
    const struct fetch_settings *settings = &transfer->client->settings;
    CURL *easy = transfer->exchange->easy;

    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L); /* never wait for a resolver thread */
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    transfer->exchange->ms_allowed = ms_left(transfer);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, transfer->exchange->ms_allowed);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)settings->connect_timeout_ms);
    curl_easy_setopt(easy, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)settings->max_body);
    curl_easy_setopt(easy, CURLOPT_DNS_CACHE_TIMEOUT, 0L);
    curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, transfer->is_second_try ? 1L : 0L);
    curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, gate_is_awaited(&transfer->host) ? 0L : 1L);
}

static void set_way(const struct fetch_transfer *transfer)
{
    const struct fetch_settings *settings = &transfer->client->settings;
    CURL *easy = transfer->exchange->easy;

    /* Environment variables are not configuration: set, if only to nothing. */
    curl_easy_setopt(easy, CURLOPT_PROXY, transfer_uses_proxy(transfer) ? settings->proxy : "");
    curl_easy_setopt(easy, CURLOPT_NOPROXY, "");
    curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    curl_easy_setopt(easy, CURLOPT_CAINFO, settings->ca_file);
    curl_easy_setopt(easy, CURLOPT_CAPATH, NULL); /* else the store is read at each handshake */
    curl_easy_setopt(easy, CURLOPT_PROXY_CAINFO, settings->ca_file);
    curl_easy_setopt(easy, CURLOPT_PROXY_CAPATH, NULL);
    certificate_watch(&transfer->exchange->certificate, easy);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
}

static void set_blob(CURL *easy, CURLoption option, const char *pem)
{
    struct curl_blob blob = {.flags = CURL_BLOB_NOCOPY};

    if (pem == NULL)
        return;
    memcpy(&blob.data, &pem, sizeof(pem)); /* libcurl does not write to it, but asks for a void * */
    blob.len = strlen(pem);
    curl_easy_setopt(easy, option, &blob);
}

static void set_credentials(const struct fetch_transfer *transfer)
{
    CURL *easy = transfer->exchange->easy;

    if (transfer->request.user != NULL) {
        curl_easy_setopt(easy, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
        curl_easy_setopt(easy, CURLOPT_USERPWD, transfer->request.user);
    }
    set_blob(easy, CURLOPT_SSLCERT_BLOB, transfer->request.client_cert);
    set_blob(easy, CURLOPT_SSLKEY_BLOB, transfer->request.client_key);
}

static void set_request(struct fetch_transfer *transfer)
{
    struct exchange_state *exchange = transfer->exchange;
    CURL *easy = exchange->easy;
    bool is_home = origin_is_same(transfer->url, transfer->configured);
    bool knows_url = strcmp(redirects_current(&transfer->redirects), transfer->validators_url) == 0;

    exchange->has_sent_validators = knows_url && request_has_validators(&transfer->request);
    exchange->fields = request_fields(&transfer->request, is_home, exchange->has_sent_validators);
    if (transfer_uses_proxy(transfer)) /* libcurl would add it */
        exchange->fields = curl_slist_append(exchange->fields, "Proxy-Connection:");
    curl_easy_setopt(easy, CURLOPT_CURLU, transfer->url);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, transfer->client->settings.user_agent);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, exchange->fields);
    if (is_home)
        set_credentials(transfer);
}

static void clear(struct exchange_state *exchange)
{
    curl_easy_reset(exchange->easy);
    curl_slist_free_all(exchange->fields);
    exchange->fields = NULL;
    answer_clear(&exchange->answer);
    buffer_clear(&exchange->body);
    codings_end(&exchange->codings);
    exchange->codings = (struct codings){.on_bytes = on_decoded, .owner = exchange};
    exchange->body_received = exchange->body_decoded = 0;
    exchange->stop = HOP_NOT_STOPPED;
    exchange->has_dialled = false;
    exchange->is_refused = false;
    exchange->is_full = false;
    exchange->is_elsewhere = false;
    certificate_forget(&exchange->certificate);
    exchange->curl_message[0] = '\0';
}

static struct exchange_state *make(int64_t max_body)
{
    struct exchange_state *exchange = memory_new(1, sizeof(*exchange));

    exchange->easy = curl_easy_init();
    if (exchange->easy == NULL)
        abort();
    answer_init(&exchange->answer);
    buffer_init(&exchange->body, (size_t)max_body);
    return exchange;
}

void exchange_begin(struct fetch_transfer *transfer)
{
    if (transfer->exchange == NULL)
        transfer->exchange = make(transfer->client->settings.max_body);
    clear(transfer->exchange);
    set_callbacks(transfer);
    set_bounds(transfer);
    set_way(transfer);
    set_request(transfer);
    curl_multi_add_handle(transfer->client->multi, transfer->exchange->easy);
}

void exchange_free(struct fetch_transfer *transfer)
{
    struct exchange_state *exchange = transfer->exchange;

    if (exchange == NULL)
        return;
    curl_multi_remove_handle(transfer->client->multi, exchange->easy);
    curl_easy_cleanup(exchange->easy);
    curl_slist_free_all(exchange->fields);
    certificate_forget(&exchange->certificate);
    answer_free(&exchange->answer);
    codings_end(&exchange->codings);
    buffer_free(&exchange->body);
    free(exchange);
    transfer->exchange = NULL;
}
