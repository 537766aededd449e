#include "feeds/parse/xml_source.h"

#include "config/base/arena.h"
#include "config/base/error.h"
#include "config/base/memory.h"
#include "feeds/parse/base.h"
#include "feeds/parse/draft.h"
#include "feeds/parse/encoding.h"
#include "feeds/parse/fields.h"
#include "feeds/parse/file_kind.h"
#include "feeds/parse/format.h"
#include "feeds/parse/html_page.h"
#include "feeds/parse/shared_link.h"
#include "feeds/parse/xml_parts.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A namespace that nobody knows, on a root or a feed's item that everybody knows, is none. So is a
 * default namespace that has no such element: some declare a module's as that of the document. */
static bool is_mistaken(const struct source *source, const struct frame *frame)
{
    if (frame->prefix != NULL)
        return frame->ns == NS_OTHER;
    return field_index_next(&source->index, NULL, frame->scope, frame->ns, frame->name) == NULL;
}

static bool is_item(const struct frame *frame)
{
    return strcasecmp(frame->name, "item") == 0 || strcasecmp(frame->name, "entry") == 0;
}

static void adopt_namespace(struct source *source, struct frame *frame, const char *uri)
{
    bool is_known = format_is_root(frame->name) || (frame->scope == IN_FEED && is_item(frame));

    if (uri == NULL || !is_known || !is_mistaken(source, frame))
        return;
    for (size_t i = 0; i < source->cached; i++) {
        if (source->cache[i].uri == uri && source->cache[i].prefix == frame->prefix)
            source->cache[i].ns = NS_NONE;
    }
    frame->ns = NS_NONE;
}

/* A prefix that nobody declared, before a name that everybody knows, is none. */
static void adopt_prefix(struct source *source, struct frame *frame, const char *uri)
{
    if (uri != NULL || frame->ns != NS_OTHER || !(is_item(frame) || format_is_root(frame->name)))
        return;
    source->adopted_prefix = frame->prefix;
    frame->ns = NS_NONE;
}

/* Many documents have items that are no feed's. One without a feed's namespace is, if it is the
 * root or the tag of the root may have been lost. */
static void note_item(struct source *source, const struct frame *frame)
{
    if (source->reader.format == NULL && source->depth > 1 && frame->ns == NS_NONE &&
        is_item(frame))
        source->has_no_root = true;
}

static void start_tag(struct source *source, const struct mend_tag *tag)
{
    struct frame *frame = &source->frames[source->depth];
    bool is_outermost = source->reader.format == NULL && source->depth == 1;

    if (frame->scope & (IN_DOCUMENT | IN_FEED)) {
        adopt_namespace(source, frame, tag->uri);
        adopt_prefix(source, frame, tag->uri);
        note_item(source, frame);
        if (is_outermost && strcasecmp(tag->name, "html") == 0)
            source->is_html = source->is_over = true;
    }
    xml_start_element(source, tag);
}

static void on_start(void *owner, const struct mend_tag *tag)
{
    struct source *source = owner;

    if (source->is_over)
        return;
    xml_push_frame(source, tag);
    if (source->capture_depth != 0)
        xml_start_inside(source, tag);
    else
        start_tag(source, tag);
    if (tag->default_uri != NULL)
        format_refine(&source->reader, tag->default_uri);
}

static void on_text(void *owner, const char *text, size_t len)
{
    struct source *source = owner;
    unsigned scope = source->frames[source->depth].scope;

    if (source->is_over)
        return;
    if (source->capture_depth != 0)
        xhtml_text(&source->capture, text, len);
    else if (scope == IN_PERSON || scope == IN_IMAGE)
        buffer_append(&source->direct, text, len);
}

static void on_end(void *owner)
{
    struct source *source = owner;

    if (!source->is_over)
        xml_end_element(source);
}

/* The document */

static bool is_over(void *owner)
{
    const struct source *source = owner;

    return source->is_over;
}

static void on_fault(void *owner, enum mend_fault fault, size_t offset)
{
    struct source *source = owner;
    unsigned line = 1;

    if (fault != FAULT_OUTSIDE && fault != FAULT_VALUE)
        source->may_lack_tags = true;
    for (size_t i = 0; i < offset; i++)
        line += source->text[i] == '\n';
    warnings_add(source->warnings, "line %u: %s", line, mend_fault_text(fault));
}

/* More tell what a feed's items may be about, and make much of little. */
#define GIVEN_TAGS_MAX 16

static bool has_tags(const struct source *source)
{
    for (size_t i = 0; i < source->item_count; i++) {
        if (source->items[i].tag_count > 0)
            return true;
    }
    return false;
}

static void finish_items(struct source *source, struct document *document)
{
    struct item *items = arena_array(source->reader.keep.arena, source->item_count, sizeof(*items));
    bool gives_tags = document->tag_count <= GIVEN_TAGS_MAX && !has_tags(source);

    for (size_t i = 0; i < source->item_count; i++) {
        items[i] = source->items[i];
        if (items[i].author_count == 0) {
            items[i].authors = document->authors;
            items[i].author_count = document->author_count;
        }
        if (gives_tags) {
            items[i].tags = document->tags;
            items[i].tag_count = document->tag_count;
        }
        if (items[i].language == NULL)
            items[i].language = document->language;
        else if (*items[i].language == '\0')
            items[i].language = NULL;
        if (items[i].base == NULL)
            items[i].base = source->base;
    }
    shared_link_mark(items, source->item_count);
    document->items = items;
    document->item_count = source->item_count;
}

static struct source *source_new(const char *text, const char *base, struct arena *arena,
                                 struct warnings *warnings)
{
    struct source *source = memory_new(1, sizeof(*source));

    source->reader.keep = (struct keep){.arena = arena, .warnings = warnings};
    source->reader.base = base;
    source->reader.draft = &source->reader.feed;
    source->warnings = warnings;
    source->text = text;
    source->scratch = arena_new();
    source->frames[0] = (struct frame){.scope = IN_DOCUMENT, .base = base};
    draft_begin(&source->reader.feed, base, NULL);
    field_index_build(&source->index);
    xhtml_init(&source->capture, ITEM_TEXT_MAX + 16);
    buffer_init(&source->direct, (size_t)ITEM_TITLE_MAX * 4);
    return source;
}

static void source_free(struct source *source)
{
    xhtml_free(&source->capture);
    buffer_free(&source->direct);
    arena_free(source->scratch);
    free(source->items);
    free(source);
}

static struct source *run_source(const struct parse_input *input, const struct encoded *encoded,
                                 const char *base, struct arena *arena, struct warnings *warnings)
{
    struct source *source = source_new(encoded->text, base, arena, warnings);
    const struct mend_source text = {encoded->text, encoded->len, input->is_cut};
    const struct mend_sink sink = {on_start, on_text, on_end, on_fault, is_over, source};

    source->reader.url = base_of_document(&source->reader.keep, input);
    mend_document(&text, &sink);
    return source;
}

/* The link to the feed's page may stand behind what is relative to it: then the document is read
 * once more. */
static struct source *read_source(const struct parse_input *input, const struct encoded *encoded,
                                  struct arena *arena, struct warnings *warnings)
{
    struct keep keep = {.arena = arena, .warnings = warnings};
    const char *location = base_location(&keep, input);
    size_t warned = warnings->count;
    struct source *source = run_source(input, encoded, location, arena, warnings);
    const char *base = location != NULL ? location : base_of(&source->reader);

    if (location == NULL && base != NULL && !base_held(&source->reader, base)) {
        source_free(source);
        warnings->count = warned;
        source = run_source(input, encoded, base, arena, warnings);
    }
    source->base = base;
    return source;
}

static bool is_of_feed(const struct item *item)
{
    return item->title.str != NULL || item->url != NULL || item->content.str != NULL ||
           item->id != NULL || item->published != NO_TIME || item->updated != NO_TIME;
}

/* RDF and <item>, <entry> or <channel> of no namespace are a feed only by what they say. */
static bool says_something(const struct source *source)
{
    for (size_t i = 0; i < FIELD_COUNT; i++) {
        if (source->reader.feed.values[i].rank != 0)
            return true;
    }
    for (size_t i = 0; i < source->item_count; i++) {
        if (is_of_feed(&source->items[i]))
            return true;
    }
    return false;
}

static bool is_feed(const struct source *source)
{
    const struct reader *reader = &source->reader;

    return reader->format != NULL && (!source->has_no_root || source->may_lack_tags) &&
           (!reader->is_generic || says_something(source));
}

enum parse_outcome xml_read_document(const struct parse_input *input, const struct encoded *encoded,
                                     struct arena *arena, struct document *document,
                                     struct warnings *warnings, struct error *err)
{
    struct source *source = read_source(input, encoded, arena, warnings);
    enum parse_outcome outcome = PARSE_NOT_A_FEED;

    if (source->is_html) {
        const char *base = base_of_document(&source->reader.keep, input);
        const char *feeds = html_page_feeds(arena, encoded->text, encoded->len, base);
        error_set(err, "it is an HTML page%s%s", feeds == NULL ? "" : "; it links to ",
                  feeds == NULL ? "" : feeds);
    } else if (!is_feed(source)) {
        const char *kind = file_kind(input->bytes, input->len);
        error_set(err, "%s%s", kind == NULL ? "no element of a feed stands in it" : "it is ",
                  kind == NULL ? "" : kind);
    } else {
        document->format = source->reader.format;
        draft_to_document(&source->reader.feed, arena, document);
        finish_items(source, document);
        outcome = PARSE_FEED;
    }
    source_free(source);
    return outcome;
}
