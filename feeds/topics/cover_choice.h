/* cover_choice.h: which tests and named queries make the cover of a query (cover.h). */
#pragma once

#include "feeds/topics/program.h"
#include "feeds/topics/test_table.h"
#include "feeds/topics/zones.h"

/* A thing of a cover: a test, or with this bit the block of a named query. */
#define COVER_NAME ((uint32_t)1 << 31)

struct cover_choice {
    const struct program *program;
    const struct zones *zones;
    struct test_list things; /* of all blocks added, one behind the other */
    uint64_t *name_costs;    /* of named queries, once known; 0: not yet */
};

/* The program must not change until cover_choice_free(). */
void cover_choice_init(struct cover_choice *choice, const struct program *program,
                       const struct zones *zones);
void cover_choice_free(struct cover_choice *choice);

/* Chooses the things of one block. False: it has no cover, any item may match it. */
bool cover_choice_add(struct cover_choice *choice, size_t block);
