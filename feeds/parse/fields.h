/* fields.h: which element means what, and which of two rivals counts. */
#pragma once

#include "feeds/parse/reader.h"

/* The rows, in the order of their rank. */
const struct rule *fields_rules(size_t *count);
unsigned field_rank(const struct rule *rule);
const struct rule *field_rule(unsigned rank);

/* Finds rows by element quickly. */
struct field_index {
    unsigned short first[256]; /* by hash; index + 1 of a row, 0: none */
    unsigned short next[256];  /* by row */
};

void field_index_build(struct field_index *index);

/* The next row after `rule` (NULL: the first) for the element; NULL at the end. */
const struct rule *field_index_next(const struct field_index *index, const struct rule *rule,
                                    unsigned scope, unsigned ns, const char *name);
