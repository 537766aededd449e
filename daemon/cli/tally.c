#include "daemon/cli/tally.h"

#include "config/base/memory.h"
#include "daemon/cli/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BAR_WIDTH 40

struct entry {
    char *name;
    size_t count;
};

struct tally {
    struct entry *list; /* by name */
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

void tally_count(struct tally *tally, const char *name)
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
    tally->list[low].count++;
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

void tally_print(const struct tally *tally, const char *heading)
{
    const struct table_column columns[] = {
        {heading, COLUMN_TEXT}, {"STORIES", COLUMN_NUMBER}, {"", COLUMN_TEXT}};
    bool has_bars = isatty(STDOUT_FILENO) == 1;
    char bar[BAR_WIDTH * sizeof("█")];

    if (tally->count == 0)
        return;
    struct table *table = table_new(columns, has_bars ? 3 : 2);
    for (size_t i = 0; i < tally->count; i++) {
        table_add_row(table);
        table_set(table, 0, STYLE_PLAIN, tally->list[i].name);
        table_set_number(table, 1, (long long)tally->list[i].count);
        write_bar(tally->list[i].count * BAR_WIDTH * 8 / greatest(tally), bar);
        if (has_bars)
            table_set(table, 2, STYLE_PLAIN, bar);
    }
    putchar('\n');
    table_print(table);
    table_free(table);
}
