#include "daemon/cli/output.h"

#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "config/base/rfc3339.h"
#include "daemon/core/json_escape.h"
#include "feeds/url.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool output_has_colour(void)
{
    const char *no_colour = getenv("NO_COLOR");
    const char *terminal = getenv("TERM");
    bool is_unwanted = no_colour != NULL && no_colour[0] != '\0';
    bool is_dumb = terminal != NULL && strcmp(terminal, "dumb") == 0;

    return isatty(STDOUT_FILENO) && !is_unwanted && !is_dumb;
}

const char *output_begin(enum style style)
{
    static const char *const sequences[] = {
        [STYLE_PLAIN] = "",         [STYLE_BOLD] = "\033[1m",    [STYLE_DIM] = "\033[2m",
        [STYLE_RED] = "\033[1;31m", [STYLE_YELLOW] = "\033[33m", [STYLE_MATCH] = "\033[1;33m",
    };

    return output_has_colour() ? sequences[style] : "";
}

const char *output_end(enum style style)
{
    return style != STYLE_PLAIN && output_has_colour() ? "\033[0m" : "";
}

enum style output_style_of_severity(const char *severity)
{
    if (strcmp(severity, "high") == 0)
        return STYLE_RED;
    return strcmp(severity, "medium") == 0 ? STYLE_YELLOW : STYLE_PLAIN;
}

const char *output_count(struct arena *arena, int64_t count, const char *one, const char *many)
{
    return arena_format(arena, "%lld %s", (long long)count, count == 1 ? one : many);
}

/* ---- JSON */

void output_json_key(struct buffer *out, const char *key)
{
    bool is_first = out->len == 0 || out->data[out->len - 1] == '{';

    buffer_append_format(out, is_first ? "\"%s\":" : ",\"%s\":", key);
}

void output_json_string(struct buffer *out, const char *key, const char *text)
{
    output_json_key(out, key);
    json_escape_string(text, out);
}

void output_json_url(struct buffer *out, const char *key, const char *url)
{
    struct arena *arena = arena_new();

    output_json_string(out, key, url_without_login(arena, url));
    arena_free(arena);
}

void output_json_int(struct buffer *out, const char *key, int64_t value)
{
    output_json_key(out, key);
    buffer_append_format(out, "%lld", (long long)value);
}

void output_json_time(struct buffer *out, const char *key, int64_t time)
{
    char text[RFC3339_SIZE];

    output_json_string(out, key, time == NO_TIME ? NULL : rfc3339_format(time, text));
}

/* ---- lines */

void output_json_object(const json_t *object)
{
    json_dumpf(object, stdout, JSON_COMPACT | JSON_ENSURE_ASCII);
    putchar('\n');
}

bool output_line(struct buffer *line)
{
    buffer_append_byte(line, '\n');
    bool is_written = fwrite(line->data, 1, line->len, stdout) == line->len;
    buffer_clear(line);
    return is_written;
}

bool output_finish(void)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return true;
    if (errno != EPIPE) /* a reader that has seen enough is no mistake */
        fprintf(stderr, "storywatch: cannot write: %s\n", strerror(errno));
    return errno == EPIPE;
}
