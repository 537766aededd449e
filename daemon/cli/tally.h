/* tally.h: how often each name came, printed as a small bar chart. */
#pragma once

#include <stddef.h>

struct tally;

struct tally *tally_new(void);
void tally_free(struct tally *tally); /* NULL is allowed */

void tally_count(struct tally *tally, const char *name);

/* One line a name under `heading`, in order of the names; bars only on a terminal. Names are
 * escaped here. Nothing of an empty tally. */
void tally_print(const struct tally *tally, const char *heading);
