/* Which blocks of a text are furniture, and which ends of them (furniture.h). */
#include "feeds/text/characters.h"
#include "feeds/text/furniture.h"
#include "feeds/text/marked.h"
#include "feeds/text/writer_parts.h"

#include <string.h>

/* DEDUP.md, step 1: a block of links. */
#define LINK_BLOCK_WORDS 30
#define LINK_BLOCK_PERCENT 60
#define LINK_TAIL_MAX 16 /* bytes of the signs behind a last link */

/* Words as the tokeniser counts them, nearly: a letter of a script without blanks is one. */
static size_t count_words(const char *text, size_t len)
{
    const char *end = text + len;
    bool is_in_word = false;
    size_t count = 0;

    while (text < end) {
        struct character ch = character_at(text, end);
        bool is_alone = (ch.class & CHARACTER_UNSPACED) != 0;
        bool is_word = (ch.class & CHARACTER_WORD) != 0;
        count += is_word && (is_alone || !is_in_word);
        is_in_word = is_word && !is_alone;
        text += ch.size;
    }
    return count;
}

bool writer_is_plain_cell(const struct writer *writer)
{
    return writer->link_bytes == writer->cell_link_bytes &&
           count_words(writer->out + writer->cell_begin, writer->len - writer->cell_begin) > 0;
}

/* But a row of results may have its names as links. */
static bool is_link_block(const struct writer *writer)
{
    size_t len = writer->len - writer->block_begin;

    return !writer->has_plain_cell && writer->link_bytes * 100 > len * LINK_BLOCK_PERCENT &&
           count_words(writer->out + writer->block_begin, len) < LINK_BLOCK_WORDS;
}

/* Makes what stands in a block behind `story_end`, where the story in it ends, a block of its own.
 */
static void part_tail(struct writer *writer, size_t story_end)
{
    static const char between[] = {'\n', MARKED_FURNITURE};
    size_t tail = story_end;

    while (writer->out[tail] == ' ' || writer->out[tail] == '|')
        tail++;
    writer_reserve(writer, sizeof(between));
    memmove(writer->out + story_end + sizeof(between), writer->out + tail, writer->len - tail);
    memcpy(writer->out + story_end, between, sizeof(between));
    writer->len += story_end + sizeof(between) - tail;
}

/* The bytes of the block before a last link that leads on to the rest of the text. */
static size_t length_before_link(const struct writer *writer, size_t len)
{
    const char *block = writer->out + writer->block_begin;
    bool has_last_link =
        writer->link_end > writer->block_begin && writer->len - writer->link_end <= LINK_TAIL_MAX &&
        count_words(writer->out + writer->link_end, writer->len - writer->link_end) == 0;

    if (!has_last_link || writer->link_begin <= writer->block_begin)
        return len;
    return furniture_story_length_before(block, len, writer->link_begin - writer->block_begin);
}

static void mark_all(struct writer *writer)
{
    writer_reserve(writer, 1);
    char *block = writer->out + writer->block_begin;
    memmove(block + 1, block, writer->len - writer->block_begin);
    *block = MARKED_FURNITURE;
    writer->len++;
}

void writer_mark_block(struct writer *writer, bool is_furniture)
{
    size_t len = writer->len - writer->block_begin;
    size_t story = is_furniture || is_link_block(writer) ? 0 : length_before_link(writer, len);

    if (story == 0 || furniture_is_block(writer->out + writer->block_begin, story))
        mark_all(writer);
    else if (story < len)
        part_tail(writer, writer->block_begin + story);
}

/* Where the block begins whose newline is the last byte before `end`. */
static size_t block_before(const struct writer *writer, size_t end)
{
    const char *newline = memrchr(writer->out, '\n', end - 1);

    return newline == NULL ? 0 : (size_t)(newline - writer->out) + 1;
}

/* Marks the last `count` blocks that are not yet. */
static void mark_last(struct writer *writer, size_t count)
{
    size_t from = writer->len;

    writer_reserve(writer, count);
    writer->len += count;
    while (count > 0) {
        size_t begin = block_before(writer, from);
        bool is_marked = writer->out[begin] == MARKED_FURNITURE;
        memmove(writer->out + begin + count, writer->out + begin, from - begin);
        if (!is_marked)
            writer->out[begin + --count] = MARKED_FURNITURE;
        from = begin;
    }
}

/* Marks the last blocks that are no story, and the end of the one before them. */
void writer_mark_ending(struct writer *writer)
{
    size_t end = writer->len, story = 0, len = 0, unmarked = 0;

    while (end > 0 && story == 0) {
        size_t begin = block_before(writer, end);
        const char *block = writer->out + begin;
        len = end - begin - 1;
        if (*block != MARKED_FURNITURE) {
            story = furniture_story_length(block, len);
            if (furniture_is_block(block, story) || furniture_is_ending(block, story))
                story = 0;
            unmarked += story == 0;
        }
        if (story == 0)
            end = begin;
    }
    mark_last(writer, unmarked);
    if (story > 0 && story < len)
        part_tail(writer, end - 1 - len + story);
}
