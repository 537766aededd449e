#include "feeds/text/html.h"

#include "config/base/arena.h"
#include "config/base/utf8.h"
#include "feeds/html_entities.h"
#include "feeds/html_scan.h"
#include "feeds/item.h"
#include "feeds/text/html_attributes.h"
#include "feeds/text/html_elements.h"
#include "feeds/text/html_open.h"
#include "feeds/text/utf.h"
#include "feeds/text/writer.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct walk {
    struct writer writer;
    struct html_open open;
    unsigned breaks;       /* <br> since the last text */
    const char *furniture; /* the last tag that began some outside of all other */
    size_t furniture_begin;
    const char *misread; /* a tag that begins none, whatever it says */
};

static void end_block_now(struct walk *walk)
{
    writer_end_block(&walk->writer, walk->open.furniture > 0);
    walk->breaks = 0;
}

static void end_block(struct walk *walk)
{
    if (walk->open.cells == 0 || walk->open.furniture > 0) {
        end_block_now(walk);
        return;
    }
    writer_end_block_of_cell(&walk->writer);
    walk->breaks = 0;
}

/* The second <br> in a row ends the block, and the first one where lines are shown. */
static void add_break(struct walk *walk)
{
    if (++walk->breaks > 1 || walk->open.lines > 0)
        end_block(walk);
    writer_add_space(&walk->writer);
}

/* What the start and the end of an element part; what is not seen parts nothing. */
static void part(struct walk *walk, unsigned roles)
{
    if (walk->open.unseen > 0 || (roles & HTML_UNSEEN))
        return;
    if (roles & (HTML_ROW | HTML_ROWS | HTML_FURNITURE))
        end_block_now(walk);
    else if (roles & HTML_BLOCK)
        end_block(walk);
    if (roles & HTML_CELL)
        writer_part_cells(&walk->writer);
    if (roles & HTML_BREAK)
        add_break(walk);
}

/* The quotation mark that begins or ends the innermost open quotation; a title has none, as other
 * readers of titles leave it. */
static void add_quote(struct walk *walk, const char *outer, const char *inner)
{
    const char *mark = walk->open.quotes % 2 == 1 ? outer : inner;

    if (walk->open.unseen == 0 && !walk->writer.is_line)
        writer_add(&walk->writer, mark, strlen(mark));
}

static void close_innermost(struct walk *walk, size_t count)
{
    for (; count > 0; count--) {
        unsigned roles = walk->open.stack[walk->open.depth - 1].roles;
        if (roles & HTML_QUOTE)
            add_quote(walk, "\u201D", "\u2019");
        part(walk, roles);
        html_open_pop(&walk->open);
    }
}

static unsigned add_attributes(const struct walk *walk, unsigned roles,
                               const struct html_piece *tag)
{
    unsigned said = html_attribute_roles(tag);

    if (said & HTML_FURNITURE) /* all of it, then */
        roles &= ~(unsigned)(HTML_FIGURE | HTML_STORY);
    if (said & HTML_DISPLAY)
        roles &= ~(unsigned)HTML_BLOCK;
    roles |= said;
    return tag->name == walk->misread ? roles & ~(unsigned)(HTML_FURNITURE | HTML_FIGURE) : roles;
}

static void push(struct walk *walk, const struct html_piece *tag, int element, unsigned roles)
{
    bool is_story = walk->open.furniture == 0;

    html_open_push(&walk->open, tag, element, roles);
    if (is_story && walk->open.furniture > 0) {
        walk->furniture = tag->name;
        walk->furniture_begin = walk->writer.len;
    }
}

static void open_element(struct walk *walk, const struct html_piece *tag)
{
    int element = html_element_find(tag->name, tag->name_len);
    unsigned roles = element < 0 ? 0 : html_element_roles(element);

    close_innermost(walk, html_open_count_drawings(&walk->open, tag));
    close_innermost(walk, html_open_count_implied(&walk->open, element, roles));
    if (walk->open.unseen == 0)
        roles = add_attributes(walk, roles, tag);
    part(walk, roles);
    if (roles & HTML_LINK)
        writer_begin_link(&walk->writer);
    if ((roles & HTML_VOID) || tag->is_self_closing)
        return;
    if ((roles & ~(unsigned)HTML_LINK) || walk->open.unseen > 0 ||
        html_open_has_name(&walk->open, tag))
        push(walk, tag, element, roles);
    if (roles & HTML_QUOTE)
        add_quote(walk, "\u201C", "\u2018");
}

static void close_element(struct walk *walk, const struct html_piece *tag)
{
    int element = html_element_find(tag->name, tag->name_len);
    unsigned roles = element < 0 ? 0 : html_element_roles(element);

    close_innermost(walk, html_open_count_drawings(&walk->open, tag));
    size_t count = html_open_count_closed(&walk->open, tag, element);
    if (count == 0)
        part(walk, roles); /* </br> is read as <br>, and no end tag too many joins two blocks */
    if (roles & (HTML_LINK | HTML_BLOCK)) /* whoever forgot </a> meant no further than this */
        writer_end_link(&walk->writer);
    close_innermost(walk, count);
}

/* Text between two references, line by line where lines are shown. */
static void add_plain(struct walk *walk, const char *text, const char *end)
{
    while (walk->open.lines > 0 && text < end) {
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
        else if (piece.kind != HTML_OTHER && walk->open.unseen == 0)
            add_text(walk, &piece);
    }
}

static void end_html(struct walk *walk)
{
    close_innermost(walk, walk->open.depth);
    end_block_now(walk);
}

/* Whoever forgot the end tag of furniture did not mean most of the text by it. */
static bool has_misread(const struct walk *walk)
{
    return walk->open.furniture > 0 && !walk->writer.is_full &&
           walk->writer.len - walk->furniture_begin > walk->furniture_begin;
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
    if (has_misread(&walk)) {
        walk = (struct walk){.writer = walk.writer, .misread = walk.furniture};
        writer_restart(&walk.writer);
        walk_html(&walk, html, len);
    }
    end_html(&walk);
    return writer_finish(&walk.writer, arena);
}

static char *line_from_html(struct arena *arena, const char *html, size_t len, size_t limit)
{
    struct walk walk = {0};

    html = mend(arena, html, &len);
    writer_init_line(&walk.writer, len, limit);
    walk_html(&walk, html, len);
    end_html(&walk);
    return writer_finish_line(&walk.writer, limit, arena);
}

char *text_line_from_html(struct arena *arena, const char *html, size_t len)
{
    return line_from_html(arena, html, len, ITEM_TITLE_MAX);
}

char *text_long_line_from_html(struct arena *arena, const char *html, size_t len)
{
    return line_from_html(arena, html, len, ITEM_TEXT_MAX);
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
    writer_init_line(&writer, len, ITEM_TITLE_MAX);
    write_plain(&writer, plain, len);
    return writer_finish_line(&writer, ITEM_TITLE_MAX, arena);
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
