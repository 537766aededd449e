/* dedup_desk.h: for tests of dedup: the memory, a store of arrays behind it, and a report in the
 * parts that outlets make versions of. */
#pragma once

/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/buffer.h"
#include "feeds/dedup/dedup.h"
#include "tests/helpers/ferry.h"
#include "tests/helpers/news.h"

#include <string.h>

#define DAY ((int64_t)86400)
#define HOUR ((int64_t)3600)
#define MONDAY (20515 * DAY)
#define WINDOW (14 * DAY)
#define ITEMS_MAX 2000

#define TITLE "Ferry runs aground off Brennholm with 214 on board"

/* The memory under test, and the store that the service would have: item i has number i + 1. */
struct desk {
    struct dedup *dedup;
    struct arena *arena;   /* the store's */
    struct arena *scratch; /* of one verdict */
    struct fingerprint fingerprints[ITEMS_MAX];
    struct dedup_item items[ITEMS_MAX];
    struct dedup_verdict verdicts[ITEMS_MAX];
    int64_t fullest[ITEMS_MAX + 1]; /* of a story, an item's number */
    int64_t count;
};

static const struct dedup_settings SETTINGS = {.window = WINDOW};

static inline bool load(void *owner, int64_t story, enum dedup_reference which, struct arena *arena,
                        struct dedup_stored *out)
{
    const struct desk *desk = owner;
    int64_t number = which == DEDUP_LEAD ? story : desk->fullest[story];

    (void)arena;
    if (number == 0)
        return false;
    *out = (struct dedup_stored){.feed = desk->items[number - 1].feed,
                                 .seen = desk->items[number - 1].seen,
                                 .fingerprint = desk->fingerprints[number - 1]};
    return true;
}

static inline int open_desk(void **state)
{
    struct arena *arena = arena_new();
    struct desk *desk = arena_alloc(arena, sizeof(*desk));

    desk->arena = arena;
    desk->scratch = arena_new();
    desk->dedup = dedup_new(&SETTINGS, &(struct dedup_source){.load = load, .owner = desk});
    *state = desk;
    return 0;
}

static inline int close_desk(void **state)
{
    struct desk *desk = *state;

    dedup_free(desk->dedup);
    arena_free(desk->scratch);
    arena_free(desk->arena);
    return 0;
}

/* Tells the memory what was decided of item `i`. */
static inline void remember(struct desk *desk, int64_t i)
{
    const struct dedup_verdict *verdict = &desk->verdicts[i];

    if (verdict->story == 0)
        dedup_add_lead(desk->dedup, i + 1, &desk->items[i]);
    else
        dedup_add_copy(desk->dedup, verdict->story, &desk->items[i], verdict->is_fullest);
}

/* An item arrives; returns its number and, in `*verdict`, what it is. */
static inline int64_t arrive(struct desk *desk, int64_t feed, int64_t seen, struct news news)
{
    int64_t i = desk->count++;
    struct dedup_verdict *verdict = &desk->verdicts[i];

    desk->fingerprints[i] = news_fingerprint(&news, desk->arena);
    desk->items[i] =
        (struct dedup_item){.feed = feed, .seen = seen, .fingerprint = &desk->fingerprints[i]};
    dedup_judge(desk->dedup, &desk->items[i], desk->scratch, verdict);
    arena_reset(desk->scratch);
    if (verdict->is_fullest)
        desk->fullest[verdict->story] = i + 1;
    remember(desk, i);
    return i + 1;
}

/* As arrive(); returns the story: the item's own number where it leads one. */
static inline int64_t story_of(struct desk *desk, int64_t feed, int64_t seen, struct news news)
{
    int64_t number = arrive(desk, feed, seen, news);
    int64_t story = desk->verdicts[number - 1].story;

    return story == 0 ? number : story;
}

static inline const struct dedup_reason *last_reason(const struct desk *desk)
{
    return &desk->verdicts[desk->count - 1].reason;
}
