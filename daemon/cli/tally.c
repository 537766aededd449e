#include "daemon/cli/tally.h"

#include "config/base/memory.h"
#include "daemon/cli/table.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BAR_WIDTH 40
#define MOST 20 /* lines of what is in the order of its counts */

struct entry {
    char *name;
    size_t count;
};

struct tally {
    struct entry *list; /* by name, until it is printed */
    size_t count;
};

struct tally *tally_new(void)
{
    return memory_new(1, sizeof(struct tally));
}

void tally_free(struct tally *tally)
{
    if (tally == NULL)
        return;
    for (size_t i = 0; i < tally->count; i++)
        free(tally->list[i].name);
    free(tally->list);
    free(tally);
}

void tally_add(struct tally *tally, const char *name, size_t count)
{
    size_t low = 0, high = tally->count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (strcmp(tally->list[middle].name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == tally->count || strcmp(tally->list[low].name, name) != 0) {
        tally->list = memory_resize(tally->list, tally->count + 1, sizeof(*tally->list));
        memmove(&tally->list[low + 1], &tally->list[low],
                (tally->count - low) * sizeof(*tally->list));
        tally->list[low] = (struct entry){.name = memory_string(name)};
        tally->count++;
    }
    tally->list[low].count += count;
}

/* Eighths of a character, so that small counts differ too. */
static void write_bar(size_t eighths, char *out)
{
    static const char *const ends[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};

    for (; eighths >= 8; eighths -= 8)
        out = stpcpy(out, "█");
    stpcpy(out, ends[eighths]);
}

static size_t greatest(const struct tally *tally)
{
    size_t most = 1;

    for (size_t i = 0; i < tally->count; i++)
        most = tally->list[i].count > most ? tally->list[i].count : most;
    return most;
}

static int compare_counts(const void *a, const void *b)
{
    const struct entry *left = a, *right = b;

    if (left->count != right->count)
        return left->count < right->count ? 1 : -1;
    return strcmp(left->name, right->name);
}

static void add_rows(struct table *table, const struct tally *tally, size_t count, bool has_bars)
{
    char bar[BAR_WIDTH * sizeof("█")];

    for (size_t i = 0; i < count; i++) {
        table_add_row(table);
        table_set(table, 0, STYLE_PLAIN, tally->list[i].name);
        table_set_number(table, 1, (long long)tally->list[i].count);
        write_bar(tally->list[i].count * BAR_WIDTH * 8 / greatest(tally), bar);
        if (has_bars)
            table_set(table, 2, STYLE_PLAIN, bar);
    }
}

void tally_print(struct tally *tally, const char *heading, enum tally_order order)
{
    const struct table_column columns[] = {
        {heading, COLUMN_TEXT}, {"STORIES", COLUMN_NUMBER}, {"", COLUMN_TEXT}};
    bool has_bars = isatty(STDOUT_FILENO) == 1;
    size_t shown = tally->count;

    if (tally->count == 0)
        return;
    if (order == TALLY_BY_COUNT) {
        qsort(tally->list, tally->count, sizeof(*tally->list), compare_counts);
        shown = shown > MOST ? MOST : shown;
    }
    struct table *table = table_new(columns, has_bars ? 3 : 2);
    add_rows(table, tally, shown, has_bars);
    putchar('\n');
    table_print(table);
    table_free(table);
    if (shown < tally->count)
        printf("… and %zu more\n", tally->count - shown);
}
