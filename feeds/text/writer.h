/* writer.h: writes marked text (marked.h) block by block, white space folded, within a bound. */
#pragma once

#include "feeds/item.h"

#include <stdbool.h>
#include <stddef.h>

struct arena;

struct writer {
    char *out;
    size_t len;
    size_t capacity;
    size_t limit;       /* of the whole text */
    size_t block_begin; /* the block being written is [block_begin, len) */
    size_t link_bytes;  /* of it, within links */
    size_t link_begin;  /* the last link of it is [link_begin, link_end) */
    size_t link_end;
    size_t cell_begin;      /* of the table's cell being written */
    size_t cell_link_bytes; /* of the block before it */
    bool is_cell_parted;    /* it has more than one block */
    bool has_plain_cell;    /* a cell of the block has words and no link */
    bool is_block_due;
    bool is_line; /* no-break spaces are characters, as HTML has it, and nothing is furniture */
    bool is_space_due;
    bool is_link_due;
    bool is_in_link;
    bool is_full;
};

/* `size` bytes of source at most are going to be written. */
void writer_init(struct writer *writer, size_t size, size_t limit);

/* Instead: for writer_finish_line(), with the same limit. */
void writer_init_line(struct writer *writer, size_t size, size_t limit);

/* Forgets all that was written. */
void writer_restart(struct writer *writer);

/* Text without markup; controls are white space. Well-formed UTF-8. */
void writer_add(struct writer *writer, const char *text, size_t len);

/* Words before and after are two. */
void writer_add_space(struct writer *writer);

/* What is added from here on is a link, or no more. */
void writer_begin_link(struct writer *writer);
void writer_end_link(struct writer *writer);

/* Ends the block, if it has any text. It is furniture if it is said to be, or when it is short and
 * most of it is links, and no cell of a row is without, or by its words (furniture.h), which may be
 * those at its end. */
void writer_end_block(struct writer *writer, bool is_furniture);

/* What is added from here on stands in another cell of the row: in the same block, unless the
 * cell before has blocks of its own. */
void writer_part_cells(struct writer *writer);

/* Ends a block, that is no furniture, within a cell: only before more text of the cell, for one
 * that is alone in its cell is a part of the row. */
void writer_end_block_of_cell(struct writer *writer);

/* The text, in `arena`, what stands behind the story marked as furniture: cut and marked with "…"
 * where it was over the limit. Frees the rest. */
char *writer_finish(struct writer *writer, struct arena *arena);

/* Instead: the text as one line, of at most `limit` bytes. */
char *writer_finish_line(struct writer *writer, size_t limit, struct arena *arena);
