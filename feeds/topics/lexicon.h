/* lexicon.h: every word test of all queries, once, and which of them a word of an item passes.
 *
 * A test is a number. Folds, surfaces and stems are found by hash, prefixes by the hash of the
 * lengths in use; other wildcards are tried one by one. What a word passes is remembered, so that
 * all this happens once for a word that is met again. */
#pragma once

#include "feeds/topics/phrase.h"

struct lexicon;
struct token;

struct lexicon *lexicon_new(void);
void lexicon_free(struct lexicon *lexicon); /* NULL is allowed */

/* A Snowball language by its code or name; -1: there is none. */
int lexicon_language(struct lexicon *lexicon, const char *name);

/* The number of a test, from 0. `language` is that of stems. */
uint32_t lexicon_add(struct lexicon *lexicon, const struct phrase_word *word, int language);
size_t lexicon_count(const struct lexicon *lexicon);

/* What a match of the test is taken to cost, before items have been seen: how often such words
 * occur. */
uint32_t lexicon_frequency(const struct lexicon *lexicon, uint32_t test);

struct lexicon_tests {
    const uint32_t *list;
    size_t count;
};

/* The tests that the word passes. Dies with the next call. */
struct lexicon_tests lexicon_tests_of(struct lexicon *lexicon, const struct token *token);

/* Does the word match a pattern of * and ?. */
bool lexicon_matches_pattern(const char *pattern, const char *word);

size_t lexicon_size(const struct lexicon *lexicon); /* bytes, without what is remembered */
