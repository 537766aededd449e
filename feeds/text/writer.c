#include "feeds/text/writer.h"

#include "config/base/arena.h"
#include "config/base/memory.h"
#include "feeds/text/bound.h"
#include "feeds/text/marked.h"
#include "feeds/text/writer_parts.h"

#include <stdlib.h>
#include <string.h>

/* Bytes that are not simply copied: white space, controls, and the first of what may be one in
 * UTF-8: C1 and no-break space (C2), line and paragraph separator (E2). */
static bool is_special(char c)
{
    unsigned char byte = (unsigned char)c;

    return byte <= ' ' || byte == 0x7F || byte == 0xC2 || byte == 0xE2;
}

void writer_init(struct writer *writer, size_t size, size_t limit)
{
    size_t needed = size < limit ? size : limit;

    *writer = (struct writer){.limit = limit, .capacity = needed + needed / 8 + 64};
    writer->out = memory_resize(NULL, writer->capacity, 1);
}

/* Ends of blocks are counted here and not all of them when the line is finished. */
void writer_init_line(struct writer *writer, size_t size, size_t limit)
{
    writer_init(writer, size, 2 * limit);
    writer->is_line = true;
}

void writer_restart(struct writer *writer)
{
    *writer = (struct writer){.out = writer->out,
                              .capacity = writer->capacity,
                              .limit = writer->limit,
                              .is_line = writer->is_line};
}

void writer_reserve(struct writer *writer, size_t len)
{
    if (writer->len + len > writer->capacity) {
        writer->capacity = (writer->len + len) * 2;
        writer->out = memory_resize(writer->out, writer->capacity, 1);
    }
}

static void put(struct writer *writer, const char *bytes, size_t len)
{
    writer_reserve(writer, len);
    memcpy(writer->out + writer->len, bytes, len);
    writer->len += len;
}

/* The bound is looked at between runs; what is over is cut at the end. */
static void put_run(struct writer *writer, const char *run, size_t len)
{
    if (len == 0 || writer->is_full)
        return;
    if (writer->is_block_due && writer->len > writer->cell_begin)
        writer_end_block(writer, false);
    writer->is_block_due = false;
    if (writer->is_space_due && writer->len > writer->block_begin)
        put(writer, " ", 1);
    writer->is_space_due = false;
    if (len > writer->limit)
        len = writer->limit + 1;
    if (writer->is_link_due)
        writer->link_begin = writer->len;
    writer->is_link_due = false;
    put(writer, run, len);
    writer->is_full = writer->len > writer->limit;
    if (writer->is_in_link) {
        writer->link_bytes += len;
        writer->link_end = writer->len;
    }
}

/* Bytes of the white space or control at `at`; 0: it is text. */
static size_t space_length(const char *at, const char *end, bool keeps_no_break_space)
{
    const unsigned char *s = (const unsigned char *)at;

    if (s[0] <= ' ' || s[0] == 0x7F)
        return 1;
    if (s[0] == 0xC2 && end - at > 1 && s[1] <= (keeps_no_break_space ? 0x9F : 0xA0))
        return 2;
    bool is_separator =
        s[0] == 0xE2 && end - at > 2 && s[1] == 0x80 && (s[2] == 0xA8 || s[2] == 0xA9);
    return is_separator ? 3 : 0;
}

/* To the next white space that is not one blank between two words. */
static const char *run_end(const char *at, const char *end, bool keeps_no_break_space)
{
    for (;;) {
        while (at < end && !is_special(*at))
            at++;
        if (at >= end)
            return end;
        bool is_one_blank = *at == ' ' && end - at > 1 && !is_special(at[1]);
        if (!is_one_blank && space_length(at, end, keeps_no_break_space) > 0)
            return at;
        at += is_one_blank ? 2 : 1;
    }
}

void writer_add(struct writer *writer, const char *text, size_t len)
{
    const char *at = text, *end = text + len;

    while (at < end && !writer->is_full) {
        size_t space = space_length(at, end, writer->is_line);
        if (space > 0) {
            writer->is_space_due |=
                *at != '\0'; /* WHATWG HTML section 13.2.6.4.7: that is nothing */
            at += space;
            continue;
        }
        const char *run = at;
        at = run_end(at, end, writer->is_line);
        put_run(writer, run, (size_t)(at - run));
    }
}

void writer_add_space(struct writer *writer)
{
    writer->is_space_due = true;
}

void writer_begin_link(struct writer *writer)
{
    writer->is_in_link = true;
    writer->is_link_due = true;
}

void writer_end_link(struct writer *writer)
{
    writer->is_in_link = false;
    writer->is_link_due = false;
}

void writer_end_block(struct writer *writer, bool is_furniture)
{
    writer->is_space_due = writer->is_block_due = false;
    writer->is_cell_parted = true;
    if (writer->len == writer->block_begin)
        return;
    if (!writer->is_line)
        writer_mark_block(writer, is_furniture);
    put(writer, "\n", 1);
    writer->block_begin = writer->cell_begin = writer->len;
    writer->link_bytes = writer->cell_link_bytes = 0;
    writer->has_plain_cell = false;
    writer->link_begin = writer->link_end = writer->len;
    writer->is_full = writer->is_full || writer->len > writer->limit;
}

void writer_part_cells(struct writer *writer)
{
    if (writer->is_cell_parted)
        writer_end_block(writer, false);
    writer->has_plain_cell = writer->has_plain_cell || writer_is_plain_cell(writer);
    writer->cell_begin = writer->len;
    writer->cell_link_bytes = writer->link_bytes;
    writer->is_cell_parted = writer->is_block_due = false;
    writer_add_space(writer);
}

void writer_end_block_of_cell(struct writer *writer)
{
    writer->is_block_due = true;
    writer_add_space(writer);
}

/* Cuts what is over `limit` bytes, "…" among them. */
static void cut(struct writer *writer, size_t limit)
{
    size_t len = bound_cut(writer->out, writer->len, limit - BOUND_MARK_LEN);

    while (len > 0 &&
           (unsigned char)writer->out[len - 1] <= ' ') /* blank, end or mark of a block */
        len--;
    writer->len = len;
    put(writer, BOUND_MARK, BOUND_MARK_LEN);
}

static char *finish(struct writer *writer, struct arena *arena)
{
    char *text = arena_string_of(arena, writer->out, writer->len);

    free(writer->out);
    *writer = (struct writer){0};
    return text;
}

char *writer_finish(struct writer *writer, struct arena *arena)
{
    if (!writer->is_full)
        writer_mark_ending(writer);
    if (writer->len > writer->limit) {
        cut(writer, writer->limit - 1);
        put(writer, "\n", 1);
    }
    return finish(writer, arena);
}

char *writer_finish_line(struct writer *writer, size_t limit, struct arena *arena)
{
    for (size_t i = 0; i < writer->len; i++) {
        if (writer->out[i] == '\n')
            writer->out[i] = ' ';
    }
    while (writer->len > 0 && writer->out[writer->len - 1] == ' ')
        writer->len--;
    if (writer->len > limit)
        cut(writer, limit);
    return finish(writer, arena);
}
