/* log.h: the service's own log, one event a line: a sentence, then key=value (TRUST 6).
 *
 * To stderr, or to the journal with its fields when stderr is the journal. Texts may come from
 * anywhere: they are quoted, escaped and cut at LOG_VALUE_MAX. */
#pragma once

#include "config/base/attributes.h"

#include <stdbool.h>
#include <stdint.h>

struct error;
struct log;

#define LOG_VALUE_MAX 256 /* bytes of one value */
#define LOG_FIELDS_MAX 16

enum log_level { /* as syslog's and sd-daemon(3) */
    LOG_LEVEL_ERROR = 3,
    LOG_LEVEL_WARNING = 4,
    LOG_LEVEL_INFO = 6,
};

struct log_field {
    const char *key;  /* lower_case */
    const char *text; /* NULL or "": the line does without the field */
    int64_t number;
    bool is_number;
};

/* log_info(log, "feed polled", LOG_FIELDS(LOG_TEXT("feed", name), LOG_NUMBER("status", 304)));
 * log_info(log, "ready", NULL); */
#define LOG_TEXT(field_key, value)                                                                 \
    {                                                                                              \
        .key = (field_key), .text = (value)                                                        \
    }
#define LOG_NUMBER(field_key, value)                                                               \
    {                                                                                              \
        .key = (field_key), .number = (value), .is_number = true                                   \
    }
#define LOG_FIELDS(...) ((const struct log_field[]){__VA_ARGS__, {.key = NULL}})

/* `role` ("core", "fetcher 1") stands in each line. Writes to `fd`, usually STDERR_FILENO, which
 * stays the caller's. */
struct log *log_open(const char *role, int fd);
void log_close(struct log *log); /* NULL is allowed */

/* `fields` end with one without a key; NULL: none. `log` may be NULL: nothing is written. */
void log_info(const struct log *log, const char *sentence, const struct log_field *fields);
void log_warning(const struct log *log, const char *sentence, const struct log_field *fields);
void log_error(const struct log *log, const char *sentence, const struct log_field *fields);

/* The sentence, and what `err` says with its place. */
void log_failure(const struct log *log, enum log_level level, const char *sentence,
                 const struct error *err);
