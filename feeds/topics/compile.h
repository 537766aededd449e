/* compile.h: from the trees of queries to the program. */
#pragma once

#include "feeds/topics/program.h"

struct arena;
struct compiler;

/* `names` with their trees read; both outlive the compiler. */
struct compiler *compiler_new(struct program *program, const struct name_table *names);
void compiler_free(struct compiler *compiler); /* NULL is allowed */

/* Compiles a topic's query into `block`. `language` is of ~word (lexicon_language()). The program
 * borrows `text`, and those of the names. */
void compiler_add(struct compiler *compiler, size_t block, const char *text,
                  const struct query_node *root, int language);

/* Other names from now on. `before[i]` is which of the names until now the name i is, with all that
 * it uses, or NAME_NONE. */
void compiler_set_names(struct compiler *compiler, const struct name_table *names,
                        const size_t *before);
