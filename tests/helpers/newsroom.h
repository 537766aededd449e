/* newsroom.h: a store with a little news in it, for the store's tests. */
#pragma once

/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/arena.h"
#include "config/base/error.h"
#include "store/alerts.h"
#include "store/feeds.h"
#include "store/items.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define MONDAY INT64_C(1795392000) /* 2026-11-23T00:00:00Z */
#define HOUR INT64_C(3600)
#define DAY (24 * HOUR)

struct newsroom {
    struct store *store;
    struct arena *arena;
    struct error err;
    struct feed_state bbc;
    struct feed_state dw;
};

#define assert_done(room, call)                                                                    \
    do {                                                                                           \
        if ((call) != STORE_OK)                                                                    \
            fail_msg("%s: %s", #call, (room)->err.message);                                        \
    } while (0)

static inline void newsroom_furnish(struct newsroom *room)
{
    assert_done(room, store_feed_open(room->store, "bbc-world",
                                      "https://feeds.bbci.co.uk/news/world/rss.xml", room->arena,
                                      &room->bbc, &room->err));
    assert_done(room, store_feed_open(room->store, "dw-top", "https://rss.dw.com/xml/rss-en-top",
                                      room->arena, &room->dw, &room->err));
}

static inline int newsroom_open(void **state)
{
    struct newsroom *room = calloc(1, sizeof(*room));

    room->arena = arena_new();
    room->store = store_open(NULL, STORE_MEMORY, &room->err);
    if (room->store == NULL)
        return -1;
    newsroom_furnish(room);
    *state = room;
    return 0;
}

static inline int newsroom_close(void **state)
{
    struct newsroom *room = *state;

    store_close(room->store);
    arena_free(room->arena);
    free(room);
    return 0;
}

/* An item that begins a story; a test changes what matters to it. */
static inline struct stored_item newsroom_item(const struct newsroom *room, const char *identity)
{
    struct stored_item stored = {.feed = room->bbc.id,
                                 .identity = identity,
                                 .edition = 1,
                                 .revision = 11,
                                 .seen = MONDAY,
                                 .revised = NO_TIME,
                                 .item = ITEM_EMPTY,
                                 .fingerprint = "fp",
                                 .fingerprint_len = 2};

    stored.item.id = identity;
    stored.item.url = "https://www.bbc.co.uk/news/world-asia-1";
    stored.item.title = (struct text){"North Korean troops seen near Kursk", MARKUP_PLAIN};
    stored.item.content =
        (struct text){"Some 8,000 soldiers are near the border.\n", MARKUP_MARKED};
    stored.item.published = MONDAY - HOUR;
    return stored;
}

/* Adds it; returns its id and sets its story. */
static inline int64_t newsroom_add(struct newsroom *room, struct stored_item *item)
{
    int64_t id = 0;

    assert_done(room, store_item_add(room->store, item, &id, &item->story, &room->err));
    return id;
}

static inline struct stored_alert newsroom_alert(int64_t story, int64_t item, const char *topic)
{
    return (struct stored_alert){.time = MONDAY,
                                 .topic = topic,
                                 .severity = "high",
                                 .story = story,
                                 .item = item,
                                 .matched = "[{\"term\":\"troop*\",\"found\":\"troops\"}]"};
}
