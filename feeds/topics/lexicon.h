/* lexicon.h: every word test of all queries, once, and which of them a word of an item passes.
 *
 * A test is a number. Folds, surfaces and stems are found by hash, prefixes by the hash of the
 * lengths in use; other wildcards are tried one by one. What a word passes is remembered, so that
 * all this happens once for a word that is met again. Two words in a row can be a test, too: a
 * pair. */
#pragma once

#include "feeds/topics/phrase.h"
#include "feeds/topics/test_table.h"
#include "feeds/topics/word_memory.h"

struct lexicon;
struct token;

struct lexicon *lexicon_new(void);
void lexicon_free(struct lexicon *lexicon); /* NULL is allowed */

/* A Snowball language by its code or name; -1: there is none. */
int lexicon_language(struct lexicon *lexicon, const char *name);

/* The number of a test, from 0. `language` is that of stems. */
uint32_t lexicon_add(struct lexicon *lexicon, const struct phrase_word *word, int language);
uint32_t lexicon_add_pair(struct lexicon *lexicon, uint32_t left, uint32_t right);
size_t lexicon_count(const struct lexicon *lexicon);

/* How many words in a row the test is about: 1 or 2. */
uint32_t lexicon_width(const struct lexicon *lexicon, uint32_t test);

/* What a match of the test is taken to cost, before items have been seen: how often such words
 * occur. */
uint32_t lexicon_frequency(const struct lexicon *lexicon, uint32_t test);

/* Asks the processor for what is known of the word, so that it is there when lexicon_tests_of() is
 * called some words later, with what this returns. */
uint64_t lexicon_ask(const struct lexicon *lexicon, const struct token *token);

/* The tests that the word passes. Dies with the next call. */
struct word_tests lexicon_tests_of(struct lexicon *lexicon, const struct token *token,
                                   uint64_t asked);

/* The pair of two tests; TEST_NONE: nobody asks for it. */
uint32_t lexicon_find_pair(const struct lexicon *lexicon, uint32_t left, uint32_t right);

/* Does the word match a pattern of * and ?. */
bool lexicon_matches_pattern(const char *pattern, const char *word);
