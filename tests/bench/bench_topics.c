/* links: feeds_topics m */
/* The watch list at 1,000, 10,000 and 100,000 queries: items a second, against evaluating every
 * query on the places of each item; what it asks of memory and how long it takes to load. */
#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "config/base/memory.h"
#include "feeds/topics/compile.h"
#include "feeds/topics/lexicon.h"
#include "feeds/topics/match.h"
#include "feeds/topics/names.h"
#include "feeds/topics/query_check.h"
#include "feeds/topics/watch_list.h"
#include "tests/bench/meter.h"

#include <malloc.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORDS 60000
#define NAMES 20000
#define QUERIES 100000
#define ITEMS 1000
#define ANCHOR_ITEMS 100
#define ANCHOR_QUERIES 10000 /* with more of them the reference takes a tenth of its items */
#define QUERY_MAX 4096
#define TEXT_MAX 65536

/* ---- a language ---- */

/* Words and names; the lower the number, the more often it is written. */
struct language {
    uint64_t state;
    char words[WORDS][16];
    double cumulated[WORDS]; /* Zipf's law */
    char names[NAMES][48];
};

/* splitmix64 (Steele, Lea, Flood 2014) */
static uint64_t number(struct language *language, uint64_t limit)
{
    uint64_t z = language->state += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (z ^ (z >> 31)) % limit;
}

static double fraction(struct language *language)
{
    return (double)number(language, UINT64_C(1) << 53) / 9007199254740992.0;
}

/* A rank between two, each power of ten as often as the next. */
static size_t rank_between(struct language *language, double low, double high)
{
    return (size_t)(low * pow(high / low, fraction(language)));
}

static size_t rank_in_text(struct language *language)
{
    double wanted = fraction(language) * language->cumulated[WORDS - 1];
    size_t low = 0, count = WORDS;

    while (count > 1) {
        size_t half = count / 2;
        if (language->cumulated[low + half - 1] < wanted) {
            low += half;
            count -= half;
        } else {
            count = half;
        }
    }
    return low;
}

static void make_words(struct language *language)
{
    static const char *const syllables[] = {"ka", "re",  "sto", "mi", "lan", "de",  "pro", "ti",
                                            "on", "ber", "su",  "va", "ne",  "gor", "al",  "chi",
                                            "mo", "ter", "ex",  "ul", "fi",  "ran", "o",   "pe"};
    double sum = 0;

    for (size_t i = 0; i < WORDS; i++) {
        size_t rest = i, len = 0;
        do {
            const char *syllable = syllables[rest % 24];
            memcpy(language->words[i] + len, syllable, strlen(syllable));
            len += strlen(syllable);
            rest /= 24;
        } while (rest > 0);
        sum += 1.0 / ((double)i + 2.7);
        language->cumulated[i] = sum;
    }
}

static void make_names(struct language *language)
{
    for (size_t i = 0; i < NAMES; i++) {
        const char *first = language->words[rank_between(language, 300, 3000)];
        const char *last = language->words[rank_between(language, 1000, WORDS)];
        if (i % 4 == 0) /* a company, which no other word is like */
            snprintf(language->names[i], sizeof(language->names[i]), "%szy", last);
        else
            snprintf(language->names[i], sizeof(language->names[i]), "%s %s", first, last);
    }
}

static void write_text(struct language *language, struct buffer *out, size_t words)
{
    for (size_t i = 0; i < words; i++) {
        bool is_name = number(language, 25) == 0;
        const char *word = is_name ? language->names[rank_between(language, 1, NAMES)]
                                   : language->words[rank_in_text(language)];
        buffer_append_string(out, word);
        buffer_append_string(out, i % 18 == 17 ? ". " : " ");
    }
}

/* ---- queries ---- */

static void write_word(struct language *language, struct buffer *out)
{
    size_t rank = rank_between(language, 300, WORDS);

    buffer_append_string(out, language->words[rank]);
    if (number(language, 6) == 0 && rank > 1000)
        buffer_append_byte(out, '*');
}

static void write_name(struct language *language, struct buffer *out)
{
    const char *name = language->names[rank_between(language, 500, NAMES)];
    const char *quote = strchr(name, ' ') != NULL ? "\"" : "";

    buffer_append_format(out, "%s%s%s", quote, name, quote);
}

static void write_list(struct language *language, struct buffer *out,
                       void (*write)(struct language *, struct buffer *))
{
    size_t count = 2 + number(language, 12);

    buffer_append_byte(out, '(');
    for (size_t i = 0; i < count; i++) {
        buffer_append_string(out, i > 0 ? " OR " : "");
        write(language, out);
    }
    buffer_append_byte(out, ')');
}

/* The shapes of queries, each as often as it stands here. N: names, W: words, n and w: one. */
static const char *const shapes[] = {
    "N AND W",
    "N AND W",
    "N AND W",
    "N NEAR/10 W",
    "N NEAR/40 W",
    "N",
    "w AND W NOT W",
    "N AND W AND NOT n",
    "title:N AND lang:en AND W",
    "2 OF (n, n, n, n, n, n, n, n)",
};

static void write_query(struct language *language, struct buffer *out)
{
    const char *shape = shapes[number(language, sizeof(shapes) / sizeof(shapes[0]))];

    for (; *shape != '\0'; shape++) {
        bool is_letter = shape[1] == '\0' || strchr(" ,)", shape[1]) != NULL;
        if (*shape == 'N' && is_letter)
            write_list(language, out, write_name);
        else if (*shape == 'W' && is_letter)
            write_list(language, out, write_word);
        else if (*shape == 'n' && is_letter)
            write_name(language, out);
        else if (*shape == 'w' && is_letter)
            write_word(language, out);
        else
            buffer_append_byte(out, *shape);
    }
}

static void on_problem(void *owner, const struct watch_list_problem *problem)
{
    const struct watch_list_source *source = owner;

    if (!problem->is_warning)
        meter_fail(source->topics[problem->index].query, problem->message);
}

static struct watch_list_query *make_queries(struct language *language)
{
    struct watch_list_query *queries = memory_new(QUERIES, sizeof(*queries));
    struct buffer text;

    buffer_init(&text, QUERY_MAX);
    for (size_t i = 0; i < QUERIES; i++) {
        buffer_clear(&text);
        write_query(language, &text);
        queries[i] = (struct watch_list_query){.name = "t", .query = memory_string(text.data)};
    }
    buffer_free(&text);
    return queries;
}

/* Lets go of a text that is the language's own. */
static void release(const char *text)
{
    union {
        const char *text;
        void *memory;
    } own = {.text = text};

    free(own.memory);
}

static void free_queries(struct watch_list_query *queries, size_t count)
{
    for (size_t i = 0; i < count; i++)
        release(queries[i].query);
    free(queries);
}

static const char *make_text(struct language *language, size_t words)
{
    struct buffer text;

    buffer_init(&text, TEXT_MAX);
    write_text(language, &text, words);
    return text.data;
}

static void make_items(struct language *language, struct watch_item *items)
{
    for (size_t i = 0; i < ITEMS; i++)
        items[i] = (struct watch_item){.title = make_text(language, 10),
                                       .summary = make_text(language, 30),
                                       .content = make_text(language, 400),
                                       .feed = "wire",
                                       .url = "https://outlet.example/1",
                                       .language = "en"};
}

static void free_items(struct watch_item *items)
{
    for (size_t i = 0; i < ITEMS; i++) {
        release(items[i].title);
        release(items[i].summary);
        release(items[i].content);
    }
    free(items);
}

/* ---- the reference: every query on the places of every item ---- */

struct anchor {
    struct program program;
    struct name_table names;
    size_t count;
    struct arena *arena;
};

static void compile_anchor(struct anchor *anchor, const struct watch_list_source *source)
{
    struct arena *scratch = arena_new();
    struct query_mistake mistake;
    struct query_tokens tokens;

    *anchor = (struct anchor){.arena = arena_new(), .count = source->topic_count};
    program_init(&anchor->program, anchor->count);
    names_init(&anchor->names, anchor->arena, 0);
    struct compiler *compiler = compiler_new(&anchor->program, &anchor->names);
    int language = lexicon_language(anchor->program.lexicon, "en");
    for (size_t i = 0; i < anchor->count; i++) {
        const char *text = source->topics[i].query;
        query_lex(&tokens, scratch, text, &mistake);
        (void)query_check(&tokens, scratch, &anchor->names, NAME_NONE);
        const struct query_node *root = query_parse(scratch, &tokens, &anchor->names, &mistake);
        compiler_add(compiler, i, text, root, language);
        arena_reset(scratch);
    }
    compiler_free(compiler);
    arena_free(scratch);
}

static size_t run_anchor(struct anchor *anchor, const struct watch_item *items, size_t count)
{
    struct zones *zones = zones_new(anchor->program.lexicon);
    struct arena *arena = arena_new();
    size_t matches = 0;

    for (size_t i = 0; i < count; i++) {
        struct matcher matcher;
        arena_reset(arena);
        zones_read(zones, arena, &items[i]);
        matcher_init(&matcher, &anchor->program, zones, item_keys_new(arena, &items[i]), arena);
        for (size_t k = 0; k < anchor->count; k++)
            matches += matcher_holds_block(&matcher, (uint32_t)k);
    }
    zones_free(zones);
    arena_free(arena);
    return matches;
}

static size_t run_list(struct watch_list *list, const struct watch_item *items, size_t count)
{
    struct arena *arena = arena_new();
    struct watch_topics topics;
    size_t matches = 0;

    for (size_t i = 0; i < count; i++) {
        arena_reset(arena);
        watch_list_match(list, &items[i], arena, &topics);
        matches += topics.count;
    }
    arena_free(arena);
    return matches;
}

/* ---- the figures ---- */

static size_t heap(void)
{
    struct mallinfo2 info = mallinfo2();

    return info.uordblks + info.hblkhd;
}

static void print(const char *what, size_t count, double value, const char *unit,
                  const char *reference, double reference_value)
{
    char figure[80];

    snprintf(figure, sizeof(figure), "%s, %zu queries", what, count);
    meter_print(figure, value, unit, reference, reference_value);
}

/* What the anchor finds must be what the list finds. */
static double measure_anchor(struct watch_list *list, const struct watch_list_source *source,
                             const struct watch_item *items)
{
    struct anchor anchor;
    size_t count = source->topic_count > ANCHOR_QUERIES ? ANCHOR_ITEMS / 10 : ANCHOR_ITEMS;

    compile_anchor(&anchor, source);
    struct meter start = meter_now();
    size_t matches = run_anchor(&anchor, items, count);
    double seconds = meter_since(start).cpu;
    if (matches != run_list(list, items, count))
        meter_fail("the watch list", "it finds something else than each query by itself");
    program_free(&anchor.program);
    arena_free(anchor.arena);
    return (double)count / seconds;
}

static double verifications(const struct watch_list *list, size_t count)
{
    size_t sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += watch_list_verifications(list, i);
    return (double)sum;
}

/* The same queries, read anew, one in the middle with other words. */
static struct watch_list_query *reread(const struct watch_list_query *queries, size_t count)
{
    struct watch_list_query *copies = memory_new(count, sizeof(*copies));

    for (size_t i = 0; i < count; i++) {
        const char *text = i == count / 2 ? "zeppelin OR \"a balloon\"" : queries[i].query;
        copies[i] = (struct watch_list_query){.name = "t", .query = memory_string(text)};
    }
    return copies;
}

static struct watch_list *reload(struct watch_list *list, const struct watch_list_source *source,
                                 const struct watch_item *items)
{
    struct watch_list_source own = *source;
    size_t before = run_list(list, items, ANCHOR_ITEMS);
    struct meter start = meter_now();
    struct watch_list_change *change = watch_list_prepare(list, source, on_problem, &own);

    list = watch_list_commit(list, change);
    print("topics, reload of one", source->topic_count, meter_since(start).cpu * 1e3, "ms", NULL,
          0);
    if (run_list(list, items, ANCHOR_ITEMS) > before)
        meter_fail("the reloaded watch list", "it finds more");
    return list;
}

static void measure(const struct watch_list_query *queries, size_t count,
                    const struct watch_item *items)
{
    struct watch_list_source source = {.topics = queries, .topic_count = count};
    struct watch_list_query *next;
    size_t before = heap();
    struct meter start = meter_now();
    struct watch_list *list = watch_list_compile(&source, on_problem, &source);
    double load = meter_since(start).cpu;

    (void)run_list(list, items, ITEMS); /* which words are rare is learnt from items */
    double looked = verifications(list, count);
    start = meter_now();
    size_t matches = run_list(list, items, ITEMS);
    double speed = ITEMS / meter_since(start).cpu;
    looked = verifications(list, count) - looked;
    double memory = (double)(heap() - before) / (double)count;
    print("topics", count, speed, "items/s", "every query on every item",
          measure_anchor(list, &source, items));
    print("topics, verifications", count, looked / ITEMS, "an item", "matches",
          (double)matches / ITEMS);
    print("topics, memory", count, memory, "bytes a query", NULL, 0);
    print("topics, load", count, load, "s", NULL, 0);
    source.topics = next = reread(queries, count);
    watch_list_free(reload(list, &source, items));
    free_queries(next, count);
}

int main(void)
{
    static const size_t counts[] = {1000, 10000, QUERIES};
    struct language *language = memory_new(1, sizeof(*language));
    struct watch_item *items = memory_new(ITEMS, sizeof(*items));

    language->state = 1;
    make_words(language);
    make_names(language);
    make_items(language, items);
    struct watch_list_query *queries = make_queries(language);
    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
        measure(queries, counts[i], items);
    free_queries(queries, QUERIES);
    free_items(items);
    free(language);
    return EXIT_SUCCESS;
}
