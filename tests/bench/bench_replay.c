/* links: PkgConfig::jansson PkgConfig::libxxhash */
/* Items a second of CPU through `storywatch replay`, against the least that any deduplication must
 * do on the same lines: read the JSON and look the text's hash up among the others. */
#include "config/base/buffer.h"
#include "config/base/memory.h"
#include "tests/bench/meter.h"
#include "tests/bench/press.h"
#include "tests/bench/scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <xxhash.h>

struct size {
    const char *name;
    size_t items;
    size_t words;
};

/* ---- the items: one in five is a copy of one before ---- */

static void write_item(FILE *file, struct press *press, const char *text, size_t number)
{
    struct buffer title;

    buffer_init(&title, SIZE_MAX / 2);
    press_headline(press, &title, 9);
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

static double child_seconds(char *const *arguments)
{
    posix_spawn_file_actions_t actions;
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
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
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

static void measure(const char *program, const char *folder, const struct size *size)
{
    char path[4096], name[64];
    char *arguments[] = {(char *)(uintptr_t)program, (char[]){"replay"}, path, NULL};

    snprintf(path, sizeof(path), "%s/items.jsonl", folder);
    snprintf(name, sizeof(name), "replay, %s", size->name);
    write_items(path, size);
    meter_print(name, (double)size->items / child_seconds(arguments), "items/s",
                "exact hashing of the same lines",
                (double)size->items / exact_seconds(path, size->items));
}

int main(int argc, char **argv)
{
    static const struct size sizes[] = {{"summaries of 40 words", 20000, 40},
                                        {"articles of 600 words", 5000, 600}};

    if (argc != 2)
        meter_fail("usage", "bench_replay STORYWATCH");
    char *folder = scratch_new();
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
        measure(argv[1], folder, &sizes[i]);
    scratch_remove(folder);
    return 0;
}
