#include "daemon/cli/table.h"

#include "config/base/arena.h"
#include "config/base/memory.h"
#include "daemon/service/escape.h"

#include <errno.h>
#include <libsmartcols/libsmartcols.h>
#include <stdio.h>
#include <stdlib.h>

struct table {
    struct libscols_table *rows;
    struct libscols_line *line; /* the last; the table's */
    struct arena *arena;
    bool has_failed;
};

static void add_column(struct table *table, const struct table_column *column)
{
    double width = column->kind == COLUMN_LONG ? 0.4 : 0.05;
    int flags = column->kind == COLUMN_NUMBER ? SCOLS_FL_RIGHT
                : column->kind == COLUMN_LONG ? SCOLS_FL_TRUNC
                                              : 0;

    if (scols_table_new_column(table->rows, column->heading, width, flags) == NULL)
        table->has_failed = true;
}

struct table *table_new(const struct table_column *columns, size_t count)
{
    struct table *table = memory_new(1, sizeof(*table));

    table->arena = arena_new();
    table->rows = scols_new_table();
    if (table->rows == NULL) {
        table->has_failed = true;
        return table;
    }
    scols_table_enable_colors(table->rows, output_has_colour());
    for (size_t i = 0; i < count; i++)
        add_column(table, &columns[i]);
    return table;
}

void table_free(struct table *table)
{
    if (table == NULL)
        return;
    scols_unref_table(table->rows);
    arena_free(table->arena);
    free(table);
}

void table_add_row(struct table *table)
{
    table->line = table->has_failed ? NULL : scols_table_new_line(table->rows, NULL);
    if (table->line == NULL)
        table->has_failed = true;
}

void table_set(struct table *table, size_t column, enum style style, const char *text)
{
    if (table->line == NULL || text == NULL)
        return;
    if (scols_line_set_data(table->line, column, escape_terminal_string(text, table->arena)) != 0)
        table->has_failed = true;
    struct libscols_cell *cell = scols_line_get_cell(table->line, column);
    if (style != STYLE_PLAIN && cell != NULL)
        scols_cell_set_color(cell, output_begin(style));
}

void table_set_number(struct table *table, size_t column, long long number)
{
    table_set(table, column, STYLE_PLAIN, arena_format(table->arena, "%lld", number));
}

bool table_print(struct table *table)
{
    errno = 0;
    int result = table->has_failed ? -ENOMEM : scols_print_table(table->rows);

    /* libsmartcols 2.38 leaves a cell empty for which it can have no memory, and goes on. */
    if (result == -ENOMEM || errno == ENOMEM)
        memory_end();
    if (result != 0)
        (void)fputs("storywatch: the table cannot be printed\n", stderr);
    return result == 0;
}
