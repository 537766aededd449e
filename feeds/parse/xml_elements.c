#include "config/base/arena.h"
#include "config/base/memory.h"
#include "feeds/parse/base.h"
#include "feeds/parse/draft.h"
#include "feeds/parse/format.h"
#include "feeds/parse/readers.h"
#include "feeds/parse/xml_parts.h"

#include <string.h>
#include <strings.h>

/* Namespaces: the mender hands out one pointer per URI and prefix. */

enum ns xml_resolve_ns(struct source *source, const char *uri, const char *prefix)
{
    for (size_t i = 0; uri != NULL && i < source->cached; i++) {
        if (source->cache[i].uri == uri && source->cache[i].prefix == prefix)
            return source->cache[i].ns;
    }
    if (uri == NULL && prefix == source->adopted_prefix)
        return NS_NONE;
    enum ns ns = ns_of(uri, prefix);
    if (uri != NULL && source->cached < NS_CACHE) {
        source->cache[source->cached].uri = uri;
        source->cache[source->cached].prefix = prefix;
        source->cache[source->cached++].ns = ns;
    }
    return ns;
}

/* No value means the blanks round it. A prefix that stands for the element's own namespace says
 * nothing. */
static struct element_attribute attribute_of(struct source *source, enum ns of_element,
                                             const struct mend_attribute *one)
{
    enum ns ns = one->prefix == NULL ? NS_NONE : xml_resolve_ns(source, one->uri, one->prefix);
    const char *value = one->value, *end = value + one->len;

    while (value < end && *value == ' ')
        value++;
    while (value < end && end[-1] == ' ')
        end--;
    return (struct element_attribute){
        .ns = ns == of_element ? NS_NONE : ns,
        .name = one->name,
        .value = arena_string_of(source->scratch, value, (size_t)(end - value)),
    };
}

static struct element make_element(struct source *source, const struct mend_tag *tag)
{
    const struct frame *frame = &source->frames[source->depth];
    struct element element = {
        .ns = frame->ns, .name = tag->name, .base = frame->base, .lang = frame->lang, .text = ""};

    if (tag->count == 0)
        return element;
    struct element_attribute *list = arena_space(source->scratch, tag->count, sizeof(*list));
    for (size_t i = 0; i < tag->count; i++)
        list[i] = attribute_of(source, frame->ns, &tag->attributes[i]);
    element.attributes = list;
    element.attribute_count = tag->count;
    return element;
}

static bool is_of_xml(const struct mend_attribute *attribute, const char *name)
{
    return attribute->prefix != NULL && strcmp(attribute->prefix, "xml") == 0 &&
           strcmp(attribute->name, name) == 0;
}

/* CDF's channel has a base of its own. */
static bool is_base_of(const struct mend_tag *tag, const struct mend_attribute *attribute)
{
    if (is_of_xml(attribute, "base"))
        return true;
    return attribute->prefix == NULL && strcasecmp(attribute->name, "base") == 0 &&
           strcasecmp(tag->name, "channel") == 0;
}

/* xml:lang, else what the format's own elements have without prefix. NULL: it says none. */
static const struct mend_attribute *language_of(const struct frame *frame,
                                                const struct mend_tag *tag)
{
    static const unsigned core = NS_NONE | NS_RSS | NS_ATOM;
    const struct mend_attribute *plain = NULL;

    for (size_t i = 0; i < tag->count; i++) {
        const struct mend_attribute *one = &tag->attributes[i];
        if (is_of_xml(one, "lang"))
            return one;
        if (one->prefix == NULL && strcasecmp(one->name, "lang") == 0 && (frame->ns & core) != 0)
            plain = one;
    }
    return plain;
}

static void set_language(struct source *source, struct frame *frame,
                         const struct mend_attribute *said)
{
    if (said == NULL)
        return;
    frame->lang = keep_string(&source->reader.keep, said->value, said->len, ITEM_NAME_MAX);
    if (frame->lang == NULL) /* XML 1.0 section 2.12: there is none from here on */
        frame->lang = "";
}

static void set_base(struct source *source, struct frame *frame, const char *value, size_t len)
{
    const char *reference = arena_string_of(source->reader.keep.arena, value, len);
    const char *base = base_resolve(&source->reader, frame->base, reference);

    if (base != NULL)
        frame->base = base;
}

void xml_push_frame(struct source *source, const struct mend_tag *tag)
{
    struct frame frame = source->frames[source->depth];

    frame.ns = xml_resolve_ns(source, tag->uri, tag->prefix);
    frame.prefix = tag->prefix;
    frame.name = tag->name;
    frame.opener = NULL;
    frame.owns_item = false;
    frame.is_repeated = false;
    for (size_t i = 0; i < tag->count; i++) {
        const struct mend_attribute *one = &tag->attributes[i];
        if (is_base_of(tag, one))
            set_base(source, &frame, one->value, one->len);
    }
    set_language(source, &frame, language_of(&frame, tag));
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
    struct item *item = &source->items[source->item_count++];
    *item = draft_to_item(&source->reader.item, source->reader.keep.arena);
    if (item->language == source->reader.feed.lang) /* it is the feed's, which may say another */
        item->language = NULL;
}

/* Elements */

/* All rows of the element, from the first one on. */
static void read_rows(struct source *source, const struct rule *first, unsigned scope,
                      const struct element *element)
{
    for (const struct rule *rule = first; rule != NULL;
         rule = field_index_next(&source->index, rule, scope, element->ns, rule->name)) {
        if (rule->read != NULL)
            rule->read(&source->reader, rule, element);
    }
}

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
        read_rows(source, field_index_next(&source->index, NULL, scope, element.ns, element.name),
                  scope, &element);
    }
}

/* CDF says in an attribute what may stand in the element. */
static const char *value_of_cdf(const struct source *source, const struct element *element)
{
    const char *value = element_attribute(element, NS_NONE, "value");

    return value != NULL && strcmp(source->reader.format, "cdf") == 0 ? value : "";
}

static void open_scope(struct source *source, const struct rule *opener,
                       const struct element *element, const char *uri)
{
    struct frame *frame = &source->frames[source->depth];
    unsigned outer = frame->scope;

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
    if (opener->opens == IN_ITEM && outer != IN_ITEM) {
        begin_item(source);
        read_attributes(source, ON_ITEM, element);
    }
    if (opener->opens == IN_IMAGE)
        read_attributes(source, ON_IMAGE, element);
    if (opener->opens == IN_PERSON || opener->opens == IN_IMAGE) {
        source->reader.person = (struct person){0};
        buffer_clear(&source->direct);
        buffer_append_string(&source->direct, value_of_cdf(source, element));
    } else {
        read_rows(source, opener, outer, element);
    }
}

static void begin_capture(struct source *source, const struct rule *rule,
                          const struct element *element)
{
    source->captured = *element;
    source->captured_rule = rule;
    source->capture_depth = source->depth;
    xhtml_begin(&source->capture, atom_is_packed(&source->reader, element));
}

/* HTML knows the elements of SVG and MathML without prefix. */
static const char *shown_prefix(const struct frame *frame)
{
    static const unsigned plain = NS_NONE | NS_XHTML | NS_EMBEDDED | NS_ATOM | NS_RSS;

    return (frame->ns & plain) != 0 ? NULL : frame->prefix;
}

/* "<title><title>": an element of the captured one's kind, before any other inside it. */
static bool repeats_captured(const struct source *source, const struct frame *frame)
{
    return !source->capture.has_markup && frame->ns == source->captured.ns &&
           frame->ns != NS_XHTML && strcasecmp(frame->name, source->captured.name) == 0;
}

void xml_start_inside(struct source *source, const struct mend_tag *tag)
{
    struct frame *frame = &source->frames[source->depth];

    frame->is_repeated = repeats_captured(source, frame);
    if (frame->is_repeated)
        return;
    xhtml_start(&source->capture, shown_prefix(frame), tag->name);
    for (size_t i = 0; i < tag->count; i++) {
        const struct mend_attribute *one = &tag->attributes[i];
        if (is_of_xml(one, "base")) /* the links are resolved already */
            continue;
        struct xhtml_attribute attribute = {
            .prefix = one->prefix,
            .name = one->name,
            .value = arena_string_of(source->scratch, one->value, one->len),
            .value_len = one->len,
        };
        xhtml_attribute(&source->capture, &attribute, frame->base, source->scratch);
    }
    xhtml_start_done(&source->capture);
}

/* Atom 0.3 section 4.13.2.1: the same content in several forms. */
static bool is_multipart(const struct element *element)
{
    const char *type = element_attribute(element, NS_NONE, "type");

    return type != NULL && strcasecmp(type, "multipart/alternative") == 0;
}

void xml_start_element(struct source *source, const struct mend_tag *tag)
{
    struct frame *frame = &source->frames[source->depth];
    const struct rule *rule =
        field_index_next(&source->index, NULL, frame->scope, frame->ns, tag->name);

    if (rule == NULL) {
        if ((frame->scope & (IN_FEED | IN_ITEM | IN_MEDIA)) != 0)
            frame->scope = IN_NOTHING;
        return;
    }
    arena_reset(source->scratch);
    struct element element = make_element(source, tag);
    if (rule->opens != 0)
        open_scope(source, rule, &element, tag->uri);
    else if (!is_multipart(&element)) /* else its parts stand for it */
        begin_capture(source, rule, &element);
}

/* "<![CDATA[…]]>" that was escaped once more, as some wrap what is wrapped already, or that has
 * lost its angle brackets: then the mender has dropped the rest of it. */
static void unwrap(struct source *source, struct element *element)
{
    static const char begin[] = "[CDATA[", end[] = "]]";
    const char *from = element->text + strspn(element->text, " \t\r\n");
    const char *to = element->text + element->len;
    bool is_escaped = *from == '<';

    from += is_escaped;
    from += *from == '!';
    if (element->has_markup || strncmp(from, begin, strlen(begin)) != 0)
        return;
    from += strlen(begin);
    while (to > from && strchr("> \t\r\n", to[-1]) != NULL)
        to--;
    if (to - from >= 2 && memcmp(to - 2, end, strlen(end)) == 0)
        to -= 2;
    else if (is_escaped)
        return;
    element->len = (size_t)(to - from);
    element->text = arena_string_of(source->scratch, from, element->len);
}

static void end_capture(struct source *source)
{
    unsigned scope = source->frames[source->depth - 1].scope;
    struct element *element = &source->captured;
    const char *type = element_attribute(element, NS_NONE, "type");
    bool is_xhtml = type != NULL && strncasecmp(type, "text/html", 9) != 0;

    element->has_markup = source->capture.has_markup;
    element->text = xhtml_result(&source->capture, is_xhtml, &element->len);
    unwrap(source, element);
    if (element->len == 0) {
        element->text = value_of_cdf(source, element);
        element->len = strlen(element->text);
    }
    read_rows(source, source->captured_rule, scope, element);
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

void xml_end_element(struct source *source)
{
    const struct frame *frame = &source->frames[source->depth];

    if (source->capture_depth == source->depth)
        end_capture(source);
    else if (source->capture_depth != 0 && !frame->is_repeated)
        xhtml_end(&source->capture, shown_prefix(frame), frame->name);
    else if (frame->opener != NULL)
        close_scope(source, frame);
    if (frame->owns_item)
        end_item(source);
    source->depth--;
}
