/* press.h: news by the thousand, for benchmarks: texts as long as wanted, each another, whose words
 * come as often as in the stories of tests/fixtures/demo. The same seed prints the same. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct buffer;
struct press;

struct press *press_new(uint64_t seed);
void press_free(struct press *press);

/* From now on it prints what a new one of this seed would. */
void press_reseed(struct press *press, uint64_t seed);

/* A number below `limit`. */
uint64_t press_number(struct press *press, uint64_t limit);

/* One word as it stands in a text; the press's. */
const char *press_word(struct press *press);

/* Appends `words` words: a headline; sentences; paragraphs of HTML with a link here and there. */
void press_headline(struct press *press, struct buffer *out, size_t words);
void press_sentences(struct press *press, struct buffer *out, size_t words);
void press_article(struct press *press, struct buffer *out, size_t words);

/* Appends an RSS 2.0 document; `number` tells its items' links from those of others. Each item has
 * a summary of two sentences and, unless `words` is 0, an article of so many words. */
void press_rss(struct press *press, struct buffer *out, uint64_t number, size_t items,
               size_t words);
