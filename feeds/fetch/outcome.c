#include "feeds/fetch/outcome.h"

struct status_row {
    int from, to;
    enum fetch_outcome outcome;
    const char *why;
};

/* The first row that holds the status counts. */
static const struct status_row status_table[] = {
    {200, 200, FETCH_DOCUMENT, ""},
    {203, 203, FETCH_DOCUMENT, ""},
    {204, 204, FETCH_FIRM, "an answer without a document"},
    {205, 205, FETCH_FIRM, "an answer without a document"},
    {206, 206, FETCH_FIRM, "a part of a document that was not asked for"},
    {226, 226, FETCH_FIRM, "a delta that was not asked for"},
    {200, 299, FETCH_FIRM, "an answer that is no document"},
    {304, 304, FETCH_NOT_MODIFIED, ""},
    {300, 399, FETCH_FIRM, "a redirect that cannot be followed"},
    {408, 408, FETCH_TRANSIENT, "the server timed out"},
    {410, 410, FETCH_GONE, "the feed is gone"},
    {421, 421, FETCH_TRANSIENT, "the server is not responsible for this host"},
    {425, 425, FETCH_TRANSIENT, "the server says it is too early"},
    {429, 429, FETCH_RATE_LIMITED, "the host asks to slow down"},
    {400, 499, FETCH_FIRM, "the server refuses"},
    {503, 503, FETCH_UNAVAILABLE, "the server asks to come back later"},
    {500, 599, FETCH_TRANSIENT, "the server has failed"},
    {0, 999, FETCH_FIRM, "an unknown status"},
};

struct code_row {
    CURLcode code;
    enum fetch_outcome outcome;
    const char *why;
};

/* Of a request that no status line answered. */
static const struct code_row unanswered_table[] = {
    {CURLE_COULDNT_RESOLVE_HOST, FETCH_UNREACHED, "host name not found"},
    {CURLE_COULDNT_RESOLVE_PROXY, FETCH_UNREACHED, "the proxy's name not found"},
    {CURLE_COULDNT_CONNECT, FETCH_UNREACHED, "cannot connect"},
    {CURLE_OPERATION_TIMEDOUT, FETCH_UNREACHED, "timed out"},
    {CURLE_PEER_FAILED_VERIFICATION, FETCH_FIRM, "the TLS certificate is not valid"},
    {CURLE_SSL_CACERT_BADFILE, FETCH_FIRM, "the file of trusted certificates cannot be read"},
    {CURLE_SSL_CERTPROBLEM, FETCH_FIRM, "the client certificate cannot be used"},
    {CURLE_SSL_CONNECT_ERROR, FETCH_UNREACHED, "the TLS handshake failed"},
    {CURLE_UNSUPPORTED_PROTOCOL, FETCH_UNREACHED, "the answer is not HTTP"},
    {CURLE_WEIRD_SERVER_REPLY, FETCH_UNREACHED, "the answer is not HTTP"},
    {CURLE_GOT_NOTHING, FETCH_UNREACHED, "the connection was closed without an answer"},
    {CURLE_URL_MALFORMAT, FETCH_FIRM, "the URL is not valid"},
};

/* Of a 200 that did not end well and was not broken off by us. */
static const struct code_row broken_table[] = {
    {CURLE_WEIRD_SERVER_REPLY, FETCH_TRANSIENT, "the answer is not HTTP"},
    {CURLE_FILESIZE_EXCEEDED, FETCH_FIRM, "the document is over max_body"},
    {CURLE_OPERATION_TIMEDOUT, FETCH_CUT, "timed out in the middle of the document"},
    {CURLE_PARTIAL_FILE, FETCH_CUT, "the document was cut short"},
};

struct stop_row {
    enum fetch_outcome outcome;
    const char *why;
};

static const struct stop_row stop_table[] = {
    [HOP_STOPPED_BY_HEADER] = {FETCH_FIRM, "the headers are over max_header or 400 lines"},
    [HOP_STOPPED_BY_BODY] = {FETCH_FIRM, "the document is over max_body"},
    [HOP_STOPPED_BY_RATIO] = {FETCH_FIRM, "the document decompresses to over 100 times its size"},
    [HOP_STOPPED_BY_CODING] = {FETCH_FIRM, "the document cannot be decompressed"},
    [HOP_STOPPED_BY_REFUSAL] = {FETCH_REFUSED, "the address is not public"},
};

#define FIND_CODE(table, wanted) find_code(table, sizeof(table) / sizeof(*(table)), wanted)

static const struct code_row *find_code(const struct code_row *table, size_t count, CURLcode code)
{
    for (size_t i = 0; i < count; i++)
        if (table[i].code == code)
            return &table[i];
    return NULL;
}

static enum fetch_outcome of_unanswered(CURLcode code, const char **why)
{
    const struct code_row *row = FIND_CODE(unanswered_table, code);

    *why = row == NULL ? "the connection broke" : row->why;
    return row == NULL ? FETCH_UNREACHED : row->outcome;
}

static enum fetch_outcome of_broken_document(const struct exchange *exchange, const char **why)
{
    CURLcode code = exchange->code == CURLE_OK ? CURLE_PARTIAL_FILE : exchange->code;
    const struct code_row *row = FIND_CODE(broken_table, code);
    enum fetch_outcome outcome = row == NULL ? FETCH_CUT : row->outcome;

    *why = row == NULL ? "the connection broke in the middle of the document" : row->why;
    if (outcome == FETCH_CUT && exchange->body_len == 0)
        return FETCH_TRANSIENT; /* nothing came that could be kept */
    return outcome;
}

static enum fetch_outcome of_document(const struct exchange *exchange, const char **why)
{
    if (exchange->code != CURLE_OK || exchange->is_half_decoded)
        return of_broken_document(exchange, why);
    if (exchange->body_len > 0)
        return FETCH_DOCUMENT;
    *why = "the document is empty";
    return FETCH_FIRM;
}

static const struct status_row *find_status(int status)
{
    const struct status_row *row = status_table;

    while (status < row->from || status > row->to)
        row++;
    return row;
}

enum fetch_outcome outcome_of(const struct exchange *exchange, const char **why)
{
    enum hop_stop stop = exchange->stop;

    if (stop != HOP_NOT_STOPPED && stop != HOP_STOPPED_AS_ENOUGH) {
        *why = stop_table[stop].why;
        return stop_table[stop].outcome;
    }
    if (exchange->status == 0)
        return of_unanswered(exchange->code, why);
    const struct status_row *row = find_status(exchange->status);
    *why = row->why;
    if (row->outcome == FETCH_DOCUMENT)
        return of_document(exchange, why);
    if (row->outcome == FETCH_NOT_MODIFIED && !exchange->was_conditional) {
        *why = "not modified, though nothing was said to be known";
        return FETCH_FIRM;
    }
    if (row->outcome == FETCH_UNAVAILABLE && !exchange->has_retry_after) {
        *why = "the server is unavailable";
        return FETCH_TRANSIENT;
    }
    return row->outcome;
}
