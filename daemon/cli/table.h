/* table.h: rows under headings, as wide as the terminal where that has room for them; texts are
 * escaped here. */
#pragma once

#include "daemon/cli/output.h"

#include <stdbool.h>
#include <stddef.h>

struct table;

enum table_column_kind {
    COLUMN_TEXT,
    COLUMN_NUMBER, /* to the right */
    COLUMN_LONG    /* is cut when the terminal is narrow */
};

struct table_column {
    const char *heading;
    enum table_column_kind kind;
};

/* At most 16 columns. */
struct table *table_new(const struct table_column *columns, size_t count);
void table_free(struct table *table); /* NULL is allowed */

/* Begins a row. */
void table_add_row(struct table *table);
/* Sets a cell of the last row; NULL leaves it empty. */
void table_set(struct table *table, size_t column, enum style style, const char *text);
void table_set_number(struct table *table, size_t column, long long number);

/* To stdout. False: memory is out. */
bool table_print(struct table *table);
