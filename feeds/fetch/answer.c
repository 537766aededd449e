#include "feeds/fetch/answer.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static const struct field {
    const char *name;
    size_t limit;        /* bytes; what is longer is not kept */
    bool joins_repeated; /* a list: repeated lines are one (RFC 9110 section 5.2); else the first
                            counts */
} field_table[ANSWER_FIELDS] = {
    [ANSWER_ETAG] = {"etag", ANSWER_VALIDATOR_MAX, false},
    [ANSWER_LAST_MODIFIED] = {"last-modified", ANSWER_VALIDATOR_MAX, false},
    [ANSWER_LOCATION] = {"location", 8192, false},
    [ANSWER_CONTENT_TYPE] = {"content-type", 1024, false},
    [ANSWER_CONTENT_LOCATION] = {"content-location", 8192, false},
    [ANSWER_CONTENT_ENCODING] = {"content-encoding", 256, true},
    [ANSWER_RETRY_AFTER] = {"retry-after", 256, false},
    [ANSWER_CACHE_CONTROL] = {"cache-control", 4096, true},
    [ANSWER_AGE] = {"age", 256, false},
    [ANSWER_EXPIRES] = {"expires", 256, false},
    [ANSWER_DATE] = {"date", 256, false},
};

void answer_init(struct answer *answer)
{
    *answer = (struct answer){.last = ANSWER_FIELDS};
    for (int i = 0; i < ANSWER_FIELDS; i++)
        buffer_init(&answer->values[i], field_table[i].limit);
}

static void forget_fields(struct answer *answer)
{
    for (int i = 0; i < ANSWER_FIELDS; i++) {
        buffer_clear(&answer->values[i]);
        answer->fields[i] = (struct fetch_bytes){0};
    }
    answer->last = ANSWER_FIELDS;
}

void answer_clear(struct answer *answer)
{
    forget_fields(answer);
    answer->status = 0;
    answer->reason[0] = '\0';
    answer->has_all_headers = false;
    answer->bytes = 0;
    answer->lines = 0;
}

void answer_free(struct answer *answer)
{
    for (int i = 0; i < ANSWER_FIELDS; i++)
        buffer_free(&answer->values[i]);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* White space around a value goes, and nothing else (POLLING, Validators). */
static void trim(const char **text, size_t *len)
{
    while (*len > 0 && is_blank(**text)) {
        (*text)++;
        (*len)--;
    }
    while (*len > 0 && is_blank((*text)[*len - 1]))
        (*len)--;
}

/* A value that is over its limit is forgotten whole: half a validator is another validator. */
static void append(struct answer *answer, enum answer_field field, const char *joint,
                   const char *text, size_t len)
{
    struct buffer *value = &answer->values[field];
    bool is_kept = buffer_append_string(value, joint) && buffer_append(value, text, len);

    answer->fields[field] =
        (struct fetch_bytes){.data = value->data, .len = value->len, .is_present = is_kept};
}

static enum answer_field find_field(const char *name, size_t len)
{
    for (int i = 0; i < ANSWER_FIELDS; i++)
        if (strlen(field_table[i].name) == len && strncasecmp(field_table[i].name, name, len) == 0)
            return (enum answer_field)i;
    return ANSWER_FIELDS;
}

static void add_field(struct answer *answer, const char *line, size_t len)
{
    const char *colon = memchr(line, ':', len);

    answer->last = ANSWER_FIELDS;
    if (colon == NULL)
        return;
    enum answer_field field = find_field(line, (size_t)(colon - line));
    if (field == ANSWER_FIELDS)
        return;
    const char *value = colon + 1;
    size_t value_len = len - (size_t)(value - line);
    trim(&value, &value_len);
    if (!answer->fields[field].is_present)
        append(answer, field, "", value, value_len);
    else if (field_table[field].joins_repeated)
        append(answer, field, ", ", value, value_len);
    else
        return; /* and `last` stays: what continues a line that does not count does not either */
    answer->last = field;
}

/* "HTTP/1.1 404 Not Found", "HTTP/2 404" */
static void read_status_line(struct answer *answer, const char *line, size_t len)
{
    const char *end = line + len;
    const char *at = memchr(line, ' ', len);
    int status = 0;

    forget_fields(answer); /* those of an interim answer */
    while (at != NULL && at < end && *at == ' ')
        at++;
    for (; at != NULL && at < end && isdigit((unsigned char)*at) && status < 1000; at++)
        status = status * 10 + (*at - '0');
    answer->status = status >= 200 && status < 1000 ? status : 0;
    size_t reason = 0;
    for (; at != NULL && at < end && reason + 1 < sizeof(answer->reason); at++)
        if ((reason > 0 || *at != ' ') && isascii(*at) && isprint(*at))
            answer->reason[reason++] = *at;
    answer->reason[reason] = '\0';
}

void answer_add_line(struct answer *answer, const char *line, size_t len)
{
    answer->bytes += (int64_t)len;
    answer->lines++;
    if (answer->has_all_headers)
        return; /* a trailer */
    while (len > 0 && (line[len - 1] == '\n' || line[len - 1] == '\r'))
        len--;
    if (len == 0)
        answer->has_all_headers = answer->status != 0;
    else if (is_blank(line[0]) && answer->last != ANSWER_FIELDS) {
        trim(&line, &len);
        append(answer, answer->last, " ", line, len); /* obs-fold (RFC 9112 section 5.2) */
    } else if (len > 5 && strncasecmp(line, "HTTP/", 5) == 0)
        read_status_line(answer, line, len);
    else
        add_field(answer, line, len);
}

const char *answer_text(const struct answer *answer, enum answer_field field)
{
    const struct fetch_bytes *value = &answer->fields[field];

    if (!value->is_present)
        return NULL;
    return value->data == NULL ? "" : value->data;
}
