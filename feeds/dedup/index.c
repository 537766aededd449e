#include "feeds/dedup/index.h"

#include "config/base/memory.h"
#include "feeds/dedup/dump.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define PARTITION_BITS 12
#define TAG_BITS 24
#define SLOT_BITS 24
#define SLOT_MASK ((UINT32_C(1) << SLOT_BITS) - 1)
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

struct partition {
    struct line *lines;
    uint32_t line_count;
    uint32_t count; /* of postings */
    bool is_sorted; /* else no one has asked yet: postings stand as they came, lines are full */
};

struct index {
    struct partition partitions[INDEX_PARTITIONS];
    uint32_t newest;
    uint32_t oldest;
    size_t swept; /* the partition that the next sweep begins with */
};

_Static_assert(INDEX_PARTITIONS == 1 << PARTITION_BITS, "a partition is a key's lowest bits");

static size_t partition_of(uint64_t key)
{
    return key & (INDEX_PARTITIONS - 1);
}

static uint32_t tag_of(uint64_t key)
{
    return (uint32_t)(key >> PARTITION_BITS) & ((UINT32_C(1) << TAG_BITS) - 1);
}

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

/* No more than SLOT_MASK before the newest. */
static uint32_t slot_at(const struct index *index, const struct line *line, size_t at)
{
    uint32_t low = line->slots[at] | (uint32_t)line->slot_tops[at] << 16;

    return index->newest - ((index->newest - low) & SLOT_MASK);
}

static void write_posting(struct line *line, size_t at, uint32_t tag, uint32_t slot)
{
    line->tags[at] = (uint16_t)tag;
    line->tag_tops[at] = (uint8_t)(tag >> 16);
    line->slots[at] = (uint16_t)slot;
    line->slot_tops[at] = (uint8_t)(slot >> 16);
}

/* ---- a partition */

static struct line *home_of(const struct partition *partition, uint32_t tag)
{
    return &partition->lines[(uint64_t)tag * partition->line_count >> TAG_BITS];
}

static struct line *line_behind(const struct partition *partition, const struct line *line)
{
    size_t next = (size_t)(line - partition->lines) + 1;

    return &partition->lines[next == partition->line_count ? 0 : next];
}

/* Where the search for a tag goes on behind `line`; NULL: it has seen all lines that may have it.
 */
static struct line *line_passed_to(const struct partition *partition, const struct line *line,
                                   const struct line *home)
{
    struct line *next = line->is_passed ? line_behind(partition, line) : NULL;

    return next == home ? NULL : next;
}

/* Puts a posting into the first line with room from `line` on; there is one. */
static void put(struct partition *partition, struct line *line, uint32_t tag, uint32_t slot)
{
    while (line->used == LINE_POSTINGS) {
        line->is_passed = true;
        line = line_behind(partition, line);
    }
    write_posting(line, line->used++, tag, slot);
    partition->count++;
}

static size_t count_live(const struct index *index, const struct partition *partition)
{
    size_t live = 0;

    if (index->oldest <= 1) /* nothing has expired yet */
        return partition->count;
    for (size_t i = 0; i < partition->line_count; i++) {
        for (size_t at = 0; at < partition->lines[i].used; at++)
            live += slot_at(index, &partition->lines[i], at) >= index->oldest;
    }
    return live;
}

/* Lines for so many postings and a sixth more until they are crowded. */
static uint32_t lines_for(size_t postings)
{
    return postings == 0
               ? 0
               : (uint32_t)((postings + postings / 4 + postings / 16) / LINE_POSTINGS + 1);
}

static bool is_crowded(const struct partition *partition)
{
    return partition->count >= (uint64_t)partition->line_count * (LINE_POSTINGS - 1);
}

/* The postings of a key, beside the one of `slot`. */
struct row {
    size_t count;
    bool has_slot;
    uint32_t oldest;   /* of the slots, `slot` among them */
    struct line *line; /* where the oldest stands; NULL: it is `slot` */
    size_t at;
};

static void look_at_line(struct row *row, const struct index *index, struct line *line,
                         uint32_t tag, uint32_t slot)
{
    if (!may_have_tag(line, tag))
        return;
    for (size_t at = 0; at < line->used; at++) {
        if (!has_tag(line, at, tag))
            continue;
        uint32_t other = slot_at(index, line, at);
        row->count++;
        row->has_slot = row->has_slot || other == slot;
        if (other < row->oldest) {
            row->oldest = other;
            row->line = line;
            row->at = at;
        }
    }
}

static struct row read_row(const struct index *index, const struct partition *partition,
                           uint32_t tag, uint32_t slot)
{
    struct line *home = home_of(partition, tag);
    struct row row = {.oldest = slot};

    for (struct line *line = home; line != NULL; line = line_passed_to(partition, line, home))
        look_at_line(&row, index, line, tag, slot);
    return row;
}

/* There is room for one more line. */
static void add_sorted(const struct index *index, struct partition *partition, uint32_t tag,
                       uint32_t slot)
{
    struct row row = read_row(index, partition, tag, slot);

    if (row.has_slot)
        return;
    if (row.count < POSTINGS_PER_KEY)
        put(partition, home_of(partition, tag), tag, slot);
    else if (row.line != NULL)
        write_posting(row.line, row.at, tag, slot);
}

/* Leaves out what has expired. `lines`: enough for the rest and one more. */
static void rebuild(const struct index *index, struct partition *partition, uint32_t lines)
{
    struct partition old = *partition;

    *partition = (struct partition){
        .lines = lines == 0 ? NULL : memory_new_lines(lines),
        .line_count = lines,
        .is_sorted = true,
    };
    for (size_t i = 0; i < old.line_count; i++) {
        for (size_t at = 0; at < old.lines[i].used; at++) {
            uint32_t slot = slot_at(index, &old.lines[i], at);
            uint32_t tag = tag_at(&old.lines[i], at);

            if (slot < index->oldest)
                continue;
            if (old.is_sorted)
                put(partition, home_of(partition, tag), tag, slot);
            else
                add_sorted(index, partition, tag, slot);
        }
    }
    free(old.lines);
}

static void sort(const struct index *index, struct partition *partition)
{
    if (!partition->is_sorted)
        rebuild(index, partition, lines_for(count_live(index, partition)));
}

/* Behind the last: to a partition that nobody has asked yet. */
static void add_unsorted(struct partition *partition, uint32_t tag, uint32_t slot)
{
    size_t at = partition->count / LINE_POSTINGS;

    if (at == partition->line_count) {
        struct line *lines = memory_new_lines(at + at / 4 + 1);

        if (at > 0)
            memcpy(lines, partition->lines, at * sizeof(*lines));
        free(partition->lines);
        partition->lines = lines;
        partition->line_count = (uint32_t)(at + at / 4 + 1);
    }
    struct line *line = &partition->lines[at];
    write_posting(line, line->used++, tag, slot);
    partition->count++;
}

/* ---- the index */

struct index *index_new(void)
{
    return memory_new(1, sizeof(struct index));
}

void index_free(struct index *index)
{
    if (index == NULL)
        return;
    for (size_t i = 0; i < INDEX_PARTITIONS; i++)
        free(index->partitions[i].lines);
    free(index);
}

static void note_newest(struct index *index, uint32_t slot)
{
    if (slot <= index->newest)
        return;
    index->newest = slot;
    if (slot > SLOT_MASK)
        index_expire(index, slot - SLOT_MASK);
}

void index_add(struct index *index, uint64_t key, uint32_t slot)
{
    struct partition *partition = &index->partitions[partition_of(key)];
    uint32_t tag = tag_of(key);

    note_newest(index, slot);
    if (slot < index->oldest)
        return;
    if (!partition->is_sorted) {
        add_unsorted(partition, tag, slot);
        return;
    }
    if (is_crowded(partition))
        rebuild(index, partition, lines_for(count_live(index, partition) + 1));
    add_sorted(index, partition, tag, slot);
}

/* The last posting of a line takes the place of the one that goes. */
static void remove_at(struct partition *partition, struct line *line, size_t at)
{
    size_t last = --line->used;

    line->tags[at] = line->tags[last];
    line->tag_tops[at] = line->tag_tops[last];
    line->slots[at] = line->slots[last];
    line->slot_tops[at] = line->slot_tops[last];
    partition->count--;
}

void index_remove(struct index *index, uint64_t key, uint32_t slot)
{
    struct partition *partition = &index->partitions[partition_of(key)];
    uint32_t tag = tag_of(key);

    sort(index, partition);
    struct line *home = partition->line_count == 0 ? NULL : home_of(partition, tag);
    for (struct line *line = home; line != NULL; line = line_passed_to(partition, line, home)) {
        for (size_t at = line->used; at-- > 0;) {
            if (has_tag(line, at, tag) && slot_at(index, line, at) == slot)
                remove_at(partition, line, at);
        }
    }
}

size_t index_find(struct index *index, uint64_t key, uint32_t slots[POSTINGS_PER_KEY])
{
    struct partition *partition = &index->partitions[partition_of(key)];
    uint32_t tag = tag_of(key);
    size_t found = 0;

    sort(index, partition);
    const struct line *home = partition->line_count == 0 ? NULL : home_of(partition, tag);

    for (const struct line *line = home; line != NULL;
         line = line_passed_to(partition, line, home)) {
        if (!may_have_tag(line, tag))
            continue;
        for (size_t at = 0; at < line->used; at++) {
            if (has_tag(line, at, tag) && found < POSTINGS_PER_KEY)
                slots[found++] = slot_at(index, line, at);
        }
    }
    return found;
}

void index_prefetch(const struct index *index, uint64_t key)
{
    const struct partition *partition = &index->partitions[partition_of(key)];

    if (partition->line_count == 0)
        return;
    __builtin_prefetch(partition->is_sorted ? home_of(partition, tag_of(key))
                                            : &partition->lines[partition->count / LINE_POSTINGS]);
}

void index_expire(struct index *index, uint32_t oldest)
{
    if (oldest > index->oldest)
        index->oldest = oldest;
}

void index_sweep(struct index *index, size_t partitions)
{
    for (; partitions > 0; partitions--) {
        struct partition *partition = &index->partitions[index->swept];

        if (partition->count > 0)
            rebuild(index, partition, lines_for(count_live(index, partition)));
        index->swept = (index->swept + 1) % INDEX_PARTITIONS;
    }
}

static void partition_dump(struct partition *partition, struct dump *dump)
{
    uint8_t is_sorted = partition->is_sorted;

    DUMP_FIELD(dump, partition->line_count);
    DUMP_FIELD(dump, partition->count);
    DUMP_FIELD(dump, is_sorted);
    partition->is_sorted = is_sorted != 0;
    if (!dump_has_room(dump, partition->line_count, sizeof(struct line)))
        partition->line_count = 0;
    if (partition->line_count == 0)
        return;
    if (dump_is_reading(dump))
        partition->lines = memory_new_lines(partition->line_count);
    dump_bytes(dump, partition->lines, partition->line_count * sizeof(struct line));
}

void index_dump(struct index *index, struct dump *dump)
{
    DUMP_FIELD(dump, index->newest);
    DUMP_FIELD(dump, index->oldest);
    DUMP_FIELD(dump, index->swept);
    for (size_t i = 0; i < INDEX_PARTITIONS; i++)
        partition_dump(&index->partitions[i], dump);
}

size_t index_memory(const struct index *index)
{
    size_t bytes = sizeof(*index);

    for (size_t i = 0; i < INDEX_PARTITIONS; i++)
        bytes += index->partitions[i].line_count * sizeof(struct line);
    return bytes;
}
