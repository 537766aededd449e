/* compile.h: from the trees of queries to the program. */
#pragma once

#include "feeds/topics/program.h"

struct arena;
struct compiler;

/* `names` with their trees read; both outlive the compiler. */
struct compiler *compiler_new(struct program *program, const struct name_table *names);
void compiler_free(struct compiler *compiler);

/* Compiles the query of topic `index`. `language` is of ~word (lexicon_language()). The program
 * borrows `text`, and those of the names. */
void compiler_add(struct compiler *compiler, size_t index, const char *text,
                  const struct query_node *root, int language);
