/* writer_parts.h: what the files of the writer share: writer.c (blocks of text, within a bound) and
 * writer_furniture.c (which of them are furniture, and which ends of them). */
#pragma once

#include "feeds/text/writer.h"

/* ---- writer.c ---- */
/* Room for so many bytes more. */
void writer_reserve(struct writer *writer, size_t len);

/* ---- writer_furniture.c ---- */
/* Has the cell that is being written words, and no link? */
bool writer_is_plain_cell(const struct writer *writer);
/* The block that is being written, which has text: all of it, what stands behind its story, or
 * nothing. */
void writer_mark_block(struct writer *writer, bool is_furniture);
/* The last blocks of a text that has been written, as far as they are no story, and the end of the
 * one before them. */
void writer_mark_ending(struct writer *writer);
