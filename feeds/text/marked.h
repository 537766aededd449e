/* marked.h: plain text whose furniture is marked, the only form of an item's text that is stored.
 *
 * UTF-8 in blocks (paragraphs, list items, headings, rows of tables), each ended by '\n'; no other
 * control character occurs. A block that is furniture (caption, navigation, share or link block,
 * "read more", copyright) begins with MARKED_FURNITURE. Topics look in all blocks, dedup and
 * display in the others. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;

#define MARKED_FURNITURE '\x0e'

struct marked_block {
    const char *text; /* not NUL-terminated, without mark and newline */
    size_t len;
    bool is_furniture;
};

/* Steps through `*at` (first the text itself). False at the end. */
bool marked_next(const char **at, struct marked_block *block);

/* The display: blocks that are not furniture, an empty line between two. */
char *marked_display(struct arena *arena, const char *marked);

/* As HTML of <p> and <aside> (escaped), which text_from_html() reads back as the same marked text.
 */
char *marked_to_html(struct arena *arena, const char *marked);
