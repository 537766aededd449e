/* watch_list.h: all topics, compiled once, matched against one item at a time (GRAMMAR.md). */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct watch_list;

/* Borrowed for as long as the list lives, or has its next source in force. */
struct watch_list_query {
    const char *name;
    const char *query;
    const char *stem; /* Snowball language of ~word; NULL: "en". Of a topic only */
};

static inline const char *watch_list_stem(const struct watch_list_query *query)
{
    return query->stem == NULL ? "en" : query->stem;
}

struct watch_list_source {
    const struct watch_list_query *topics;
    size_t topic_count;
    const struct watch_list_query *named; /* @name */
    size_t named_count;
    /* What feed: and group: may name, for warnings; NULL: no such warnings. */
    const char *const *feeds;
    size_t feed_count;
    const char *const *groups;
    size_t group_count;
};

/* One mistake or warning of one query. */
struct watch_list_problem {
    bool is_named;        /* in `named`, else in `topics` */
    size_t index;         /* of the query there */
    size_t column;        /* characters of the query, from 1 */
    bool is_warning;      /* the query is used */
    bool is_unknown_name; /* it uses the name of a query that the source has not */
    const char *message;
};

/* Called for the first mistake and all warnings of each query. */
typedef void watch_list_on_problem(void *owner, const struct watch_list_problem *problem);

/* NULL when any query has a mistake. */
struct watch_list *watch_list_compile(const struct watch_list_source *source,
                                      watch_list_on_problem *on_problem, void *owner);
void watch_list_free(struct watch_list *list); /* NULL is allowed */

/* ---- another source in its place ---- */

struct watch_list_change;

/* Reads what `source` has that the list's own has not: queries, or names that they use, which are
 * new or changed; the others are kept as they are. Mistakes are reported, and the warnings of what
 * was read. The list goes on as it is. NULL: there was a mistake. */
struct watch_list_change *watch_list_prepare(struct watch_list *list,
                                             const struct watch_list_source *source,
                                             watch_list_on_problem *on_problem, void *owner);
void watch_list_change_free(struct watch_list_change *change); /* NULL is allowed */

/* Puts it in force and frees the change. The list from now on, which may be another; `list` is
 * gone then. */
struct watch_list *watch_list_commit(struct watch_list *list, struct watch_list_change *change);

/* ---- what it is asked ---- */

size_t watch_list_count(const struct watch_list *list);

enum watch_zone {
    ZONE_TITLE,
    ZONE_SUMMARY,
    ZONE_CONTENT,
    ZONE_AUTHOR,
    ZONE_TAG,
    ZONE_KEY
};

/* An item as topics see it. Absent strings are NULL. */
struct watch_item {
    const char *title;   /* plain */
    const char *summary; /* marked text */
    const char *content; /* marked text */
    const char *const *authors;
    size_t author_count;
    const char *const *tags;
    size_t tag_count;
    const char *feed;
    const char *const *groups;
    size_t group_count;
    const char *url;
    const char *language;
};

struct watch_term {
    const char *term;  /* as the query writes it, in the arena */
    const char *found; /* the text found, in the arena */
    enum watch_zone zone;
    uint32_t zone_index; /* which author or tag */
    uint32_t word;       /* number of its first word in the zone, from 1 */
    const char *text;    /* of the whole zone, or value of a key: the item's own */
    uint32_t begin;      /* bytes of `text`: [begin, end) */
    uint32_t end;
};

/* The words around the place found, at most 160 characters, on one line. In the arena. */
const char *watch_term_snippet(const struct watch_term *term, struct arena *arena);

/* Ascending indices in the source's topics. In the arena. */
struct watch_topics {
    const size_t *list;
    size_t count;
};

/* Which topics the item is about. One item at a time: the list holds scratch memory of its own,
 * what belongs to the item in the arena. */
void watch_list_match(struct watch_list *list, const struct watch_item *item, struct arena *arena,
                      struct watch_topics *topics);

/* Each term that took part in a match (GRAMMAR 7). */
struct watch_match {
    size_t topic;
    const struct watch_term *terms;
    size_t term_count;
};

/* What was found of a topic that watch_list_match() named, in the item that it was last given.
 * While that item and its arena live; the terms are in it. */
void watch_list_collect(struct watch_list *list, size_t topic, struct watch_match *match);

/* Whether topic `index` alone is about the item; watch_list_collect() may then be asked of it. */
bool watch_list_match_topic(struct watch_list *list, size_t index, const struct watch_item *item,
                            struct arena *arena);

/* The next topic whose regex came to its match limit for the first time (GRAMMAR 3: logged once a
 * topic). False: there is none to tell of. */
bool watch_list_next_overrun(struct watch_list *list, size_t *topic);

/* How many items were matched, and how many of them were looked at for this topic beyond their
 * words: what it costs. */
size_t watch_list_items(const struct watch_list *list);
uint32_t watch_list_verifications(const struct watch_list *list, size_t topic);

/* Why topic `index` does not match `item`, in one line (GRAMMAR 7); NULL when it does match. In the
 * arena. */
const char *watch_list_explain_miss(struct watch_list *list, size_t index,
                                    const struct watch_item *item, struct arena *arena);
const char *watch_zone_name(enum watch_zone zone);
