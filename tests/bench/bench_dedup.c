/* links: feeds_dedup PkgConfig::libxxhash */
/* Items a second of CPU through candidates and verdict, and what the memory of the window costs,
 * with so many stories remembered (a headline and 45 words, made; COUNTxWORDS: others, 192 being
 * those of which 52 shingles are indexed, DEDUP.md's full text); half of the items are copies with
 * a dateline and another headline, half are new. The floor is exact hashing: one hash of the text,
 * one look into a table of them. The last line projects ten times the last count, the cost growing
 * as it did from the count before. */
#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "config/base/memory.h"
#include "feeds/dedup/candidates.h"
#include "feeds/dedup/dedup.h"
#include "feeds/dedup/index.h"
#include "feeds/item.h"
#include "tests/bench/meter.h"
#include "tests/bench/press.h"
#include "tests/bench/scratch.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>

#define SUMMARY_WORDS 45 /* of a summary */
#define TITLE_WORDS 9
#define FEEDS 500
#define ITEMS 4000
#define WINDOW ((int64_t)14 * 86400)
#define NOW INT64_C(1795392000)
#define TEXT_MAX ((size_t)64 << 10)

/* Stands for the store: the encoded fingerprints of the leads, one behind the other in a file. */
struct archive {
    int file;
    int64_t *ends; /* of the file, by story number; [0] is 0 */
    size_t loads;
    void *bytes;
};

struct bench {
    struct dedup *dedup;
    struct archive archive;
    size_t count; /* of stories */
    size_t words; /* of each */
    struct press *press;
    struct arena *arena;
    struct buffer text, title, encoded;
    uint64_t *hashes; /* of texts, an open table; 0: free */
    size_t hash_mask;
};

static bool load(void *owner, int64_t story, enum dedup_reference which, struct arena *arena,
                 struct dedup_stored *out)
{
    struct archive *archive = owner;
    int64_t begin = archive->ends[story - 1];
    size_t len = (size_t)(archive->ends[story] - begin);

    archive->loads++;
    out->feed = story % FEEDS;
    out->seen = NOW;
    return which == DEDUP_LEAD &&
           pread(archive->file, archive->bytes, len, begin) == (ssize_t)len &&
           fingerprint_decode(&out->fingerprint, archive->bytes, len, arena);
}

/* Story `number` as its lead printed it, or as a copy does. */
static void print_item(struct bench *bench, uint64_t number, bool is_copy)
{
    press_reseed(bench->press, number);
    buffer_clear(&bench->text);
    buffer_clear(&bench->title);
    if (is_copy)
        buffer_append_string(&bench->text, "KELMOUTH (Coast Agency) - ");
    press_sentences(bench->press, &bench->text, bench->words);
    press_headline(bench->press, &bench->title, TITLE_WORDS);
    if (is_copy)
        press_headline(bench->press, &bench->title, TITLE_WORDS);
}

static void make_fingerprint(struct bench *bench, struct fingerprint *fingerprint)
{
    struct item item = ITEM_EMPTY;

    item.title = (struct text){.str = bench->title.data, .markup = MARKUP_PLAIN};
    item.content = (struct text){.str = bench->text.data, .markup = MARKUP_MARKED};
    fingerprint_make(fingerprint, &item, bench->arena);
}

static uint64_t *place_of(const struct bench *bench, uint64_t hash)
{
    size_t at = hash & bench->hash_mask;

    while (bench->hashes[at] != 0 && bench->hashes[at] != hash)
        at = (at + 1) & bench->hash_mask;
    return &bench->hashes[at];
}

static uint64_t hash_text(const char *text, size_t len)
{
    return XXH3_64bits(text, len) | 1;
}

static void archive_story(struct bench *bench, int64_t story)
{
    struct archive *archive = &bench->archive;
    struct fingerprint fingerprint;

    arena_reset(bench->arena);
    print_item(bench, (uint64_t)story, false);
    make_fingerprint(bench, &fingerprint);
    buffer_clear(&bench->encoded);
    fingerprint_encode(&fingerprint, &bench->encoded);
    if (pwrite(archive->file, bench->encoded.data, bench->encoded.len, archive->ends[story - 1]) !=
        (ssize_t)bench->encoded.len)
        meter_fail("the archive", "cannot be written");
    archive->ends[story] = archive->ends[story - 1] + (int64_t)bench->encoded.len;
    uint64_t hash = hash_text(bench->text.data, bench->text.len);
    *place_of(bench, hash) = hash;
}

/* As after a restart: the window is read and remembered. Returns the CPU seconds. */
static double remember_all(struct bench *bench)
{
    struct meter start = meter_now();

    for (size_t i = 1; i <= bench->count; i++) {
        struct dedup_stored stored;
        arena_reset(bench->arena);
        if (!load(&bench->archive, (int64_t)i, DEDUP_LEAD, bench->arena, &stored))
            meter_fail("the archive", "cannot be read");
        dedup_add_lead(bench->dedup, (int64_t)i,
                       &(struct dedup_item){.feed = stored.feed,
                                            .seen = stored.seen,
                                            .fingerprint = &stored.fingerprint});
    }
    return meter_since(start).cpu;
}

/* An item that is about to be judged. */
struct arriving {
    int64_t story; /* that it is a copy of; 0: new */
    struct fingerprint fingerprint;
    const char *text;
    size_t len;
};

/* Their texts live in the bench's arena until it is reset. */
static struct arriving *make_items(struct bench *bench)
{
    struct arriving *items = memory_new(ITEMS, sizeof(*items));

    arena_reset(bench->arena);
    for (size_t i = 0; i < ITEMS; i++) {
        bool is_copy = i % 2 == 0;
        uint64_t number = is_copy ? 1 + i * 7919 % bench->count : bench->count + 1 + i;

        print_item(bench, number, is_copy);
        make_fingerprint(bench, &items[i].fingerprint);
        items[i].story = is_copy ? (int64_t)number : 0;
        items[i].text = arena_string_of(bench->arena, bench->text.data, bench->text.len);
        items[i].len = bench->text.len;
    }
    return items;
}

/* Returns the CPU seconds of an item. */
static double judge(struct bench *bench, const struct arriving *items, size_t count)
{
    struct arena *scratch = arena_new();
    struct meter start = meter_now();
    size_t found = 0;

    for (size_t i = 0; i < count; i++) {
        const struct dedup_item item = {
            .feed = FEEDS, .seen = NOW, .fingerprint = &items[i].fingerprint};
        struct dedup_verdict verdict;
        arena_reset(scratch);
        dedup_judge(bench->dedup, &item, scratch, &verdict);
        found += verdict.story == items[i].story;
    }
    double seconds = meter_since(start).cpu;
    arena_free(scratch);
    if (found < count / 10 * 9)
        meter_fail("dedup", "more than one verdict of ten is wrong");
    return seconds / (double)count;
}

static bool is_open(void *owner, uint32_t slot)
{
    (void)owner;
    (void)slot;
    return true;
}

static void index_story(struct index *index, uint32_t slot, const struct fingerprint *fingerprint)
{
    for (uint32_t i = 0; i < fingerprint->shingle_count; i++) {
        if (shingle_is_indexed(&fingerprint->shingles[i]))
            index_add(index, fingerprint->shingles[i].hash, slot);
    }
}

static size_t count_postings(struct index *index, const struct fingerprint *fingerprint)
{
    uint32_t slots[POSTINGS_PER_KEY];
    size_t postings = 0;

    for (uint32_t i = 0; i < fingerprint->shingle_count; i++) {
        if (shingle_is_indexed(&fingerprint->shingles[i]))
            postings += index_find(index, fingerprint->shingles[i].hash, slots);
    }
    return postings;
}

/* What an item reads of an index like the one inside. */
static void count_reading(struct bench *bench, const struct arriving *items, double *postings,
                          double *candidates)
{
    const struct candidates_filter filter = {.is_open = is_open};
    struct index *index = index_new();
    struct arena *arena = arena_new();
    size_t all_postings = 0, all_candidates = 0;

    for (size_t i = 1; i <= bench->count; i++) {
        struct dedup_stored stored;
        arena_reset(arena);
        if (!load(&bench->archive, (int64_t)i, DEDUP_LEAD, arena, &stored))
            meter_fail("the archive", "cannot be read");
        index_story(index, (uint32_t)i, &stored.fingerprint);
    }
    for (size_t i = 0; i < ITEMS; i++) {
        struct candidates found;
        struct side side;
        arena_reset(arena);
        side_make(&side, &items[i].fingerprint, NULL, arena);
        candidates_find(&found, index, &side, &filter, arena);
        all_candidates += found.count;
        all_postings += count_postings(index, &items[i].fingerprint);
    }
    *postings = (double)all_postings / ITEMS;
    *candidates = (double)all_candidates / ITEMS;
    index_free(index);
    arena_free(arena);
}

static double hash_all(const struct bench *bench, const struct arriving *items)
{
    struct meter start = meter_now();
    size_t found = 0;

    for (size_t i = 0; i < ITEMS; i++)
        found += *place_of(bench, hash_text(items[i].text, items[i].len)) != 0;
    double seconds = meter_since(start).cpu;
    if (found > 0)
        meter_fail("exact hashing", "finds copies with a dateline");
    return seconds;
}

static void open_bench(struct bench *bench, const char *folder, size_t count, size_t words)
{
    struct buffer path;
    size_t size = 1024;

    while (size < 2 * count)
        size *= 2;
    buffer_init(&path, 4096);
    buffer_append_format(&path, "%s/archive", folder);
    *bench = (struct bench){.count = count,
                            .words = words,
                            .press = press_new(1),
                            .arena = arena_new(),
                            .hashes = memory_new(size, sizeof(uint64_t)),
                            .hash_mask = size - 1};
    bench->archive =
        (struct archive){.file = open(path.data, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600),
                         .ends = memory_new(count + 1, sizeof(int64_t)),
                         .bytes = memory_new(FINGERPRINT_BYTES_MAX, 1)};
    bench->dedup = dedup_new(&(struct dedup_settings){.window = WINDOW},
                             &(struct dedup_source){.load = load, .owner = &bench->archive});
    buffer_init(&bench->text, TEXT_MAX);
    buffer_init(&bench->title, TEXT_MAX);
    buffer_init(&bench->encoded, FINGERPRINT_BYTES_MAX);
    buffer_free(&path);
}

static void close_bench(struct bench *bench)
{
    dedup_free(bench->dedup);
    close(bench->archive.file);
    free(bench->archive.ends);
    free(bench->archive.bytes);
    free(bench->hashes);
    press_free(bench->press);
    arena_free(bench->arena);
    buffer_free(&bench->text);
    buffer_free(&bench->title);
    buffer_free(&bench->encoded);
}

static void say(const struct bench *bench, const char *what, double value, const char *unit,
                const char *reference, double reference_value)
{
    char figure[128];

    if (bench->words == SUMMARY_WORDS)
        snprintf(figure, sizeof(figure), "dedup, %zu stories, %s", bench->count, what);
    else
        snprintf(figure, sizeof(figure), "dedup, %zu articles of %zu words, %s", bench->count,
                 bench->words, what);
    meter_print(figure, value, unit, reference, reference_value);
}

/* Returns the CPU seconds of an item. */
static double measure(const char *folder, size_t count, size_t words)
{
    struct bench bench;

    open_bench(&bench, folder, count, words);
    for (size_t i = 1; i <= count; i++)
        archive_story(&bench, (int64_t)i);
    double loading = remember_all(&bench);
    struct arriving *items = make_items(&bench);
    bench.archive.loads = 0;
    double first = judge(&bench, items, ITEMS / 2);
    double judging = judge(&bench, items + ITEMS / 2, ITEMS / 2);
    double hashing = hash_all(&bench, items);
    say(&bench, "judged", 1 / judging, "items/s", "exact hashing", ITEMS / hashing);
    say(&bench, "judged, the first 2,000 after a restart", 1 / first, "items/s", NULL, 0);
    say(&bench, "texts read", (double)bench.archive.loads / ITEMS, "an item", NULL, 0);
    double postings, candidates;
    count_reading(&bench, items, &postings, &candidates);
    say(&bench, "postings read", postings, "an item", NULL, 0);
    say(&bench, "candidates", candidates, "an item", NULL, 0);
    say(&bench, "memory", (double)dedup_memory(bench.dedup) / (double)count, "bytes a story",
        "exact hashing", sizeof(uint64_t) * (double)(bench.hash_mask + 1) / (double)count);
    say(&bench, "reload", (double)count / loading, "stories/s", NULL, 0);
    free(items);
    close_bench(&bench);
    return judging;
}

static void project(double seconds, double before)
{
    if (before > 0)
        meter_print("dedup, ten times as many, projected", before / (seconds * seconds), "items/s",
                    NULL, 0);
}

int main(int argc, char **argv)
{
    char *folder = scratch_new();
    double seconds = 0, before = 0;

    for (int i = 1; i < argc; i++) {
        char *end;
        size_t count = (size_t)strtoull(argv[i], &end, 10);
        bool has_words = *end == 'x';

        double cost =
            measure(folder, count, has_words ? (size_t)strtoull(end + 1, NULL, 10) : SUMMARY_WORDS);
        if (has_words)
            continue;
        before = seconds;
        seconds = cost;
    }
    project(seconds, before);
    scratch_remove(folder);
    return 0;
}
