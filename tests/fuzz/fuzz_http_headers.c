/* links: feeds_fetch */
/* An HTTP answer's header block, line by line, and what is read from its values: bounds hold, dates
 * and durations are in range, a redirect leads to the web or nowhere. The first line of the input
 * is the URL that was asked. */
#include "config/base/error.h"
#include "config/base/utf8.h"
#include "feeds/fetch/answer.h"
#include "feeds/fetch/excerpt.h"
#include "feeds/fetch/hints.h"
#include "feeds/fetch/redirect.h"
#include "feeds/fetch/retry_after.h"
#include "feeds/fetch/validators.h"
#include "tests/fuzz/require.h"

#include <stdlib.h>
#include <string.h>

#define NOW 1795536000 /* 2026-11-24T16:00:00Z */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_durations(const struct answer *answer)
{
    const char *date = answer_text(answer, ANSWER_DATE);
    const struct freshness freshness = {
        .cache_control = answer_text(answer, ANSWER_CACHE_CONTROL),
        .age = answer_text(answer, ANSWER_AGE),
        .expires = answer_text(answer, ANSWER_EXPIRES),
        .date = date,
    };
    int64_t fresh = fresh_for(&freshness, NOW);
    int64_t wait = retry_after_parse(answer_text(answer, ANSWER_RETRY_AFTER), date, NOW);

    REQUIRE(fresh >= 0 && fresh <= FRESH_FOR_MAX);
    REQUIRE(wait >= 0 && wait <= RETRY_AFTER_MAX);
}

/* What is sent back is what came: no byte more, and never a second field. */
static void check_validator(const struct fetch_bytes *validator)
{
    struct curl_slist *list = validator_add(NULL, "If-None-Match", validator);

    if (list != NULL) {
        const char *value = list->data + strlen("If-None-Match");
        REQUIRE(strpbrk(list->data, "\r\n") == NULL);
        REQUIRE(validator->len == 0 ? strcmp(value, ";") == 0
                                    : memcmp(value + 2, validator->data, validator->len) == 0);
        REQUIRE(list->next == NULL);
    }
    curl_slist_free_all(list);
}

static void check_url(CURLU *url)
{
    char *text = redirect_text(url);
    CURLU *again = curl_url();

    if (text != NULL) {
        REQUIRE(strncmp(text, "http://", 7) == 0 || strncmp(text, "https://", 8) == 0);
        REQUIRE(strpbrk(text, " \r\n\t") == NULL);
    }
    if (text != NULL && redirect_read_url(again, text, NULL)) {
        char *second = redirect_text(again);
        REQUIRE(second != NULL && strcmp(second, text) == 0);
        free(second);
    }
    free(text);
    curl_url_cleanup(again);
}

static void check_redirect(const struct answer *answer, const char *asked)
{
    CURLU *url = curl_url();
    struct redirects redirects;

    if (redirect_read_url(url, asked, NULL) && redirects_begin(&redirects, url)) {
        check_url(url);
        if (redirects_follow(&redirects, url, 301, answer_text(answer, ANSWER_LOCATION), NULL))
            check_url(url);
        REQUIRE(redirects.count <= 2);
        redirects_end(&redirects);
    }
    curl_url_cleanup(url);
}

static size_t line_len(const char *at, size_t left)
{
    const char *end = memchr(at, '\n', left);

    return end == NULL ? left : (size_t)(end - at) + 1;
}

static void read_lines(struct answer *answer, const char *at, size_t left)
{
    while (left > 0 && !answer->has_all_headers) {
        size_t len = line_len(at, left);
        answer_add_line(answer, at, len);
        at += len;
        left -= len;
    }
    char out[EXCERPT_SIZE];
    excerpt_make(at, left, out);
    REQUIRE(strlen(out) < EXCERPT_SIZE && utf8_is_valid(out, strlen(out)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t first = line_len((const char *)data, size);
    char *asked = strndup((const char *)data, first);
    struct answer answer;

    answer_init(&answer);
    read_lines(&answer, (const char *)data + first, size - first);
    REQUIRE(answer.status == 0 || (answer.status >= 200 && answer.status < 1000));
    for (int i = 0; i < ANSWER_FIELDS; i++)
        REQUIRE(answer.fields[i].len <= ANSWER_VALIDATOR_MAX);
    check_durations(&answer);
    check_validator(&answer.fields[ANSWER_ETAG]);
    check_redirect(&answer, asked);
    answer_free(&answer);
    free(asked);
    return 0;
}
