/* answer.h: status and headers of one HTTP answer, as they come in line by line. */
#pragma once

#include "config/base/buffer.h"
#include "feeds/fetch/client.h"

#define ANSWER_LINES_MAX 400
#define ANSWER_VALIDATOR_MAX ((size_t)8 * 1024) /* longer: as if there were none */
#define ANSWER_REASON_SIZE 64

enum answer_field {
    ANSWER_ETAG,
    ANSWER_LAST_MODIFIED,
    ANSWER_LOCATION,
    ANSWER_CONTENT_TYPE,
    ANSWER_CONTENT_LOCATION,
    ANSWER_CONTENT_ENCODING,
    ANSWER_RETRY_AFTER,
    ANSWER_CACHE_CONTROL,
    ANSWER_AGE,
    ANSWER_EXPIRES,
    ANSWER_DATE,
    ANSWER_FIELDS, /* their number; also "one that nobody asks for" */
};

struct answer {
    int status; /* 0: no status line yet, or interim answers only */
    char reason[ANSWER_REASON_SIZE];
    bool has_all_headers;
    struct fetch_bytes fields[ANSWER_FIELDS];
    struct buffer values[ANSWER_FIELDS]; /* what `fields` point to */
    enum answer_field last;              /* that a continuation line belongs to */
    int64_t bytes;                       /* of all header lines */
    unsigned lines;
};

void answer_init(struct answer *answer);
void answer_clear(struct answer *answer); /* for the next hop: counts anew */
void answer_free(struct answer *answer);

/* One header line as it came, with its line end: a status line, a field, a trailer or the empty
 * line. */
void answer_add_line(struct answer *answer, const char *line, size_t len);

/* NULL when it was not sent. */
const char *answer_text(const struct answer *answer, enum answer_field field);
