/* zones.h: one item's words and where each passed word test stands.
 *
 * All zones lie on one line of places, title first, with a gap between two that is wider than any
 * distance a query can ask for: so no phrase and no NEAR crosses a zone, and nobody has to look. */
#pragma once

#include "feeds/text/tokens.h"
#include "feeds/topics/query_lexer.h"
#include "feeds/topics/watch_list.h"

struct lexicon;

/* Places between the last word of a zone and the first of the next. */
#define ZONE_GAP 1024

struct zone {
    enum watch_zone kind;
    uint32_t index; /* which author or tag */
    const char *text;
    struct tokens tokens;
    uint32_t first_place; /* of its first word */
    char *prepared;       /* for regexes, made when first asked for; no furniture mark */
    uint32_t *offsets;    /* of its bytes in `text` */
};

/* Ascending. */
struct places {
    const uint32_t *list;
    size_t count;
};

struct zones;

struct zones *zones_new(struct lexicon *lexicon);
void zones_free(struct zones *zones); /* NULL is allowed */

/* The lexicon got more tests. Before the next item is read. */
void zones_grow(struct zones *zones);

/* Takes another item; the one before is forgotten. Everything is in `arena` until then. */
void zones_read(struct zones *zones, struct arena *arena, const struct watch_item *item);

/* The tests that any word, or two in a row, passed. */
const uint32_t *zones_present(const struct zones *zones, size_t *count);

/* How many items were read, and how many of them had a word that passed the test. */
uint32_t zones_item_count(const struct zones *zones);
uint32_t zones_seen(const struct zones *zones, uint32_t test);

/* Does anything pass `test`, inside a text field? */
bool zones_has(struct zones *zones, uint32_t test, enum query_field field);

/* Where words pass `test`, inside a text field; of a pair where its first word stands. */
struct places zones_find(struct zones *zones, uint32_t test, enum query_field field);

/* The zones of a text field; of FIELD_TOP those that it takes words from. */
struct zone *zones_of_field(struct zones *zones, enum query_field field, size_t *count);
struct zone *zones_at(struct zones *zones, uint32_t place); /* a place of a word */
struct zone *zones_first_of(struct zones *zones,
                            enum watch_zone kind); /* of title, summary, content */

/* The prepared text of a zone. */
const char *zone_prepare(struct zones *zones, struct zone *zone);
