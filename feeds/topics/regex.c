#include "feeds/topics/regex.h"

#include "config/base/memory.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#define MATCH_LIMIT 100000U /* GRAMMAR 3 */
#define DEPTH_LIMIT 100000U
#define HEAP_LIMIT_KIB 8192U

struct regex {
    pcre2_code *code;
    pcre2_match_data *data;
    pcre2_match_context *context;
};

struct regex *regex_new(const char *pattern, size_t len, bool is_caseless,
                        char message[REGEX_MESSAGE_SIZE])
{
    uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C;
    int error = 0;
    size_t at = 0;

    if (len == 0 || len > REGEX_SIZE_MAX) {
        (void)snprintf(message, REGEX_MESSAGE_SIZE,
                       len == 0 ? "this regex is empty" : "a regex has at most 512 bytes");
        return NULL;
    }
    pcre2_code *code = pcre2_compile(
        (PCRE2_SPTR)pattern, len, options | (is_caseless ? PCRE2_CASELESS : 0), &error, &at, NULL);
    if (code == NULL) {
        PCRE2_UCHAR reason[REGEX_MESSAGE_SIZE / 2];
        (void)pcre2_get_error_message(error, reason, sizeof(reason));
        (void)snprintf(message, REGEX_MESSAGE_SIZE, "this regex is wrong at its byte %zu: %s",
                       at + 1, (const char *)reason);
        return NULL;
    }
    struct regex *regex = memory_new(1, sizeof(*regex));
    regex->code = code;
    regex->data = pcre2_match_data_create(1, NULL);
    regex->context = pcre2_match_context_create(NULL);
    (void)pcre2_set_match_limit(regex->context, MATCH_LIMIT);
    (void)pcre2_set_depth_limit(regex->context, DEPTH_LIMIT);
    (void)pcre2_set_heap_limit(regex->context, HEAP_LIMIT_KIB);
    return regex;
}

void regex_free(struct regex *regex)
{
    if (regex == NULL)
        return;
    pcre2_match_context_free(regex->context);
    pcre2_match_data_free(regex->data);
    pcre2_code_free(regex->code);
    free(regex);
}

enum regex_outcome regex_match(const struct regex *regex, const char *text, size_t len,
                               size_t *begin, size_t *end)
{
    int found = pcre2_match(regex->code, (PCRE2_SPTR)text, len, 0, PCRE2_NO_UTF_CHECK, regex->data,
                            regex->context);

    if (found == PCRE2_ERROR_NOMATCH)
        return REGEX_MISSES;
    if (found < 0)
        return REGEX_OVERRUNS;
    const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(regex->data);
    *begin = ends[0] <= ends[1] ? ends[0] : ends[1]; /* \K in a lookahead can turn them round */
    *end = ends[1];
    return REGEX_MATCHES;
}
