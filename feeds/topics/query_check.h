/* query_check.h: is each token of a query well written, before anything is asked of its structure
 * (GRAMMAR 5: words, signs, quotes, fields and @names first). */
#pragma once

#include "feeds/topics/query_lexer.h"

struct name_table;

#define QUERY_WORDS_MAX 8192

/* Reads the phrases of all tokens. `self` is the query's own index among the names, or NAME_NONE.
 * The first mistake, or none. */
struct query_mistake query_check(struct query_tokens *tokens, struct arena *arena,
                                 const struct name_table *names, size_t self);
