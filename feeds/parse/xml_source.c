#include "feeds/parse/xml_source.h"

#include "config/base/arena.h"
#include "config/base/error.h"
#include "config/base/memory.h"
#include "feeds/parse/draft.h"
#include "feeds/parse/encoding.h"
#include "feeds/parse/fields.h"
#include "feeds/parse/format.h"
#include "feeds/parse/html_page.h"
#include "feeds/parse/mend.h"
#include "feeds/parse/warnings.h"
#include "feeds/parse/xhtml.h"
#include "feeds/url.h"

#include <libxml/parser.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define FRAMES_MAX 256
#define NS_CACHE 16

/* An open element. */
struct frame {
    unsigned scope; /* of what stands inside */
    const struct rule *opener;
    const char *base;
    const char *lang;
    bool owns_item;
};

struct source {
    struct reader reader;
    const struct parse_input *input;
    struct warnings *warnings;
    const char *text;
    xmlParserCtxt *xml;
    struct field_index index;
    struct frame frames[FRAMES_MAX];
    unsigned depth;
    struct arena *scratch; /* of the captured element */
    struct element captured;
    struct xhtml capture;
    unsigned capture_depth; /* 0: nothing is captured */
    struct buffer direct;   /* text that stands directly in a person or an image */
    struct {
        const xmlChar *uri;
        enum ns ns;
    } cache[NS_CACHE];
    size_t cached;
    struct item *items;
    size_t item_count;
    size_t item_capacity;
    bool is_html;
    bool is_over; /* no more is read */
};

/* Namespaces: libxml2 hands out one pointer per URI. */

static enum ns resolve_ns(struct source *source, const xmlChar *uri, const xmlChar *prefix)
{
    for (size_t i = 0; uri != NULL && i < source->cached; i++) {
        if (source->cache[i].uri == uri)
            return source->cache[i].ns;
    }
    enum ns ns = ns_of((const char *)uri, (const char *)prefix);
    if (uri != NULL && source->cached < NS_CACHE) {
        source->cache[source->cached].uri = uri;
        source->cache[source->cached++].ns = ns;
    }
    return ns;
}

/* A default namespace that nobody knows, on a root that everybody knows, is none. */
static enum ns adopt_root(struct source *source, const xmlChar *uri, enum ns ns, const char *name)
{
    if (ns != NS_OTHER || uri == NULL || !format_is_root(name))
        return ns;
    for (size_t i = 0; i < source->cached; i++) {
        if (source->cache[i].uri == uri)
            source->cache[i].ns = NS_NONE;
    }
    return NS_NONE;
}

/* Attributes come in fives: name, prefix, URI, begin and end of the value. */

static struct element_attribute attribute_at(struct source *source, const xmlChar **attributes)
{
    return (struct element_attribute){
        .ns = attributes[1] == NULL ? NS_NONE : resolve_ns(source, attributes[2], attributes[1]),
        .name = (const char *)attributes[0],
        .value = arena_string_of(source->scratch, (const char *)attributes[3],
                                 (size_t)(attributes[4] - attributes[3])),
    };
}

static struct element make_element(struct source *source, enum ns ns, const char *name, int count,
                                   const xmlChar **attributes)
{
    const struct frame *frame = &source->frames[source->depth];
    struct element element = {
        .ns = ns, .name = name, .base = frame->base, .lang = frame->lang, .text = ""};

    if (count == 0)
        return element;
    struct element_attribute *list = arena_array(source->scratch, (size_t)count, sizeof(*list));
    for (int i = 0; i < count; i++)
        list[i] = attribute_at(source, attributes + (ptrdiff_t)5 * i);
    element.attributes = list;
    element.attribute_count = (size_t)count;
    return element;
}

static void push_frame(struct source *source, int count, const xmlChar **attributes)
{
    struct frame frame = source->frames[source->depth];

    frame.opener = NULL;
    frame.owns_item = false;
    for (int i = 0; i < count; i++) {
        const xmlChar **one = attributes + (ptrdiff_t)5 * i;
        size_t len = (size_t)(one[4] - one[3]);
        if (one[1] == NULL || strcmp((const char *)one[1], "xml") != 0)
            continue;
        char *value = arena_string_of(source->reader.arena, (const char *)one[3],
                                      len < ITEM_URL_MAX ? len : 0);
        if (strcmp((const char *)one[0], "base") == 0) {
            const char *base = url_join(source->reader.arena, frame.base, value);
            frame.base = base != NULL ? base : frame.base;
        } else if (strcmp((const char *)one[0], "lang") == 0) {
            frame.lang = bounded_string(source->reader.arena, value, len, ITEM_NAME_MAX);
            if (frame.lang == NULL) /* XML 1.0 section 2.12: there is none from here on */
                frame.lang = "";
        }
    }
    source->frames[++source->depth] = frame;
}

/* Items */

static void begin_item(struct source *source)
{
    struct frame *frame = &source->frames[source->depth];

    frame->owns_item = true;
    source->reader.draft = &source->reader.item;
    draft_begin(&source->reader.item, frame->base, frame->lang);
}

static void end_item(struct source *source)
{
    source->reader.draft = &source->reader.feed;
    if (source->item_count == PARSE_ITEMS_MAX) {
        warnings_add(source->warnings, "the document has more than %d items; the rest was left out",
                     PARSE_ITEMS_MAX);
        source->is_over = true;
        return;
    }
    if (source->item_count == source->item_capacity) {
        source->item_capacity = source->item_capacity == 0 ? 64 : 2 * source->item_capacity;
        source->items = memory_resize(source->items, source->item_capacity, sizeof(*source->items));
    }
    source->items[source->item_count++] = draft_to_item(&source->reader.item, source->reader.arena);
}

/* Elements */

static void read_attributes(struct source *source, unsigned scope, const struct element *opener)
{
    for (size_t i = 0; i < opener->attribute_count; i++) {
        const struct element_attribute *attribute = &opener->attributes[i];
        struct element element = {.ns = attribute->ns,
                                  .name = attribute->name,
                                  .base = opener->base,
                                  .lang = opener->lang,
                                  .text = attribute->value,
                                  .len = strlen(attribute->value)};
        const struct rule *rule = NULL;
        while ((rule = field_index_next(&source->index, rule, scope, element.ns, element.name)) !=
               NULL)
            rule->read(&source->reader, rule, &element);
    }
}

static void open_scope(struct source *source, const struct rule *opener,
                       const struct element *element, const char *uri)
{
    struct frame *frame = &source->frames[source->depth];
    bool is_nested_item = frame->scope == IN_ITEM;

    if (frame->scope == IN_DOCUMENT)
        format_begin(&source->reader, element, uri);
    if (element->ns == NS_RSS)
        format_refine(&source->reader, uri);
    frame->scope = opener->opens;
    frame->opener = opener;
    if (opener->opens == IN_FEED) {
        if (frame->lang != NULL) /* of the innermost: a channel's before its root's */
            source->reader.feed.lang = frame->lang;
        read_attributes(source, ON_FEED, element);
    }
    if (opener->opens == IN_ITEM && !is_nested_item) {
        begin_item(source);
        read_attributes(source, ON_ITEM, element);
    }
    if (opener->opens == IN_IMAGE)
        read_attributes(source, ON_IMAGE, element);
    if (opener->opens == IN_PERSON || opener->opens == IN_IMAGE) {
        source->reader.person = (struct person){0};
        buffer_clear(&source->direct);
    } else if (opener->read != NULL) {
        opener->read(&source->reader, opener, element);
    }
}

static void begin_capture(struct source *source, const struct element *element)
{
    source->captured = *element;
    source->capture_depth = source->depth;
    xhtml_clear(&source->capture);
}

static void capture_start(struct source *source, const xmlChar *prefix, enum ns ns,
                          const char *name, int count, const xmlChar **attributes)
{
    bool is_plain = ns == NS_NONE || ns == NS_XHTML || ns == NS_ATOM || ns == NS_RSS;

    xhtml_start(&source->capture, is_plain ? NULL : (const char *)prefix, name);
    for (int i = 0; i < count; i++) {
        const xmlChar **one = attributes + (ptrdiff_t)5 * i;
        size_t len = (size_t)(one[4] - one[3]);
        if (one[1] != NULL)
            continue;
        struct xhtml_attribute attribute = {
            .name = (const char *)one[0],
            .value = arena_string_of(source->scratch, (const char *)one[3], len),
            .value_len = len,
        };
        xhtml_attribute(&source->capture, &attribute, source->frames[source->depth].base,
                        source->scratch);
    }
    xhtml_start_done(&source->capture);
}

static void start_element(struct source *source, enum ns ns, const char *name, const char *uri,
                          int count, const xmlChar **attributes)
{
    struct frame *frame = &source->frames[source->depth];
    const struct rule *rule = field_index_next(&source->index, NULL, frame->scope, ns, name);

    if (rule == NULL) {
        if (frame->scope == IN_FEED || frame->scope == IN_ITEM)
            frame->scope = IN_NOTHING;
        return;
    }
    arena_reset(source->scratch);
    struct element element = make_element(source, ns, name, count, attributes);
    if (rule->opens != 0)
        open_scope(source, rule, &element, uri);
    else
        begin_capture(source, &element);
}

/* NOLINTNEXTLINE(readability-function-size) libxml2 says which parameters there are */
static void on_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                     int namespace_count, const xmlChar **namespaces, int count, int defaulted,
                     const xmlChar **attributes)
{
    struct source *source = context;
    const char *local = (const char *)name;

    (void)namespace_count, (void)namespaces, (void)defaulted;
    if (source->is_over || source->depth + 1 == FRAMES_MAX)
        return;
    enum ns ns = resolve_ns(source, uri, prefix);
    push_frame(source, count, attributes);
    if (source->capture_depth != 0) {
        capture_start(source, prefix, ns, local, count, attributes);
        return;
    }
    if (source->frames[source->depth].scope & (IN_DOCUMENT | IN_FEED)) {
        ns = adopt_root(source, uri, ns, local);
        if (source->reader.format == NULL && source->depth == 2 && strcasecmp(local, "html") == 0)
            source->is_html = source->is_over = true;
    }
    start_element(source, ns, local, (const char *)uri, count, attributes);
}

static void on_text(void *context, const xmlChar *text, int len)
{
    struct source *source = context;
    unsigned scope = source->frames[source->depth].scope;

    if (source->is_over)
        return;
    if (source->capture_depth != 0)
        xhtml_text(&source->capture, (const char *)text, (size_t)len);
    else if (scope == IN_PERSON || scope == IN_IMAGE)
        buffer_append(&source->direct, text, (size_t)len);
}

static void end_capture(struct source *source)
{
    unsigned scope = source->frames[source->depth - 1].scope;
    struct element *element = &source->captured;
    const char *type = element_attribute(element, NS_NONE, "type");
    bool is_xhtml = type != NULL && strncasecmp(type, "text/html", 9) != 0;
    const struct rule *rule = NULL;

    element->has_markup = source->capture.has_markup;
    element->text = xhtml_result(&source->capture, is_xhtml, &element->len);
    while ((rule = field_index_next(&source->index, rule, scope, element->ns, element->name)) !=
           NULL)
        rule->read(&source->reader, rule, element);
    source->capture_depth = 0;
}

/* Persons and images say all when they end. */
static void close_scope(struct source *source, const struct frame *frame)
{
    struct element element = {.ns = NS_NONE,
                              .name = "url",
                              .base = frame->base,
                              .lang = frame->lang,
                              .text = source->direct.len == 0 ? "" : source->direct.data,
                              .len = source->direct.len};

    if (frame->opener->opens == IN_PERSON)
        frame->opener->read(&source->reader, frame->opener, &element);
    else if (frame->opener->opens == IN_IMAGE) {
        const struct rule *rule =
            field_index_next(&source->index, NULL, IN_IMAGE, NS_NONE, element.name);
        rule->read(&source->reader, rule, &element);
    }
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    struct source *source = context;

    (void)uri;
    if (source->is_over || source->depth == 0)
        return;
    const struct frame *frame = &source->frames[source->depth];
    if (source->capture_depth == source->depth) {
        end_capture(source);
    } else if (source->capture_depth != 0) {
        enum ns ns = resolve_ns(source, uri, prefix);
        bool is_plain = ns == NS_NONE || ns == NS_XHTML || ns == NS_ATOM || ns == NS_RSS;
        xhtml_end(&source->capture, is_plain ? NULL : (const char *)prefix, (const char *)name);
    } else if (frame->opener != NULL) {
        close_scope(source, frame);
    }
    if (frame->owns_item)
        end_item(source);
    source->depth--;
}

/* The document */

static bool write_mended(void *owner, const char *xml, size_t len)
{
    struct source *source = owner;

    xmlParseChunk(source->xml, xml, (int)len, 0);
    return !source->is_over;
}

static void on_fault(void *owner, enum mend_fault fault, size_t offset)
{
    struct source *source = owner;
    unsigned line = 1;

    for (size_t i = 0; i < offset; i++)
        line += source->text[i] == '\n';
    warnings_add(source->warnings, "line %u: %s", line, mend_fault_text(fault));
}

static xmlParserInput *refuse_entity(const char *url, const char *id, xmlParserCtxt *context)
{
    (void)url, (void)id, (void)context;
    return NULL;
}

static void run_parser(struct source *source, const char *text, size_t len)
{
    xmlSAXHandler handler = {.initialized = XML_SAX2_MAGIC,
                             .startElementNs = on_start,
                             .endElementNs = on_end,
                             .characters = on_text,
                             .ignorableWhitespace = on_text,
                             .cdataBlock = on_text};
    struct mend_source mend = {text, len, source->input->is_cut};
    struct mend_sink sink = {write_mended, on_fault, source};

    xmlSetExternalEntityLoader(refuse_entity);
    source->xml = xmlCreatePushParserCtxt(&handler, source, NULL, 0, NULL);
    if (source->xml == NULL)
        abort(); /* out of memory: as memory.h */
    /* NOENT: without it "&amp;" in an attribute comes as "&#38;". No entity but XML's five gets
     * here, mend.h. */
    xmlCtxtUseOptions(source->xml, XML_PARSE_NONET | XML_PARSE_NOENT | XML_PARSE_NOERROR |
                                       XML_PARSE_NOWARNING | XML_PARSE_RECOVER);
    mend_document(&mend, &sink);
    xmlParseChunk(source->xml, "", 0, 1);
    xmlFreeDoc(source->xml->myDoc);
    xmlFreeParserCtxt(source->xml);
}

static void finish_items(struct source *source, struct document *document)
{
    struct item *items = arena_array(source->reader.arena, source->item_count, sizeof(*items));

    for (size_t i = 0; i < source->item_count; i++) {
        items[i] = source->items[i];
        if (items[i].author_count == 0) {
            items[i].authors = document->authors;
            items[i].author_count = document->author_count;
        }
        if (items[i].language == NULL)
            items[i].language = document->language;
        else if (*items[i].language == '\0')
            items[i].language = NULL;
        if (items[i].base == NULL)
            items[i].base = document->home_page_url;
    }
    document->items = items;
    document->item_count = source->item_count;
}

static struct source *source_new(const struct parse_input *input, const char *text,
                                 struct arena *arena, struct warnings *warnings)
{
    struct source *source = memory_new(1, sizeof(*source));
    const char *base = bounded_url(arena, input->url, input->content_location);

    if (base == NULL)
        base = bounded_url(arena, NULL, input->url);
    source->reader.arena = arena;
    source->reader.draft = &source->reader.feed;
    source->input = input;
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

enum parse_outcome xml_read_document(const struct parse_input *input, const struct encoded *encoded,
                                     struct arena *arena, struct document *document,
                                     struct warnings *warnings, struct error *err)
{
    struct source *source = source_new(input, encoded->text, arena, warnings);
    enum parse_outcome outcome = PARSE_NOT_A_FEED;

    run_parser(source, encoded->text, encoded->len);
    if (source->is_html) {
        const char *feeds =
            html_page_feeds(arena, encoded->text, encoded->len, source->reader.feed.base);
        error_set(err, "it is an HTML page%s%s", feeds == NULL ? "" : "; it links to ",
                  feeds == NULL ? "" : feeds);
    } else if (source->reader.format == NULL) {
        error_set(err, "no element of a feed stands in it");
    } else {
        document->format = source->reader.format;
        draft_to_document(&source->reader.feed, arena, document);
        finish_items(source, document);
        outcome = PARSE_FEED;
    }
    source_free(source);
    return outcome;
}
