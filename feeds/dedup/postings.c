#include "feeds/dedup/postings.h"

#include "config/base/memory.h"
#include "feeds/dedup/dump.h"

#include <stdlib.h>
#include <string.h>

#define LINE_POSTINGS 10
#define LINE_VECTOR 8 /* of them are compared at once */

/* A cache line: postings of the tags whose home it is, and of those before it that were full. */
struct line {
    uint16_t tags[LINE_POSTINGS];    /* the lower bits */
    uint8_t tag_tops[LINE_POSTINGS]; /* the upper ones */
    uint8_t slot_tops[LINE_POSTINGS];
    uint16_t slots[LINE_POSTINGS];
    uint16_t used;
    uint16_t is_passed; /* a posting that had its home here or before stands behind */
};

_Static_assert(sizeof(struct line) == MEMORY_LINE, "a line is a cache line");

/* ---- a line */

static bool has_tag(const struct line *line, size_t at, uint32_t tag)
{
    return line->tags[at] == (tag & UINT16_MAX) && line->tag_tops[at] == tag >> 16;
}

/* False: none of its postings has the tag. Written without a branch, for the compiler to compare
 * eight at once. */
static inline bool may_have_tag(const struct line *line, uint32_t tag)
{
    uint16_t low = (uint16_t)tag;
    uint16_t found = 0;

    for (size_t at = 0; at < LINE_VECTOR; at++)
        found = (uint16_t)(found | (line->tags[at] == low));
    for (size_t at = LINE_VECTOR; at < LINE_POSTINGS; at++)
        found = (uint16_t)(found | (line->tags[at] == low));
    return found != 0;
}

static uint32_t tag_at(const struct line *line, size_t at)
{
    return line->tags[at] | (uint32_t)line->tag_tops[at] << 16;
}

/* No more than POSTING_SLOT_MASK before the newest. */
static uint32_t slot_at(const struct slot_span *span, const struct line *line, size_t at)
{
    uint32_t low = line->slots[at] | (uint32_t)line->slot_tops[at] << 16;

    return span->newest - ((span->newest - low) & POSTING_SLOT_MASK);
}

static void write_posting(struct line *line, size_t at, uint32_t tag, uint32_t slot)
{
    line->tags[at] = (uint16_t)tag;
    line->tag_tops[at] = (uint8_t)(tag >> 16);
    line->slots[at] = (uint16_t)slot;
    line->slot_tops[at] = (uint8_t)(slot >> 16);
}

/* ---- a table */

static struct line *home_of(const struct postings *postings, uint32_t tag)
{
    return &postings->lines[(uint64_t)tag * postings->line_count >> POSTING_TAG_BITS];
}

static struct line *line_behind(const struct postings *postings, const struct line *line)
{
    size_t next = (size_t)(line - postings->lines) + 1;

    return &postings->lines[next == postings->line_count ? 0 : next];
}

/* Where the search for a tag goes on behind `line`; NULL: it has seen all lines that may have it.
 */
static struct line *line_passed_to(const struct postings *postings, const struct line *line,
                                   const struct line *home)
{
    struct line *next = line->is_passed ? line_behind(postings, line) : NULL;

    return next == home ? NULL : next;
}

/* Puts a posting into the first line with room from `line` on; there is one. */
static void put(struct postings *postings, struct line *line, uint32_t tag, uint32_t slot)
{
    while (line->used == LINE_POSTINGS) {
        line->is_passed = true;
        line = line_behind(postings, line);
    }
    write_posting(line, line->used++, tag, slot);
    postings->count++;
}

static size_t count_live(const struct postings *postings, const struct slot_span *span)
{
    size_t live = 0;

    if (span->oldest <= 1) /* nothing has expired yet */
        return postings->count;
    for (size_t i = 0; i < postings->line_count; i++) {
        for (size_t at = 0; at < postings->lines[i].used; at++)
            live += slot_at(span, &postings->lines[i], at) >= span->oldest;
    }
    return live;
}

static uint32_t lines_for(size_t postings, size_t spare)
{
    return postings == 0 ? 0 : (uint32_t)((postings + spare) / LINE_POSTINGS + 1);
}

/* Until they are crowded there is room for an eighth more. */
static uint32_t lines_to_grow(size_t postings)
{
    return lines_for(postings, postings / 4);
}

/* A twentieth more: many were filled in at once, and what comes now comes slowly. */
static uint32_t lines_to_sort(size_t postings)
{
    return lines_for(postings, postings / 6);
}

static bool is_crowded(const struct postings *postings)
{
    return postings->count >= (uint64_t)postings->line_count * (LINE_POSTINGS - 1);
}

/* The postings of a key, beside the one of `slot`. */
struct row {
    size_t count;
    bool has_slot;
    uint32_t oldest;   /* of the slots, `slot` among them */
    struct line *line; /* where the oldest stands; NULL: it is `slot` */
    size_t at;
};

static void look_at_line(struct row *row, const struct slot_span *span, struct line *line,
                         uint32_t tag, uint32_t slot)
{
    if (!may_have_tag(line, tag))
        return;
    for (size_t at = 0; at < line->used; at++) {
        if (!has_tag(line, at, tag))
            continue;
        uint32_t other = slot_at(span, line, at);
        row->count++;
        row->has_slot = row->has_slot || other == slot;
        if (other < row->oldest) {
            row->oldest = other;
            row->line = line;
            row->at = at;
        }
    }
}

static struct row read_row(const struct postings *postings, const struct slot_span *span,
                           uint32_t tag, uint32_t slot)
{
    struct line *home = home_of(postings, tag);
    struct row row = {.oldest = slot};

    for (struct line *line = home; line != NULL; line = line_passed_to(postings, line, home))
        look_at_line(&row, span, line, tag, slot);
    return row;
}

/* There is room for one more line. */
static void add_sorted(struct postings *postings, const struct slot_span *span, uint32_t tag,
                       uint32_t slot)
{
    struct row row = read_row(postings, span, tag, slot);

    if (row.has_slot)
        return;
    if (row.count < POSTINGS_PER_KEY)
        put(postings, home_of(postings, tag), tag, slot);
    else if (row.line != NULL)
        write_posting(row.line, row.at, tag, slot);
}

/* Leaves out what has expired. `lines`: enough for the rest and one more. */
static void rebuild(struct postings *postings, const struct slot_span *span, uint32_t lines)
{
    struct postings old = *postings;

    *postings = (struct postings){
        .lines = lines == 0 ? NULL : memory_new_lines(lines),
        .line_count = lines,
        .is_sorted = true,
    };
    for (size_t i = 0; i < old.line_count; i++) {
        for (size_t at = 0; at < old.lines[i].used; at++) {
            uint32_t slot = slot_at(span, &old.lines[i], at);
            uint32_t tag = tag_at(&old.lines[i], at);

            if (slot < span->oldest)
                continue;
            if (old.is_sorted)
                put(postings, home_of(postings, tag), tag, slot);
            else
                add_sorted(postings, span, tag, slot);
        }
    }
    free(old.lines);
}

static void sort(struct postings *postings, const struct slot_span *span)
{
    if (!postings->is_sorted)
        rebuild(postings, span, lines_to_sort(count_live(postings, span)));
}

/* Behind the last: to a table that nobody has asked yet. */
static void add_unsorted(struct postings *postings, uint32_t tag, uint32_t slot)
{
    size_t at = postings->count / LINE_POSTINGS;

    if (at == postings->line_count) {
        struct line *lines = memory_new_lines(at + at / 4 + 1);

        if (at > 0)
            memcpy(lines, postings->lines, at * sizeof(*lines));
        free(postings->lines);
        postings->lines = lines;
        postings->line_count = (uint32_t)(at + at / 4 + 1);
    }
    struct line *line = &postings->lines[at];
    write_posting(line, line->used++, tag, slot);
    postings->count++;
}

void postings_free(struct postings *postings)
{
    free(postings->lines);
}

void postings_add(struct postings *postings, const struct slot_span *span, uint32_t tag,
                  uint32_t slot)
{
    if (!postings->is_sorted) {
        add_unsorted(postings, tag, slot);
        return;
    }
    if (is_crowded(postings))
        rebuild(postings, span, lines_to_grow(count_live(postings, span) + 1));
    add_sorted(postings, span, tag, slot);
}

/* The last posting of a line takes the place of the one that goes. */
static void remove_at(struct postings *postings, struct line *line, size_t at)
{
    size_t last = --line->used;

    line->tags[at] = line->tags[last];
    line->tag_tops[at] = line->tag_tops[last];
    line->slots[at] = line->slots[last];
    line->slot_tops[at] = line->slot_tops[last];
    postings->count--;
}

void postings_remove(struct postings *postings, const struct slot_span *span, uint32_t tag,
                     uint32_t slot)
{
    sort(postings, span);
    struct line *home = postings->line_count == 0 ? NULL : home_of(postings, tag);
    for (struct line *line = home; line != NULL; line = line_passed_to(postings, line, home)) {
        for (size_t at = line->used; at-- > 0;) {
            if (has_tag(line, at, tag) && slot_at(span, line, at) == slot)
                remove_at(postings, line, at);
        }
    }
}

size_t postings_find(struct postings *postings, const struct slot_span *span, uint32_t tag,
                     uint32_t slots[POSTINGS_PER_KEY])
{
    size_t found = 0;

    sort(postings, span);
    const struct line *home = postings->line_count == 0 ? NULL : home_of(postings, tag);
    for (const struct line *line = home; line != NULL;
         line = line_passed_to(postings, line, home)) {
        if (!may_have_tag(line, tag))
            continue;
        for (size_t at = 0; at < line->used; at++) {
            if (has_tag(line, at, tag) && found < POSTINGS_PER_KEY)
                slots[found++] = slot_at(span, line, at);
        }
    }
    return found;
}

void postings_prefetch(const struct postings *postings, uint32_t tag)
{
    if (postings->line_count == 0)
        return;
    __builtin_prefetch(postings->is_sorted ? home_of(postings, tag)
                                           : &postings->lines[postings->count / LINE_POSTINGS]);
}

void postings_sweep(struct postings *postings, const struct slot_span *span)
{
    if (postings->count > 0)
        rebuild(postings, span, lines_to_grow(count_live(postings, span)));
}

void postings_dump(struct postings *postings, struct dump *dump)
{
    uint8_t is_sorted = postings->is_sorted;

    DUMP_FIELD(dump, postings->line_count);
    DUMP_FIELD(dump, postings->count);
    DUMP_FIELD(dump, is_sorted);
    postings->is_sorted = is_sorted != 0;
    if (!dump_has_room(dump, postings->line_count, sizeof(struct line)))
        postings->line_count = 0;
    if (postings->line_count == 0)
        return;
    if (dump_is_reading(dump))
        postings->lines = memory_new_lines(postings->line_count);
    dump_bytes(dump, postings->lines, postings->line_count * sizeof(struct line));
}

size_t postings_memory(const struct postings *postings)
{
    return postings->line_count * sizeof(struct line);
}
