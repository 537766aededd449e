/* output.h: how the command prints: plain or in colour, and lines of JSON. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

struct arena;
struct buffer;

enum style {
    STYLE_PLAIN,
    STYLE_BOLD,
    STYLE_DIM,
    STYLE_RED,
    STYLE_YELLOW,
    STYLE_MATCH /* a term that a query found */
};

/* True when stdout is a terminal and NO_COLOR is not set (no-color.org). */
bool output_has_colour(void);

/* The escape sequence that begins, or ends, a style; "" without colour. */
const char *output_begin(enum style style);
const char *output_end(enum style style);

enum style output_style_of_severity(const char *severity);

/* "1 copy", "5 copies". In `arena`. */
const char *output_count(struct arena *arena, int64_t count, const char *one, const char *many);

/* Members of a JSON object: the first after '{', the others after a comma. Absent strings and times
 * are null. */
void output_json_string(struct buffer *out, const char *key, const char *text);
/* Without its name and password. */
void output_json_url(struct buffer *out, const char *key, const char *url);
void output_json_int(struct buffer *out, const char *key, int64_t value);
void output_json_time(struct buffer *out, const char *key, int64_t time);
/* Only the comma, the key and the colon. */
void output_json_key(struct buffer *out, const char *key);

/* Prints a JSON object as a line of ASCII. */
void output_json_object(const json_t *object);

/* Prints what the buffer holds, and a newline, and clears it. False when stdout is gone. */
bool output_line(struct buffer *line);

/* False, and said on stderr, when something could not be written. */
bool output_finish(void);
