/* tally.h: how often each name came, printed once as a small bar chart. */
#pragma once

#include <stddef.h>

struct tally;

struct tally *tally_new(void);
void tally_free(struct tally *tally); /* NULL is allowed */

void tally_add(struct tally *tally, const char *name, size_t count);

enum tally_order {
    TALLY_BY_NAME,
    TALLY_BY_COUNT, /* the most first, the first twenty alone */
};

/* One line a name under `heading`; bars only on a terminal. Names are escaped here. Nothing of an
 * empty tally. */
void tally_print(struct tally *tally, const char *heading, enum tally_order order);
