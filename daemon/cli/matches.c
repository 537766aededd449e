#include "daemon/cli/matches.h"

#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "config/base/utf8.h"
#include "daemon/cli/output.h"
#include "daemon/service/escape.h"

#include <stdint.h>
#include <string.h>

#define BEFORE 60 /* bytes of a snippet before the first place found, and behind it */
#define BEHIND 160

/* A stretch of one zone's text. */
struct stretch {
    const char *text;
    enum watch_zone zone;
    size_t from;
    size_t to;
};

/* The term that begins first at or after `at`, or covers it; NULL: none before `stretch->to`. */
static const struct watch_term *next_term(const struct watch_match *match,
                                          const struct stretch *stretch, size_t at)
{
    const struct watch_term *next = NULL;

    for (size_t i = 0; i < match->term_count; i++) {
        const struct watch_term *term = &match->terms[i];
        bool is_inside = term->zone == stretch->zone && term->end > at && term->begin < stretch->to;
        if (is_inside && (next == NULL || term->begin < next->begin))
            next = term;
    }
    return next;
}

/* Ends of blocks and marks of furniture become blanks. */
static void write_piece(const struct stretch *stretch, size_t from, size_t to, struct arena *arena,
                        struct buffer *out)
{
    char *piece = arena_string_of(arena, stretch->text + from, to - from);

    for (char *c = piece; *c != '\0'; c++) {
        if ((unsigned char)*c < ' ')
            *c = ' ';
    }
    escape_terminal(piece, out);
}

static void write_stretch(const struct stretch *stretch, const struct watch_match *match,
                          struct arena *arena, struct buffer *out)
{
    size_t at = stretch->from;
    const struct watch_term *term;

    while (at < stretch->to && (term = next_term(match, stretch, at)) != NULL) {
        size_t begin = term->begin > at ? term->begin : at;
        size_t end = term->end < stretch->to ? term->end : stretch->to;
        write_piece(stretch, at, begin, arena, out);
        buffer_append_string(out, output_begin(STYLE_MATCH));
        write_piece(stretch, begin, end, arena, out);
        buffer_append_string(out, output_end(STYLE_MATCH));
        at = end;
    }
    write_piece(stretch, at, stretch->to, arena, out);
}

void matches_write_title(const struct watch_item *item, const struct watch_match *match,
                         struct arena *arena, struct buffer *out)
{
    if (item->title == NULL) {
        buffer_append_string(out, "(no title)");
        return;
    }
    const struct stretch title = {item->title, ZONE_TITLE, 0, strlen(item->title)};
    write_stretch(&title, match, arena, out);
}

/* The place found first in the content, else in the summary. */
static const struct watch_term *first_in_body(const struct watch_item *item,
                                              const struct watch_match *match)
{
    const struct stretch content = {item->content, ZONE_CONTENT, 0, SIZE_MAX};
    const struct stretch summary = {item->summary, ZONE_SUMMARY, 0, SIZE_MAX};
    const struct watch_term *term = item->content == NULL ? NULL : next_term(match, &content, 0);

    return term != NULL || item->summary == NULL ? term : next_term(match, &summary, 0);
}

/* Moves to a character's beginning, and to a word's where one is near. */
static size_t word_start(const char *text, size_t at, size_t limit)
{
    while (at < limit && text[at] != ' ' && text[at] != '\n')
        at++;
    return at;
}

void matches_write_snippet(const struct watch_item *item, const struct watch_match *match,
                           struct arena *arena, struct buffer *out)
{
    const struct watch_term *term = first_in_body(item, match);

    if (term == NULL)
        return;
    const char *text = term->zone == ZONE_CONTENT ? item->content : item->summary;
    size_t len = strlen(text);
    size_t end = term->end + BEHIND;
    size_t from = term->begin > BEFORE ? word_start(text, term->begin - BEFORE, term->begin) : 0;
    size_t to = end < len ? utf8_cut(text, len, end) : len;
    const struct stretch around = {text, term->zone, from, to};

    buffer_append_string(out, from > 0 ? "…" : "");
    write_stretch(&around, match, arena, out);
    buffer_append_string(out, to < len ? "…" : "");
}
