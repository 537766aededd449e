/* links: PkgConfig::jansson PkgConfig::libxxhash */
/* Items a second through `storywatch replay`, which works on two cores, against the least that any
 * deduplication must do on the same lines, on one: read the JSON and look the text's hash up among
 * the others.
 *
 *     bench_replay STORYWATCH            from an empty memory
 *     bench_replay STORYWATCH COUNT...   feed-sized items (a headline and 45 words), with so many
 *                                        stories remembered: the last before one replay comes there
 */
#include "config/base/buffer.h"
#include "config/base/memory.h"
#include "tests/bench/meter.h"
#include "tests/bench/press.h"
#include "tests/bench/scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <xxhash.h>

struct size {
    const char *name;
    size_t items;
    size_t words;
};

/* ---- the items: one in five is a copy of one before ---- */

#define HEADLINE_WORDS 9

static void write_item(FILE *file, struct press *press, const char *text, size_t number)
{
    struct buffer title;

    buffer_init(&title, SIZE_MAX / 2);
    press_headline(press, &title, HEADLINE_WORDS);
    json_t *item = json_pack("{s:s, s:o, s:o, s:s, s:s}", "feed", "world", "id",
                             json_sprintf("item-%zu", number), "url",
                             json_sprintf("https://outlet.example/%zu", number), "title",
                             title.data, "content_html", text);
    if (item == NULL || json_dumpf(item, file, JSON_COMPACT) != 0 || fputc('\n', file) == EOF)
        meter_fail("cannot write the items", strerror(errno));
    json_decref(item);
    buffer_free(&title);
}

static void write_items(const char *path, const struct size *size)
{
    struct press *press = press_new(size->words);
    struct buffer *texts = memory_new(size->items, sizeof(*texts));
    FILE *file = fopen(path, "w");

    if (file == NULL)
        meter_fail(path, strerror(errno));
    for (size_t i = 0; i < size->items; i++) {
        buffer_init(&texts[i], SIZE_MAX / 2);
        if (i > 0 && press_number(press, 5) == 0)
            buffer_append_string(&texts[i], texts[press_number(press, i)].data);
        else
            press_article(press, &texts[i], size->words);
        write_item(file, press, texts[i].data, i);
    }
    if (fclose(file) != 0)
        meter_fail(path, strerror(errno));
    for (size_t i = 0; i < size->items; i++)
        buffer_free(&texts[i]);
    free(texts);
    press_free(press);
}

/* ---- ours ---- */

static struct meter child_cost(char *const *arguments)
{
    posix_spawn_file_actions_t actions;
    struct meter start = meter_now();
    struct rusage usage;
    pid_t pid;
    int status;

    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    if (posix_spawn(&pid, arguments[0], &actions, NULL, arguments, environ) != 0)
        meter_fail(arguments[0], "cannot be started");
    posix_spawn_file_actions_destroy(&actions);
    if (wait4(pid, &status, 0, &usage) != pid || status != 0)
        meter_fail(arguments[0], "failed");
    double cpu = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                 (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
    return (struct meter){.cpu = cpu, .wall = meter_since(start).wall};
}

/* ---- the floor ---- */

static bool add_hash(uint64_t *set, size_t capacity, uint64_t hash)
{
    size_t place = hash % capacity;

    while (set[place] != 0 && set[place] != hash)
        place = (place + 1) % capacity;
    bool is_new = set[place] == 0;
    set[place] = hash;
    return is_new;
}

static double exact_seconds(const char *path, size_t items)
{
    const size_t capacity = items * 2 + 1;
    uint64_t *set = memory_new(capacity, sizeof(*set));
    FILE *file = fopen(path, "r");
    char *line = NULL;
    size_t size = 0, stories = 0;
    struct meter start = meter_now();

    if (file == NULL)
        meter_fail(path, strerror(errno));
    for (ssize_t len; (len = getline(&line, &size, file)) > 0;) {
        json_t *item = json_loadb(line, (size_t)len, 0, NULL);
        const char *text = json_string_value(json_object_get(item, "content_html"));
        if (text == NULL)
            meter_fail(path, "a line is no item");
        stories += add_hash(set, capacity, XXH3_64bits(text, strlen(text)) | 1);
        json_decref(item);
    }
    struct meter cost = meter_since(start);
    if (stories == 0 || stories == items)
        meter_fail(path, "there should be copies");
    fclose(file);
    free(line);
    free(set);
    return cost.cpu;
}

/* `name` as it is, then "…, CPU". */
static void print_rates(const char *name, size_t items, struct meter cost, double exact)
{
    char of_cpu[96];

    snprintf(of_cpu, sizeof(of_cpu), "%s, CPU", name);
    meter_print(name, (double)items / cost.wall, "items/s", "exact hashing of such lines", exact);
    meter_print(of_cpu, (double)items / cost.cpu, "items/s", "exact hashing of such lines", exact);
}

static void measure(const char *program, const char *folder, const struct size *size)
{
    char path[4096], name[64];
    char *arguments[] = {(char *)(uintptr_t)program, (char[]){"replay"}, path, NULL};

    snprintf(path, sizeof(path), "%s/items.jsonl", folder);
    snprintf(name, sizeof(name), "replay, %s", size->name);
    write_items(path, size);
    struct meter cost = child_cost(arguments);
    print_rates(name, size->items, cost, (double)size->items / exact_seconds(path, size->items));
}

/* ---- with so many stories remembered ---- */

#define FEED_WORDS 45
#define ITEMS_OF_A_COPY 5
#define MEASURED 8000 /* items before the count is reached */

struct replaying {
    pid_t pid;
    int out;
    size_t lines;
};

/* The text of a story: each time the same. */
static void print_text(struct press *press, struct buffer *text, size_t story, bool has_dateline)
{
    press_reseed(press, story);
    buffer_clear(text);
    if (has_dateline)
        buffer_append_string(text, "KELMOUTH (Coast Agency) - ");
    press_sentences(press, text, FEED_WORDS);
}

/* Of `items` items every fifth is a copy, half of them with a dateline. */
static void print_items(FILE *file, size_t items)
{
    struct press *press = press_new(1), *choice = press_new(2);
    struct buffer text;
    size_t stories = 0;

    buffer_init(&text, SIZE_MAX / 2);
    for (size_t i = 0; i < items; i++) {
        bool is_copy = i % ITEMS_OF_A_COPY == ITEMS_OF_A_COPY - 1;

        print_text(press, &text, is_copy ? press_number(choice, stories) : stories,
                   is_copy && i % 2 == 0);
        stories += !is_copy;
        write_item(file, press, text.data, i);
    }
    buffer_free(&text);
    press_free(press);
    press_free(choice);
}

static void print_items_into(const char *path, size_t items)
{
    FILE *file = fopen(path, "w");

    if (file == NULL)
        meter_fail(path, strerror(errno));
    print_items(file, items);
    if (fclose(file) != 0)
        meter_fail(path, strerror(errno));
}

static void start_replay(struct replaying *replaying, const char *program, char *path)
{
    char *arguments[] = {(char *)(uintptr_t)program, (char[]){"replay"}, path, NULL};
    posix_spawn_file_actions_t actions;
    int out[2];

    if (pipe(out) != 0)
        meter_fail("pipe", strerror(errno));
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
    for (size_t i = 0; i < 2; i++)
        posix_spawn_file_actions_addclose(&actions, out[i]);
    if (posix_spawn(&replaying->pid, program, &actions, NULL, arguments, environ) != 0)
        meter_fail(program, "cannot be started");
    posix_spawn_file_actions_destroy(&actions);
    close(out[1]);
    replaying->out = out[0];
}

/* The clocks when the replay has written `lines` lines, or a few more. */
static struct meter clocks_at(struct replaying *replaying, size_t lines)
{
    char bytes[65536];
    clockid_t clock;
    struct timespec time;

    while (replaying->lines < lines) {
        ssize_t len = read(replaying->out, bytes, sizeof(bytes));

        if (len <= 0)
            meter_fail("replay", "ends early");
        for (ssize_t i = 0; i < len; i++)
            replaying->lines += bytes[i] == '\n';
    }
    if (clock_getcpuclockid(replaying->pid, &clock) != 0 || clock_gettime(clock, &time) != 0)
        meter_fail("the replay's clock", "cannot be read");
    return (struct meter){.cpu = (double)time.tv_sec + (double)time.tv_nsec / 1e9,
                          .wall = meter_now().wall};
}

static size_t items_until(size_t stories)
{
    return stories + stories / (ITEMS_OF_A_COPY - 1);
}

static void measure_remembered(const char *program, const char *folder, char *const *counts)
{
    struct replaying replaying = {0};
    char *const *last = counts;
    char path[4096];

    snprintf(path, sizeof(path), "%s/items.jsonl", folder);
    print_items_into(path, MEASURED);
    double exact = MEASURED / exact_seconds(path, MEASURED);
    while (last[1] != NULL)
        last++;
    print_items_into(path, items_until(strtoull(*last, NULL, 10)) + MEASURED);
    start_replay(&replaying, program, path);
    for (; *counts != NULL; counts++) {
        size_t end = items_until(strtoull(*counts, NULL, 10));
        struct meter before = clocks_at(&replaying, end - MEASURED);
        size_t from = replaying.lines;
        struct meter after = clocks_at(&replaying, end);
        char name[64];

        snprintf(name, sizeof(name), "replay, %s stories remembered", *counts);
        print_rates(name, replaying.lines - from,
                    (struct meter){after.cpu - before.cpu, after.wall - before.wall}, exact);
    }
    close(replaying.out);
    kill(replaying.pid, SIGTERM);
    waitpid(replaying.pid, NULL, 0);
}

int main(int argc, char **argv)
{
    static const struct size sizes[] = {{"summaries of 40 words", 20000, 40},
                                        {"articles of 600 words", 5000, 600}};

    if (argc < 2)
        meter_fail("usage", "bench_replay STORYWATCH [COUNT...]");
    char *folder = scratch_new();
    if (argc > 2)
        measure_remembered(argv[1], folder, argv + 2);
    for (size_t i = 0; argc == 2 && i < sizeof(sizes) / sizeof(sizes[0]); i++)
        measure(argv[1], folder, &sizes[i]);
    scratch_remove(folder);
    return 0;
}
