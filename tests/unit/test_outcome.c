/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "feeds/fetch/outcome.h"

#include <string.h>

/* One row of POLLING.md's decision table. */
struct row {
    const char *answer;
    struct exchange exchange;
    enum fetch_outcome outcome;
};

static const struct row rows[] = {
    {"200, whole", {.status = 200, .body_len = 9}, FETCH_DOCUMENT},
    {"203, whole", {.status = 203, .body_len = 9}, FETCH_DOCUMENT},
    {"200 with a short Content-Length",
     {.status = 200, .body_len = 9, .code = CURLE_PARTIAL_FILE},
     FETCH_CUT},
    {"200, reset", {.status = 200, .body_len = 9, .code = CURLE_RECV_ERROR}, FETCH_CUT},
    {"200, HTTP/2 stream reset",
     {.status = 200, .body_len = 9, .code = CURLE_HTTP2_STREAM},
     FETCH_CUT},
    {"200, time-out", {.status = 200, .body_len = 9, .code = CURLE_OPERATION_TIMEDOUT}, FETCH_CUT},
    {"200, reset before the body", {.status = 200, .code = CURLE_RECV_ERROR}, FETCH_TRANSIENT},
    {"200 over max_body",
     {.status = 200, .body_len = 9, .code = CURLE_WRITE_ERROR, .stop = HOP_STOPPED_BY_BODY},
     FETCH_FIRM},
    {"200, declared over max_body", {.status = 200, .code = CURLE_FILESIZE_EXCEEDED}, FETCH_FIRM},
    {"200, a bomb",
     {.status = 200, .body_len = 9, .code = CURLE_WRITE_ERROR, .stop = HOP_STOPPED_BY_RATIO},
     FETCH_FIRM},
    {"200, undecodable",
     {.status = 200, .body_len = 9, .code = CURLE_WRITE_ERROR, .stop = HOP_STOPPED_BY_CODING},
     FETCH_FIRM},
    {"200, half a gzip stream", {.status = 200, .body_len = 9, .is_half_decoded = true}, FETCH_CUT},
    {"200, half a gzip stream, of which nothing can be read",
     {.status = 200, .is_half_decoded = true},
     FETCH_TRANSIENT},
    {"200, headers that are not HTTP",
     {.status = 200, .code = CURLE_WEIRD_SERVER_REPLY},
     FETCH_TRANSIENT},
    {"200, empty", {.status = 200}, FETCH_FIRM},
    {"over max_header",
     {.status = 200, .code = CURLE_WRITE_ERROR, .stop = HOP_STOPPED_BY_HEADER},
     FETCH_FIRM},
    {"304, conditional", {.status = 304, .was_conditional = true}, FETCH_NOT_MODIFIED},
    {"304, unconditional", {.status = 304}, FETCH_FIRM},
    {"204", {.status = 204}, FETCH_FIRM},
    {"205", {.status = 205}, FETCH_FIRM},
    {"206", {.status = 206, .body_len = 9}, FETCH_FIRM},
    {"226", {.status = 226, .body_len = 9}, FETCH_FIRM},
    {"299", {.status = 299, .body_len = 9}, FETCH_FIRM},
    {"301 that cannot be followed", {.status = 301}, FETCH_FIRM},
    {"300", {.status = 300}, FETCH_FIRM},
    {"305", {.status = 305}, FETCH_FIRM},
    {"400", {.status = 400}, FETCH_FIRM},
    {"401", {.status = 401}, FETCH_FIRM},
    {"403", {.status = 403}, FETCH_FIRM},
    {"404", {.status = 404}, FETCH_FIRM},
    {"418", {.status = 418}, FETCH_FIRM},
    {"451", {.status = 451}, FETCH_FIRM},
    {"404 whose page never ends",
     {.status = 404, .code = CURLE_WRITE_ERROR, .stop = HOP_STOPPED_AS_ENOUGH},
     FETCH_FIRM},
    {"408", {.status = 408}, FETCH_TRANSIENT},
    {"425", {.status = 425}, FETCH_TRANSIENT},
    {"500", {.status = 500}, FETCH_TRANSIENT},
    {"502", {.status = 502}, FETCH_TRANSIENT},
    {"504", {.status = 504}, FETCH_TRANSIENT},
    {"520", {.status = 520}, FETCH_TRANSIENT},
    {"500 cut short", {.status = 500, .code = CURLE_PARTIAL_FILE}, FETCH_TRANSIENT},
    {"410", {.status = 410}, FETCH_GONE},
    {"421", {.status = 421}, FETCH_TRANSIENT},
    {"429", {.status = 429}, FETCH_RATE_LIMITED},
    {"503", {.status = 503}, FETCH_TRANSIENT},
    {"503 with Retry-After", {.status = 503, .has_retry_after = true}, FETCH_UNAVAILABLE},
    {"999", {.status = 999}, FETCH_FIRM},
    {"name not found", {.code = CURLE_COULDNT_RESOLVE_HOST}, FETCH_UNREACHED},
    {"refused", {.code = CURLE_COULDNT_CONNECT}, FETCH_UNREACHED},
    {"reset", {.code = CURLE_RECV_ERROR}, FETCH_UNREACHED},
    {"closed", {.code = CURLE_GOT_NOTHING}, FETCH_UNREACHED},
    {"time-out", {.code = CURLE_OPERATION_TIMEDOUT}, FETCH_UNREACHED},
    {"TLS handshake", {.code = CURLE_SSL_CONNECT_ERROR}, FETCH_UNREACHED},
    {"not HTTP", {.code = CURLE_UNSUPPORTED_PROTOCOL}, FETCH_UNREACHED},
    {"certificate not valid", {.code = CURLE_PEER_FAILED_VERIFICATION}, FETCH_FIRM},
    {"address not public",
     {.code = CURLE_COULDNT_CONNECT, .stop = HOP_STOPPED_BY_REFUSAL},
     FETCH_REFUSED},
};

static void each_row_of_the_decision_table_holds(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        const char *why = NULL;
        enum fetch_outcome outcome = outcome_of(&rows[i].exchange, &why);
        if (outcome != rows[i].outcome)
            fail_msg("%s: outcome %d, not %d", rows[i].answer, (int)outcome, (int)rows[i].outcome);
    }
}

static void every_failure_says_why_and_no_success_does(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        const char *why = NULL;
        enum fetch_outcome outcome = outcome_of(&rows[i].exchange, &why);
        bool is_success = outcome == FETCH_DOCUMENT || outcome == FETCH_NOT_MODIFIED;
        assert_non_null(why);
        assert_int_equal(strlen(why) == 0, is_success);
    }
}

static void every_status_and_every_code_has_an_outcome(void **state)
{
    (void)state;
    for (int status = 0; status <= 999; status++) {
        for (CURLcode code = CURLE_OK; code < CURL_LAST; code = (CURLcode)(code + 1)) {
            const struct exchange exchange = {.status = status, .code = code};
            const char *why = NULL;
            outcome_of(&exchange, &why);
            assert_non_null(why);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_row_of_the_decision_table_holds),
        cmocka_unit_test(every_failure_says_why_and_no_success_does),
        cmocka_unit_test(every_status_and_every_code_has_an_outcome),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
