/* core_desk.h: for tests of the core: a watch list as an operator writes it, a store in memory and
 * the pipeline between them, without processes. */
#pragma once

/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "config/base/error.h"
#include "daemon/core/pipeline.h"
#include "feeds/text/html.h"
#include "store/feeds.h"

#include <string.h>

#define MONDAY INT64_C(1795392000) /* 2026-11-23T00:00:00Z */
#define MINUTE INT64_C(60)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

struct core_desk {
    struct settings *settings;
    struct watch *watch;
    struct store *store;
    struct pipeline *pipeline;
    struct arena *arena;
    struct error err;
};

#define assert_stored(desk, call)                                                                  \
    do {                                                                                           \
        if ((call) != STORE_OK)                                                                    \
            fail_msg("%s: %s", #call, (desk)->err.message);                                        \
    } while (0)

static inline void core_desk_on_problem(void *owner, const struct settings_problem *problem)
{
    (void)owner;
    if (!problem->is_warning)
        fail_msg("%u:%u: %s", problem->place.line, problem->place.column, problem->message);
}

static inline struct pipeline_settings core_desk_pipeline_settings(const struct settings *settings)
{
    return (struct pipeline_settings){.window = settings->dedup.window,
                                      .backlog = settings->alerts.backlog,
                                      .has_documents = true,
                                      .has_dedup = settings->dedup.is_enabled};
}

/* Each feed of `config` has its row in the store, in their order from 1 on. */
static inline struct core_desk *core_desk_open(const char *config)
{
    struct core_desk *desk = test_calloc(1, sizeof(*desk));

    desk->arena = arena_new();
    desk->settings =
        settings_load_text("storywatch.yaml", config, strlen(config), core_desk_on_problem, NULL);
    desk->watch = watch_new(desk->settings, core_desk_on_problem, NULL);
    desk->store = store_open(NULL, STORE_MEMORY, &desk->err);
    assert_non_null(desk->store);
    const struct pipeline_settings settings = core_desk_pipeline_settings(desk->settings);
    desk->pipeline = pipeline_new(desk->store, &settings);
    pipeline_set_watch(desk->pipeline, desk->watch);
    for (size_t i = 0; i < desk->settings->feed_count; i++) {
        const struct feed_settings *feed = &desk->settings->feeds[i];
        struct feed_state state;
        assert_stored(desk, store_feed_open(desk->store, feed->name, feed->url, desk->arena, &state,
                                            &desk->err));
        assert_int_equal(state.id, i + 1);
    }
    return desk;
}

static inline void core_desk_close(struct core_desk *desk)
{
    pipeline_free(desk->pipeline);
    watch_free(desk->watch);
    store_close(desk->store);
    settings_free(desk->settings);
    arena_free(desk->arena);
    test_free(desk);
}

/* An item as a fetcher makes it of what was published. */
struct published {
    const char *id, *url, *title, *text;
    int64_t date; /* NO_TIME: none */
};

static inline const struct item *core_desk_item(struct core_desk *desk,
                                                const struct published *published)
{
    struct item *item = arena_alloc(desk->arena, sizeof(*item));

    *item = ITEM_EMPTY;
    item->id = published->id;
    item->url = published->url;
    item->title = (struct text){published->title, MARKUP_PLAIN};
    if (published->text != NULL)
        item->content = (struct text){published->text, MARKUP_PLAIN};
    item->published = published->date;
    item_read_texts(item, desk->arena);
    return item;
}

static inline const struct fingerprint *
core_desk_fingerprint(struct core_desk *desk, const struct item *item, struct buffer *encoded)
{
    struct fingerprint *fingerprint = arena_alloc(desk->arena, sizeof(*fingerprint));

    fingerprint_make(fingerprint, item, desk->arena);
    buffer_init(encoded, FINGERPRINT_BYTES_MAX);
    assert_true(fingerprint_encode(fingerprint, encoded));
    return fingerprint;
}

/* How an item comes, beside what was published; seen at `seen`. */
struct coming {
    int64_t feed; /* from 1 on, as in the config */
    int64_t seen;
    bool is_first_document;
    bool shares_link; /* with all items of its document */
};

static inline enum store_status core_desk_try(struct core_desk *desk, const struct coming *coming,
                                              const struct published *published,
                                              struct arrival_outcome *outcome)
{
    const struct feed_settings *feed = &desk->settings->feeds[coming->feed - 1];
    struct item item = *core_desk_item(desk, published);
    struct buffer encoded;

    item.shares_link = coming->shares_link;
    const struct arrival arrival = {
        .feed = coming->feed,
        .feed_name = feed->name,
        .groups = feed->groups,
        .group_count = feed->group_count,
        .has_dedup = feed->has_dedup,
        .is_first_document = coming->is_first_document,
        .seen = coming->seen,
        .revision = item_revision(&item),
        .item = &item,
        .fingerprint = core_desk_fingerprint(desk, &item, &encoded),
        .encoded = encoded.data,
        .encoded_len = encoded.len,
    };

    enum store_status status =
        pipeline_take(desk->pipeline, &arrival, desk->arena, outcome, &desk->err);
    buffer_free(&encoded);
    return status;
}

static inline struct arrival_outcome core_desk_take(struct core_desk *desk,
                                                    const struct coming *coming,
                                                    const struct published *published)
{
    struct arrival_outcome outcome;

    assert_stored(desk, core_desk_try(desk, coming, published, &outcome));
    return outcome;
}
