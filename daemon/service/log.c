#include "daemon/service/log.h"

#include "config/base/buffer.h"
#include "config/base/clock.h"
#include "config/base/error.h"
#include "config/base/memory.h"
#include "config/base/rfc3339.h"
#include "daemon/service/log_value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define SD_JOURNAL_SUPPRESS_LOCATION
#include <systemd/sd-journal.h>

#define LINE_MAX_BYTES (32UL * 1024)
#define JOURNAL_PREFIX "STORYWATCH_"
#define JOURNAL_OWN_FIELDS 4

struct log {
    char *role;
    int fd;
    bool is_journal; /* `fd` is the journal's stream: send it fields instead */
};

/* sd-journal(3): JOURNAL_STREAM holds device and inode of the stream that the manager made. */
static bool is_journal_stream(int fd)
{
    const char *stream = getenv("JOURNAL_STREAM");
    char own[64];
    struct stat status;

    if (stream == NULL || fstat(fd, &status) != 0)
        return false;
    snprintf(own, sizeof(own), "%ju:%ju", (uintmax_t)status.st_dev, (uintmax_t)status.st_ino);
    return strcmp(stream, own) == 0;
}

struct log *log_open(const char *role, int fd)
{
    struct log *log = memory_new(1, sizeof(*log));

    *log = (struct log){.role = memory_string(role), .fd = fd, .is_journal = is_journal_stream(fd)};
    return log;
}

void log_close(struct log *log)
{
    if (log == NULL)
        return;
    free(log->role);
    free(log);
}

/* The first from here on that says something; NULL: none. */
static const struct log_field *said_from(const struct log_field *field)
{
    for (; field != NULL && field->key != NULL; field++) {
        if (field->is_number || (field->text != NULL && *field->text != '\0'))
            return field;
    }
    return NULL;
}

static void append_escaped(struct buffer *out, const struct log_field *field)
{
    if (field->is_number)
        buffer_append_format(out, "%jd", (intmax_t)field->number);
    else
        log_value_escape(out, field->text, LOG_VALUE_MAX);
}

static void append_event(struct buffer *out, const char *sentence, const struct log_field *fields)
{
    struct buffer value;

    buffer_init(&value, LINE_MAX_BYTES);
    buffer_append_string(out, sentence);
    for (const struct log_field *field = said_from(fields); field != NULL;
         field = said_from(field + 1)) {
        buffer_clear(&value);
        buffer_append_string(&value, "");
        append_escaped(&value, field);
        const char *quote = log_value_is_plain(value.data) ? "" : "\"";
        buffer_append_format(out, " %s=%s%s%s", field->key, quote, value.data, quote);
    }
    buffer_free(&value);
}

static void write_line(const struct log *log, enum log_level level, const char *sentence,
                       const struct log_field *fields)
{
    const char *word = level == LOG_LEVEL_ERROR     ? "error"
                       : level == LOG_LEVEL_WARNING ? "warning"
                                                    : "info";
    char time[RFC3339_SIZE];
    struct buffer line;

    buffer_init(&line, LINE_MAX_BYTES);
    buffer_append_format(&line, "%s %s %s: ", rfc3339_format(clock_wall(), time), word, log->role);
    append_event(&line, sentence, fields);
    buffer_append_byte(&line, '\n');
    ssize_t written = write(log->fd, line.data, line.len); /* whole, or nobody listens */
    (void)written;
    buffer_free(&line);
}

/* Keys are lower case, the journal's fields upper case. */
static void name_journal_field(struct buffer *out, const char *key)
{
    buffer_append_string(out, JOURNAL_PREFIX);
    for (const char *at = key; *at != '\0'; at++) {
        unsigned char byte = (unsigned char)*at;
        bool is_lower = byte >= 'a' && byte <= 'z';
        buffer_append_byte(out, (char)(is_lower ? byte & ~0x20U : byte));
    }
    buffer_append_byte(out, '=');
}

static void send_to_journal(const struct log *log, enum log_level level, const char *sentence,
                            const struct log_field *fields)
{
    struct buffer parts[JOURNAL_OWN_FIELDS + LOG_FIELDS_MAX];
    struct iovec vectors[JOURNAL_OWN_FIELDS + LOG_FIELDS_MAX];
    size_t count = JOURNAL_OWN_FIELDS;

    for (size_t i = 0; i < JOURNAL_OWN_FIELDS + LOG_FIELDS_MAX; i++)
        buffer_init(&parts[i], LINE_MAX_BYTES);
    buffer_append_format(&parts[0], "MESSAGE=%s: ", log->role);
    append_event(&parts[0], sentence, fields);
    buffer_append_format(&parts[1], "PRIORITY=%d", (int)level);
    buffer_append_string(&parts[2], "SYSLOG_IDENTIFIER=storywatchd");
    buffer_append_format(&parts[3], JOURNAL_PREFIX "ROLE=%s", log->role);
    for (const struct log_field *field = said_from(fields); field != NULL;
         field = said_from(field + 1)) {
        if (count == JOURNAL_OWN_FIELDS + LOG_FIELDS_MAX)
            break;
        name_journal_field(&parts[count], field->key);
        append_escaped(&parts[count++], field);
    }
    for (size_t i = 0; i < count; i++)
        vectors[i] = (struct iovec){.iov_base = parts[i].data, .iov_len = parts[i].len};
    sd_journal_sendv(vectors, (int)count);
    for (size_t i = 0; i < count; i++)
        buffer_free(&parts[i]);
}

static void log_event(const struct log *log, enum log_level level, const char *sentence,
                      const struct log_field *fields)
{
    if (log == NULL)
        return;
    if (log->is_journal)
        send_to_journal(log, level, sentence, fields);
    else
        write_line(log, level, sentence, fields);
}

void log_info(const struct log *log, const char *sentence, const struct log_field *fields)
{
    log_event(log, LOG_LEVEL_INFO, sentence, fields);
}

void log_warning(const struct log *log, const char *sentence, const struct log_field *fields)
{
    log_event(log, LOG_LEVEL_WARNING, sentence, fields);
}

void log_error(const struct log *log, const char *sentence, const struct log_field *fields)
{
    log_event(log, LOG_LEVEL_ERROR, sentence, fields);
}

void log_failure(const struct log *log, enum log_level level, const char *sentence,
                 const struct error *err)
{
    struct log_field fields[5] = {LOG_TEXT("error", err->message)};
    size_t count = 1;

    if (err->file[0] != '\0')
        fields[count++] = (struct log_field)LOG_TEXT("file", err->file);
    if (err->line > 0)
        fields[count++] = (struct log_field)LOG_NUMBER("line", err->line);
    if (err->column > 0)
        fields[count++] = (struct log_field)LOG_NUMBER("column", err->column);
    log_event(log, level, sentence, fields);
}
