#include "feeds/dedup/dedup.h"

#include "config/base/arena.h"
#include "config/base/memory.h"
#include "feeds/dedup/candidates.h"
#include "feeds/dedup/dump.h"
#include "feeds/dedup/index.h"
#include "feeds/dedup/keys.h"
#include "feeds/dedup/limits.h"
#include "feeds/dedup/remembered.h"

#include <stdlib.h>
#include <string.h>

/* Time is counted in generations of a third of the window: the counts forget one whole. */
#define GENERATIONS_PER_WINDOW 3
#define SWEPT_AT_ONCE (INDEX_PARTITIONS / 64)

struct dedup *dedup_new(const struct dedup_settings *settings, const struct dedup_source *source)
{
    struct dedup *dedup = memory_new(1, sizeof(*dedup));

    dedup->settings = *settings;
    dedup->source = *source;
    dedup->index = index_new();
    dedup->members = index_new();
    dedup->counts = counts_new();
    dedup->scratch = arena_new();
    dedup->clock = INT64_MIN;
    return dedup;
}

void dedup_free(struct dedup *dedup)
{
    if (dedup == NULL)
        return;
    story_list_free(&dedup->stories);
    index_free(dedup->index);
    index_free(dedup->members);
    counts_free(dedup->counts);
    arena_free(dedup->scratch);
    free(dedup);
}

static int64_t generation_of(const struct dedup_settings *settings, int64_t time)
{
    int64_t span = settings->window / GENERATIONS_PER_WINDOW + 1;

    return time / span - (time % span < 0);
}

int64_t dedup_horizon(const struct dedup_settings *settings, int64_t now)
{
    int64_t span = settings->window / GENERATIONS_PER_WINDOW + 1;

    return generation_of(settings, now - settings->window) * span;
}

int64_t dedup_oldest_generation(const struct dedup *dedup, int64_t now)
{
    return generation_of(&dedup->settings, now - dedup->settings.window);
}

static void advance(struct dedup *dedup, int64_t now)
{
    if (now <= dedup->clock)
        return;
    dedup->clock = now;
    dedup->oldest = story_list_expire(&dedup->stories, now - dedup->settings.window);
    index_expire(dedup->index, dedup->oldest);
    index_expire(dedup->members, dedup->oldest);
    counts_expire(dedup->counts, dedup_oldest_generation(dedup, now));
}

/* The item's text becomes one that later items are compared with. */
static void index_reference(struct dedup *dedup, uint32_t slot,
                            const struct fingerprint *fingerprint)
{
    for (uint32_t i = 0; i < fingerprint->shingle_count; i++) {
        if (shingle_is_indexed(&fingerprint->shingles[i]))
            index_prefetch(dedup->index, fingerprint->shingles[i].hash);
    }
    for (uint32_t i = 0; i < fingerprint->shingle_count; i++) {
        if (shingle_is_indexed(&fingerprint->shingles[i]))
            index_add(dedup->index, fingerprint->shingles[i].hash, slot);
    }
    if (fingerprint->link_hash != 0)
        index_add(dedup->index, key_of_link(fingerprint->link_hash), slot);
}

/* Takes out what index_reference() has put in. */
static void forget_reference(struct dedup *dedup, uint32_t slot,
                             const struct fingerprint *fingerprint)
{
    for (uint32_t i = 0; i < fingerprint->shingle_count; i++) {
        if (shingle_is_indexed(&fingerprint->shingles[i]))
            index_remove(dedup->index, fingerprint->shingles[i].hash, slot);
    }
    if (fingerprint->link_hash != 0)
        index_remove(dedup->index, key_of_link(fingerprint->link_hash), slot);
}

static bool headline_counts(const struct fingerprint *fingerprint)
{
    return fingerprint->title_words.count >= HEADLINE_WORDS;
}

void dedup_add_lead(struct dedup *dedup, int64_t story, const struct dedup_item *item)
{
    const struct fingerprint *fingerprint = item->fingerprint;
    int64_t generation = generation_of(&dedup->settings, item->seen);

    advance(dedup, item->seen);
    uint32_t slot = story_list_add(
        &dedup->stories, &(struct story){.number = story, .seen = item->seen, .feed = item->feed});
    if (slot == 0)
        return;
    index_reference(dedup, slot, fingerprint);
    if (headline_counts(fingerprint)) {
        index_add(dedup->index, key_of_headline(fingerprint->title_hash), slot);
        index_add(dedup->index, key_of_feed_headline(item->feed, fingerprint->title_hash), slot);
    }
    counts_add_story(dedup->counts, generation, item->feed, fingerprint, dedup->scratch);
    arena_reset(dedup->scratch);
}

/* True at a feed's first item of a story; from then on false. */
static bool feed_joins(struct dedup *dedup, const struct story *story, uint32_t slot, int64_t feed)
{
    uint32_t slots[POSTINGS_PER_KEY];
    uint64_t key = key_of_member(feed, slot);

    if (story->feed == feed || index_find(dedup->members, key, slots) > 0)
        return false;
    index_add(dedup->members, key, slot);
    return true;
}

void dedup_add_copy(struct dedup *dedup, int64_t story, const struct dedup_item *item,
                    bool is_fullest)
{
    const struct fingerprint *fingerprint = item->fingerprint;

    advance(dedup, item->seen);
    uint32_t slot = story_list_find(&dedup->stories, story);
    struct story *found = story_list_at(&dedup->stories, slot);
    if (found == NULL)
        return;
    if (is_fullest) {
        found->has_fullest = true;
        index_reference(dedup, slot, fingerprint);
    }
    if (headline_counts(fingerprint))
        index_add(dedup->index, key_of_feed_headline(item->feed, fingerprint->title_hash), slot);
    if (feed_joins(dedup, found, slot, item->feed))
        counts_add_feed(dedup->counts, generation_of(&dedup->settings, found->seen), item->feed,
                        fingerprint, dedup->scratch);
    arena_reset(dedup->scratch);
}

static bool index_stored(struct dedup *dedup, uint32_t slot, int64_t story,
                         enum dedup_reference which)
{
    struct dedup_stored stored;
    bool is_there = dedup->source.load(dedup->source.owner, story, which, dedup->scratch, &stored);

    if (is_there)
        index_reference(dedup, slot, &stored.fingerprint);
    arena_reset(dedup->scratch);
    return is_there;
}

void dedup_split(struct dedup *dedup, int64_t former, int64_t story, const struct dedup_item *item)
{
    uint32_t slot = story_list_find(&dedup->stories, former);
    struct story *found = story_list_at(&dedup->stories, slot);

    if (found != NULL) {
        forget_reference(dedup, slot, item->fingerprint);
        index_stored(dedup, slot, former, DEDUP_LEAD);
        found->has_fullest = index_stored(dedup, slot, former, DEDUP_FULLEST);
    }
    dedup_add_lead(dedup, story, item);
}

void dedup_expire(struct dedup *dedup, int64_t now)
{
    advance(dedup, now);
    if (dedup->to_sweep == 0 && dedup->swept_to != dedup->oldest) {
        dedup->swept_to = dedup->oldest;
        dedup->to_sweep = INDEX_PARTITIONS;
    }
    size_t partitions = dedup->to_sweep < SWEPT_AT_ONCE ? dedup->to_sweep : SWEPT_AT_ONCE;
    index_sweep(dedup->index, partitions);
    index_sweep(dedup->members, partitions);
    dedup->to_sweep -= partitions;
}

/* The number changes with whatever is remembered and with its form. */
#define DUMP_FORM "storywatch " STORYWATCH_VERSION ", dedup memory 2\n"

static void dump_all(struct dedup *dedup, const char *stamp, struct dump *dump)
{
    dump_same(dump, DUMP_FORM, sizeof(DUMP_FORM));
    dump_same(dump, stamp, strlen(stamp) + 1);
    dump_same(dump, &dedup->settings.window, sizeof(dedup->settings.window));
    DUMP_FIELD(dump, dedup->clock);
    DUMP_FIELD(dump, dedup->oldest);
    DUMP_FIELD(dump, dedup->swept_to);
    DUMP_FIELD(dump, dedup->to_sweep);
    story_list_dump(&dedup->stories, dump);
    index_dump(dedup->index, dump);
    index_dump(dedup->members, dump);
    counts_dump(dedup->counts, dump);
}

bool dedup_save(struct dedup *dedup, const char *stamp, FILE *file, int64_t ms_max)
{
    struct dump *dump = dump_writing(file, ms_max);

    dump_all(dedup, stamp, dump);
    return dump_end(dump);
}

bool dedup_load(struct dedup *dedup, const char *stamp, FILE *file)
{
    struct dump *dump = dump_reading(file);

    dump_all(dedup, stamp, dump);
    return dump_end(dump);
}

size_t dedup_stories(const struct dedup *dedup)
{
    return dedup->stories.count - dedup->stories.expired;
}

size_t dedup_memory(const struct dedup *dedup)
{
    return sizeof(*dedup) + story_list_memory(&dedup->stories) + index_memory(dedup->index) +
           index_memory(dedup->members) + counts_memory(dedup->counts) + arena_size(dedup->scratch);
}
