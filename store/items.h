/* items.h: items, each with its editions, and the stories that they make. */
#pragma once

#include "feeds/item.h"
#include "store/store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/* What an operator made of the verdict on an item. */
enum item_correction {
    ITEM_NOT_CORRECTED,
    ITEM_SPLIT, /* it was a copy, and leads a story of its own */
    ITEM_JOINED /* it led a story, which is shown as another now */
};

struct stored_item {
    int64_t id;
    int64_t feed;
    const char *feed_name; /* filled when read */
    const char *identity;
    int32_t edition; /* from 1 */
    int64_t story;
    enum item_correction correction; /* filled when read */
    int64_t left_story; /* of the edition before, with which this text does not agree; 0: none, or
                           deleted by age; filled when read */
    bool is_lead;
    bool is_fullest; /* became its story's fullest reference when it was added */
    uint64_t revision;
    uint64_t content_hash; /* item_content_hash(); not filled when read */
    int64_t seen;
    int64_t revised;         /* NO_TIME: never */
    struct item item;        /* texts PLAIN and MARKED; attachments are not stored */
    const void *fingerprint; /* encoded */
    size_t fingerprint_len;
    const char *reason; /* JSON: why a copy, or the nearest miss; NULL: none */
};

/* The newest edition of an item. */
enum store_status store_item_find(struct store *store, int64_t feed, const char *identity,
                                  struct arena *arena, struct stored_item *out, struct error *err);
/* The item of the feed's last document with this link, title and text: its newest edition. */
enum store_status store_item_find_content(struct store *store, int64_t feed, uint64_t content_hash,
                                          struct arena *arena, struct stored_item *out,
                                          struct error *err);
enum store_status store_item_get(struct store *store, int64_t id, struct arena *arena,
                                 struct stored_item *out, struct error *err);
/* Adds an item with `item->story`, of which it may be the fullest reference from now on, or, when
 * that is 0, as the lead of a new story. Sets `*id` and `*story`. */
enum store_status store_item_add(struct store *store, const struct stored_item *item, int64_t *id,
                                 int64_t *story, struct error *err);
/* Replaces text, dates, revision, fingerprint and `revised` of item `item->id`, and the reason
 * where there is one; story and seen stay. */
enum store_status store_item_revise(struct store *store, const struct stored_item *item,
                                    struct error *err);

/* All its editions are found by `identity` from now on, which no item of the feed may have. */
enum store_status store_item_rename(struct store *store, const struct stored_item *item,
                                    const char *identity, struct error *err);

struct item_filter {
    int64_t since;    /* seen at or after; NO_TIME: all */
    int64_t until;    /* seen before; NO_TIME: all */
    const char *feed; /* name; NULL: all */
    int64_t story;    /* 0: all */
    int64_t near;     /* leads of other stories whose nearest miss was this one, of whatever feed;
                         0: all */
    int64_t limit;    /* newest so many; 0: all */
    int64_t after;    /* of what was seen at `since`, only items with a greater id */
};

/* Items in order of arrival. Holds no snapshot of the store open longer than a page of rows.
 * STORE_NONE: there is no such feed. */
enum store_status store_items_each(struct store *store, const struct item_filter *filter,
                                   bool (*on_item)(void *owner, const struct stored_item *item),
                                   void *owner, struct error *err);

/* Whether nothing of the feed that is stored was seen before: it was of its first document. */
enum store_status store_item_is_first(struct store *store, int64_t feed, int64_t seen,
                                      bool *is_first, struct error *err);

struct story_state {
    int64_t id;
    int64_t lead;    /* item; 0: deleted by age */
    int64_t fullest; /* item; 0: the lead */
    int64_t seen;    /* of its lead */
    int64_t copies;  /* all that there were, deleted ones too */
    int64_t outlets; /* distinct hosts of its items' links */
};

enum store_status store_story_get(struct store *store, int64_t id, struct story_state *out,
                                  struct error *err);
