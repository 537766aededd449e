/* links: daemon_core feeds_text */
/* What a restart costs with so many stories remembered: bench_restart FOLDER COUNT makes a store of
 * feed-sized stories (a headline and 45 words, made) in FOLDER, of the last days of the window, and
 * reads the window from it as the core does when it starts. tests/bench/run then starts
 * storywatchd itself on that store. */
#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "config/base/clock.h"
#include "config/base/error.h"
#include "daemon/core/pipeline.h"
#include "feeds/item.h"
#include "store/feeds.h"
#include "store/items.h"
#include "tests/bench/meter.h"
#include "tests/bench/press.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define WORDS 45
#define HEADLINE_WORDS 9
#define FEEDS 500
#define STORIES_OF_A_COMMIT 1000
#define WINDOW_DAYS 14
#define DAY INT64_C(86400)
#define TEXT_MAX ((size_t)64 << 10)

struct bench {
    struct store *store;
    struct press *press;
    struct arena *arena;
    int64_t feeds[FEEDS];
    struct buffer text, title, encoded;
};

static void must(enum store_status status, const char *what, const struct error *err)
{
    if (status != STORE_OK)
        meter_fail(what, err->message);
}

static void open_feeds(struct bench *bench)
{
    struct error err = {0};

    for (size_t i = 0; i < FEEDS; i++) {
        struct feed_state feed;
        const char *name = arena_format(bench->arena, "feed-%zu", i);
        const char *url = arena_format(bench->arena, "https://outlet-%zu.example/rss", i);

        must(store_feed_open(bench->store, name, url, bench->arena, &feed, &err), name, &err);
        bench->feeds[i] = feed.id;
    }
}

static void add_story(struct bench *bench, int64_t number, int64_t seen)
{
    struct item item = ITEM_EMPTY;
    struct fingerprint fingerprint;
    struct error err = {0};
    int64_t id, story;

    arena_reset(bench->arena);
    buffer_clear(&bench->text);
    buffer_clear(&bench->title);
    buffer_clear(&bench->encoded);
    press_sentences(bench->press, &bench->text, WORDS);
    press_headline(bench->press, &bench->title, HEADLINE_WORDS);
    item.id = arena_format(bench->arena, "story-%" PRId64, number);
    item.url = arena_format(bench->arena, "https://outlet.example/%" PRId64, number);
    item.title = (struct text){bench->title.data, MARKUP_PLAIN};
    item.summary = (struct text){bench->text.data, MARKUP_MARKED};
    fingerprint_make(&fingerprint, &item, bench->arena);
    fingerprint_encode(&fingerprint, &bench->encoded);
    const struct stored_item stored = {.feed = bench->feeds[number % FEEDS],
                                       .identity = item.id,
                                       .edition = 1,
                                       .revision = (uint64_t)number,
                                       .seen = seen,
                                       .revised = NO_TIME,
                                       .item = item,
                                       .fingerprint = bench->encoded.data,
                                       .fingerprint_len = bench->encoded.len};
    must(store_item_add(bench->store, &stored, &id, &story, &err), "store_item_add", &err);
}

static void fill(struct bench *bench, int64_t count)
{
    const int64_t begin = clock_wall() - WINDOW_DAYS * DAY + DAY;
    struct error err = {0};

    must(store_begin(bench->store, &err), "store_begin", &err);
    open_feeds(bench);
    for (int64_t i = 0; i < count; i++) {
        add_story(bench, i + 1, begin + i * (WINDOW_DAYS - 1) * DAY / count);
        if (i % STORIES_OF_A_COMMIT < STORIES_OF_A_COMMIT - 1)
            continue;
        must(store_commit(bench->store, &err), "store_commit", &err);
        must(store_begin(bench->store, &err), "store_begin", &err);
    }
    must(store_commit(bench->store, &err), "store_commit", &err);
    must(store_checkpoint(bench->store, true, &err), "store_checkpoint", &err);
}

static void read_again(struct bench *bench, int64_t count)
{
    const struct pipeline_settings settings = {
        .window = WINDOW_DAYS * DAY, .backlog = PIPELINE_NO_BACKLOG, .has_dedup = true};
    struct pipeline *pipeline = pipeline_new(bench->store, &settings);
    struct error err = {0};
    char figure[64];

    struct meter start = meter_now();
    must(pipeline_rebuild(pipeline, clock_wall(), &err), "pipeline_rebuild", &err);
    double cpu = meter_since(start).cpu;
    snprintf(figure, sizeof(figure), "restart, %" PRId64 " stories, read from the store", count);
    meter_print(figure, (double)count / cpu, "stories/s", NULL, 0);
    pipeline_free(pipeline);
}

int main(int argc, char **argv)
{
    struct error err = {0};

    if (argc != 3)
        meter_fail("bench_restart", "FOLDER COUNT");
    int64_t count = strtoll(argv[2], NULL, 10);
    struct bench bench = {.store = store_open(argv[1], STORE_WRITER, &err),
                          .press = press_new(1),
                          .arena = arena_new()};
    if (bench.store == NULL)
        meter_fail(argv[1], err.message);
    buffer_init(&bench.text, TEXT_MAX);
    buffer_init(&bench.title, TEXT_MAX);
    buffer_init(&bench.encoded, FINGERPRINT_BYTES_MAX);
    fill(&bench, count);
    read_again(&bench, count);
    buffer_free(&bench.text);
    buffer_free(&bench.title);
    buffer_free(&bench.encoded);
    press_free(bench.press);
    arena_free(bench.arena);
    store_close(bench.store);
    return 0;
}
