/* regex.h: a regex term: PCRE2 with Unicode, bounded in time and memory (GRAMMAR 3). */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct regex;

#define REGEX_SIZE_MAX 512
#define REGEX_MESSAGE_SIZE 256

/* NULL with a sentence in `message` when the pattern is none. */
struct regex *regex_new(const char *pattern, size_t len, bool is_caseless,
                        char message[REGEX_MESSAGE_SIZE]);
void regex_free(struct regex *regex); /* NULL is allowed */

enum regex_outcome {
    REGEX_MISSES,
    REGEX_MATCHES,
    REGEX_OVERRUNS, /* gave up at the limit: counts as no match */
};

/* `text` is well-formed UTF-8. `*begin` and `*end` are the first match's bytes. */
enum regex_outcome regex_match(const struct regex *regex, const char *text, size_t len,
                               size_t *begin, size_t *end);
