#include "feeds/text/html.h"

#include "config/base/arena.h"
#include "config/base/utf8.h"
#include "feeds/html_scan.h"
#include "feeds/item.h"
#include "feeds/text/html_elements.h"
#include "feeds/text/html_entities.h"
#include "feeds/text/utf.h"
#include "feeds/text/writer.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define DEPTH_MAX 256

/* What is open: elements that part words or are furniture or unseen. Others (b, span, unknown ones)
 * mean nothing for the text and are not kept. */
struct walk {
    struct writer writer;
    uint8_t open[DEPTH_MAX];
    size_t depth;
    size_t over_depth;                      /* elements opened beyond DEPTH_MAX and not closed */
    uint32_t open_count[HTML_ELEMENTS_MAX]; /* of each element in `open` */
    unsigned furniture;                     /* open ones */
    unsigned unseen;
    unsigned lines;
    unsigned breaks; /* <br> since the last text */
};

static void end_block(struct walk *walk)
{
    writer_end_block(&walk->writer, walk->furniture > 0);
    walk->breaks = 0;
}

static void count_roles(struct walk *walk, unsigned roles, unsigned step)
{
    if (roles & HTML_FURNITURE)
        walk->furniture += step;
    if (roles & HTML_UNSEEN)
        walk->unseen += step;
    if (roles & HTML_LINES)
        walk->lines += step;
}

static void push(struct walk *walk, int element)
{
    if (walk->depth == DEPTH_MAX) {
        walk->over_depth++;
        return;
    }
    walk->open[walk->depth++] = (uint8_t)element;
    walk->open_count[element]++;
    count_roles(walk, html_element_roles(element), 1);
}

static void pop(struct walk *walk)
{
    int element = walk->open[--walk->depth];

    walk->open_count[element]--;
    count_roles(walk, html_element_roles(element), -1U);
}

/* The second <br> in a row ends the block. */
static void add_break(struct walk *walk)
{
    if (++walk->breaks > 1)
        end_block(walk);
    writer_add_space(&walk->writer);
}

static void open_element(struct walk *walk, const struct html_piece *tag)
{
    int element = html_element_find(tag->name, tag->name_len);

    if (element < 0)
        return;
    unsigned roles = html_element_roles(element);
    if (roles & HTML_BLOCK)
        end_block(walk);
    if (roles & HTML_CELL)
        writer_add_space(&walk->writer);
    if ((roles & HTML_BREAK) && walk->unseen == 0)
        add_break(walk);
    if (roles & HTML_LINK)
        walk->writer.is_in_link = true;
    else if (!(roles & HTML_VOID) && !tag->is_self_closing)
        push(walk, element);
}

/* Closes the innermost open element of this name and all within it. */
static void close_element(struct walk *walk, const struct html_piece *tag)
{
    int element = html_element_find(tag->name, tag->name_len);

    if (element < 0)
        return;
    unsigned roles = html_element_roles(element);
    if (roles & HTML_BLOCK) {
        end_block(walk);
        walk->writer.is_in_link = false; /* whoever forgot </a> meant no further than this */
    }
    if (roles & HTML_CELL)
        writer_add_space(&walk->writer);
    if ((roles & HTML_BREAK) && walk->unseen == 0)
        add_break(walk); /* browsers read </br> as <br> */
    if (roles & HTML_LINK)
        walk->writer.is_in_link = false;
    if (walk->over_depth > 0) {
        walk->over_depth--;
        return;
    }
    bool is_closed = walk->open_count[element] == 0;
    while (!is_closed) {
        is_closed = walk->open[walk->depth - 1] == element;
        pop(walk);
    }
}

/* Text between two references, line by line where lines are shown. */
static void add_plain(struct walk *walk, const char *text, const char *end)
{
    while (walk->lines > 0 && text < end) {
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        if (newline == NULL)
            break;
        writer_add(&walk->writer, text, (size_t)(newline - text));
        end_block(walk);
        text = newline + 1;
    }
    writer_add(&walk->writer, text, (size_t)(end - text));
}

static void add_text(struct walk *walk, const struct html_piece *piece)
{
    const char *at = piece->begin;
    size_t before = walk->writer.len;

    while (at < piece->end) {
        const char *sign =
            piece->kind == HTML_RAW_TEXT ? NULL : memchr(at, '&', (size_t)(piece->end - at));
        char decoded[HTML_ENTITY_SIZE];
        size_t decoded_len = 1;

        add_plain(walk, at, sign == NULL ? piece->end : sign);
        if (sign == NULL)
            break;
        size_t len = html_entity_read(sign, piece->end, decoded, &decoded_len);
        writer_add(&walk->writer, len > 0 ? decoded : sign, decoded_len);
        at = sign + (len > 0 ? len : 1);
    }
    if (walk->writer.len != before)
        walk->breaks = 0;
}

static void walk_html(struct walk *walk, const char *html, size_t len)
{
    struct html_scan scan;
    struct html_piece piece;

    html_scan_init(&scan, html, len);
    while (!walk->writer.is_full && html_scan_next(&scan, &piece)) {
        if (piece.kind == HTML_START_TAG)
            open_element(walk, &piece);
        else if (piece.kind == HTML_END_TAG)
            close_element(walk, &piece);
        else if (piece.kind != HTML_OTHER && walk->unseen == 0)
            add_text(walk, &piece);
    }
    end_block(walk);
}

/* Bytes that are no UTF-8 become U+FFFD; well-formed text is given back as it is. */
static const char *mend(struct arena *arena, const char *text, size_t *len)
{
    const char *end = text + *len;
    size_t mended = 0;
    uint32_t size;

    if (utf8_is_valid(text, *len))
        return text;
    char *out = arena_alloc(arena, *len * 3 + 1);
    while (text < end) {
        mended += utf8_write(out + mended, utf8_read(text, end, &size));
        text += size;
    }
    *len = mended;
    return out;
}

char *text_from_html(struct arena *arena, const char *html, size_t len)
{
    struct walk walk = {0};

    html = mend(arena, html, &len);
    writer_init(&walk.writer, len, ITEM_TEXT_MAX);
    walk_html(&walk, html, len);
    return writer_finish(&walk.writer, arena);
}

char *text_line_from_html(struct arena *arena, const char *html, size_t len)
{
    struct walk walk = {0};

    html = mend(arena, html, &len);
    writer_init_line(&walk.writer, len);
    walk_html(&walk, html, len);
    return writer_finish_line(&walk.writer, arena);
}

static void write_plain(struct writer *writer, const char *text, size_t len)
{
    const char *end = text + len;

    while (text < end && !writer->is_full) {
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        const char *line_end = newline == NULL ? end : newline;
        size_t before = writer->len;
        writer_add(writer, text, (size_t)(line_end - text));
        writer_add_space(writer);
        if (writer->len == before)
            writer_end_block(writer, false);
        text = line_end + 1;
    }
    writer_end_block(writer, false);
}

char *text_from_plain(struct arena *arena, const char *plain, size_t len)
{
    struct writer writer;

    plain = mend(arena, plain, &len);
    writer_init(&writer, len, ITEM_TEXT_MAX);
    write_plain(&writer, plain, len);
    return writer_finish(&writer, arena);
}

static char *line_from_plain(struct arena *arena, const char *plain, size_t len)
{
    struct writer writer;

    plain = mend(arena, plain, &len);
    writer_init_line(&writer, len);
    write_plain(&writer, plain, len);
    return writer_finish_line(&writer, arena);
}

typedef char *read_text(struct arena *arena, const char *text, size_t len);

/* A text that turns out to have no words is none. */
static void read_as(struct text *text, struct arena *arena, read_text *read, enum markup markup)
{
    const char *str = read(arena, text->str, strlen(text->str));

    *text = (struct text){0};
    if (str[0] != '\0')
        *text = (struct text){.str = str, .markup = markup};
}

static void read_body(struct text *text, struct arena *arena)
{
    if (text->markup == MARKUP_HTML)
        read_as(text, arena, text_from_html, MARKUP_MARKED);
    else if (text->markup == MARKUP_PLAIN)
        read_as(text, arena, text_from_plain, MARKUP_MARKED);
}

void item_read_texts(struct item *item, struct arena *arena)
{
    item_read_image(item, arena);
    if (item->title.markup == MARKUP_HTML)
        read_as(&item->title, arena, text_line_from_html, MARKUP_PLAIN);
    else if (item->title.markup == MARKUP_PLAIN)
        read_as(&item->title, arena, line_from_plain, MARKUP_PLAIN);
    read_body(&item->summary, arena);
    read_body(&item->content, arena);
}
