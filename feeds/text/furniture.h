/* furniture.h: blocks that are furniture by their words: share lines, links to other texts, and
 * what stands behind a story: "Read more", "The post … appeared first on …", copyright,
 * newsletters. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Wherever the block stands. */
bool furniture_is_block(const char *block, size_t len);

/* As one of the last blocks of a text, none of the story behind it. */
bool furniture_is_ending(const char *block, size_t len);

/* The bytes of the last block of a text that are the story, the rest being furniture: `len` when
 * all is, 0 when nothing is. */
size_t furniture_story_length(const char *block, size_t len);

/* The same of any block of which what begins at `link` is a link. */
size_t furniture_story_length_before(const char *block, size_t len, size_t link);
