/* list_draft.h: a list of feeds while it is read; for feeds/lists only. */
#pragma once

#include "feeds/lists/feed_list.h"

struct list_draft {
    struct arena *arena;
    struct listed_feed *feeds;
    size_t feed_count, feed_capacity;
    struct list_note *notes;
    size_t note_count, note_capacity;
    size_t lost_feeds, lost_notes; /* over the bounds */
};

void list_draft_add(struct list_draft *draft, const struct listed_feed *feed);
void list_draft_note(struct list_draft *draft, unsigned line, const char *format, ...)
    PRINTF_LIKE(3, 4);
void list_draft_refuse(struct list_draft *draft, unsigned line, const char *format, ...)
    PRINTF_LIKE(3, 4);
void list_draft_finish(struct list_draft *draft, struct feed_list *list);

/* A copy on one line, controls as blanks, none around it, cut to `max` bytes (`len`: not at all);
 * NULL when nothing is left. */
const char *list_text(struct arena *arena, const char *text, size_t len, size_t max);

const char *const *list_strings(struct arena *arena, const char *const *strings, size_t count);

/* The URL of a feed: "feed:" and "feed://" become what they stand for. NULL: it is neither http nor
 * https. */
const char *list_url(struct arena *arena, const char *text, size_t len);

/* The readers; `text` is UTF-8 with a NUL behind it. */
bool opml_read(struct list_draft *draft, const char *text, size_t len, struct error *err)
    MUST_CHECK;
bool newsboat_read(struct list_draft *draft, const char *text, size_t len, struct error *err)
    MUST_CHECK;
