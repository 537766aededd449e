/* outcome.h: POLLING.md's decision table: what an answer, or none, means for the feed. */
#pragma once

#include "feeds/fetch/client.h"

#include <curl/curl.h>

/* Why we broke an exchange off ourselves. */
enum hop_stop {
    HOP_NOT_STOPPED,
    HOP_STOPPED_BY_HEADER,  /* over max_header or its lines */
    HOP_STOPPED_BY_BODY,    /* over max_body */
    HOP_STOPPED_BY_RATIO,   /* a decompression bomb */
    HOP_STOPPED_BY_CODING,  /* what is no content coding that can be undone */
    HOP_STOPPED_BY_REFUSAL, /* an address that is not public, and no other */
    HOP_STOPPED_AS_ENOUGH,  /* the text of an error page goes on and on */
};

struct exchange { /* how one request ended */
    int status;   /* 0: no status line came */
    CURLcode code;
    enum hop_stop stop;
    bool was_conditional; /* validators were sent */
    bool has_retry_after;
    bool is_half_decoded; /* the content coding broke off, though the answer came to its end */
    size_t body_len;
};

/* Sets `*why`, a few words for a person, "" when all is well. Redirects are not judged here: one
 * that is seen cannot be followed. */
enum fetch_outcome outcome_of(const struct exchange *exchange, const char **why);
