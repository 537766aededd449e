/* coding.h: undoes the content codings of an answer (RFC 9110 section 8.4) piece by piece, and
 * knows whether they came to their end: libcurl takes half a gzip stream for a whole one. */
#pragma once

#include "config/base/attributes.h"

#include <stdbool.h>
#include <stddef.h>

#define CODINGS_MAX 5 /* one within the other */

struct coding; /* one of them at work */

enum coding_result {
    CODING_GOES_ON,
    CODING_BROKEN,  /* the bytes are not what the header says */
    CODING_STOPPED, /* by `on_bytes` */
};

/* Zeroed: none, bytes pass as they are. */
struct codings {
    struct coding *list[CODINGS_MAX]; /* in the order in which they were applied */
    size_t count;
    bool (*on_bytes)(void *owner, const void *bytes, size_t len); /* false: no more of them */
    void *owner;
};

/* Gets ready for what the value of Content-Encoding names. False: one that is unknown, or too many;
 * codings_end() is due all the same. */
MUST_CHECK bool codings_begin(struct codings *codings, const char *value);

/* Hands the decoded bytes on, in pieces of its own size. */
MUST_CHECK enum coding_result codings_add(struct codings *codings, const void *bytes, size_t len);

/* Every coding came to its end, or nothing came at all. */
bool codings_are_whole(const struct codings *codings);

void codings_end(struct codings *codings);
