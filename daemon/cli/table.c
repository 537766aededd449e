#include "daemon/cli/table.h"

#include "config/base/arena.h"
#include "config/base/memory.h"
#include "daemon/service/escape.h"

#include <errno.h>
#include <libsmartcols/libsmartcols.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

#define COLUMNS_MAX 16

struct table {
    struct libscols_table *rows;
    struct libscols_line *line; /* the last; the table's */
    size_t widths[COLUMNS_MAX]; /* of the widest cell; of a long column, of its heading */
    bool is_long[COLUMNS_MAX];
    size_t column_count;
    struct arena *arena;
    bool has_failed;
};

/* In columns of a terminal. */
static size_t width_of(const char *text)
{
    mbstate_t state = {0};
    size_t width = 0, len;
    wchar_t wide;

    while ((len = mbrtowc(&wide, text, MB_CUR_MAX, &state)) > 0 && len <= MB_CUR_MAX) {
        int columns = wcwidth(wide);
        width += columns > 0 ? (size_t)columns : 0;
        text += len;
    }
    return width;
}

static void add_column(struct table *table, const struct table_column *column)
{
    double width = column->kind == COLUMN_LONG ? 0.4 : 0.05;
    int flags = column->kind == COLUMN_NUMBER ? SCOLS_FL_RIGHT
                : column->kind == COLUMN_LONG ? SCOLS_FL_TRUNC
                                              : 0;

    if (scols_table_new_column(table->rows, column->heading, width, flags) == NULL)
        table->has_failed = true;
    table->is_long[table->column_count] = column->kind == COLUMN_LONG;
    table->widths[table->column_count++] = width_of(column->heading);
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
    for (size_t i = 0; i < count && i < COLUMNS_MAX; i++)
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
    const char *shown = escape_terminal_string(text, table->arena);
    if (scols_line_set_data(table->line, column, shown) != 0)
        table->has_failed = true;
    size_t width = width_of(shown);
    if (!table->is_long[column] && width > table->widths[column])
        table->widths[column] = width;
    struct libscols_cell *cell = scols_line_get_cell(table->line, column);
    if (style != STYLE_PLAIN && cell != NULL)
        scols_cell_set_color(cell, output_begin(style));
}

void table_set_number(struct table *table, size_t column, long long number)
{
    table_set(table, column, STYLE_PLAIN, arena_format(table->arena, "%lld", number));
}

/* A row that has no room in the terminal is better continued on the next line than torn apart cell
 * by cell, which libsmartcols does. */
static void leave_room(struct table *table)
{
    size_t needed = table->column_count;

    for (size_t i = 0; i < table->column_count; i++)
        needed += table->widths[i];
    if (table->rows != NULL && needed > scols_table_get_termwidth(table->rows))
        (void)scols_table_set_termforce(table->rows, SCOLS_TERMFORCE_NEVER);
}

bool table_print(struct table *table)
{
    leave_room(table);
    errno = 0;
    int result = table->has_failed ? -ENOMEM : scols_print_table(table->rows);

    /* libsmartcols 2.38 leaves a cell empty for which it can have no memory, and goes on. */
    if (result == -ENOMEM || errno == ENOMEM)
        memory_end();
    if (result != 0)
        (void)fputs("storywatch: the table cannot be printed\n", stderr);
    return result == 0;
}
