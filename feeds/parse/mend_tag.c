#include "feeds/parse/mend_parts.h"

#include <string.h>
#include <strings.h>

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\0';
}

/* Some blanks are none of XML's. */
static const char *skip_space(struct tag *tag, const char *at, const char *end)
{
    for (; at < end && is_space(*at); at++) {
        if (*at == '\f' || *at == '\0')
            tag->is_clean = false;
    }
    return at;
}

bool mend_is_name_start(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (unsigned char)c >= 0x80;
}

static bool is_of_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '-' && c <= ':' && c != '/') ||
           c == '_' || (unsigned char)c >= 0x80;
}

const char *mend_skip_name(const char *at, const char *end)
{
    while (at < end && is_of_name(*at))
        at++;
    return at;
}

/* A quote that is not closed before the tag's end: the value ends at '>'. Where the next quote
 * opens another value, a tag in between belongs to nobody's value. */
static const char *end_of_quoted(const char *value, const char *end)
{
    const char *quote = memchr(value, value[-1], (size_t)(end - value));

    if (quote == NULL)
        return memchr(value, '>', (size_t)(end - value));
    const char *less = memchr(value, '<', (size_t)(quote - value));
    if (less == NULL)
        return quote;
    const char *greater = memchr(value, '>', (size_t)(less - value));
    if (greater != NULL)
        return greater;
    return quote[-1] == '=' ? less : quote;
}

static const char *end_of_unquoted(const char *value, const char *end)
{
    while (value < end && !is_space(*value) && *value != '>' && *value != '<')
        value++;
    if (value < end && *value == '>' && value[-1] == '/')
        value--;
    return value;
}

/* Reads what follows '='. Returns NULL when the tag has no end. */
static const char *read_value(struct tag *tag, struct tag_attribute *attribute, const char *at,
                              const char *end)
{
    at = skip_space(tag, at, end);
    bool is_quoted = at < end && (*at == '"' || *at == '\'');
    attribute->value = at + is_quoted;
    const char *behind = is_quoted ? end_of_quoted(at + 1, end) : end_of_unquoted(at, end);
    if (behind == NULL)
        return NULL;
    attribute->value_len = (uint32_t)(behind - attribute->value);
    bool is_closed = is_quoted && *behind == *at;
    if (!is_closed || !mend_is_clean(attribute->value, attribute->value_len, PLACE_ATTRIBUTE))
        tag->is_clean = false;
    return behind + is_closed;
}

static bool is_namespace(const struct tag_attribute *attribute)
{
    return attribute->name_len >= 5 && memcmp(attribute->name, "xmlns", 5) == 0 &&
           (attribute->name_len == 5 || attribute->name[5] == ':');
}

static bool is_duplicate(const struct tag *tag, const struct tag_attribute *attribute)
{
    for (size_t i = 0; i < tag->count; i++) {
        const struct tag_attribute *other = &tag->attributes[i];
        if (other->name_len == attribute->name_len &&
            memcmp(other->name, attribute->name, other->name_len) == 0)
            return true;
    }
    return false;
}

static void keep_attribute(struct mend *m, struct tag *tag, const struct tag_attribute *attribute)
{
    enum mend_fault fault = FAULT_COUNT;
    unsigned kinds = mend_name_kinds(m, attribute->name, attribute->name_len);

    if ((kinds & NAME_SOUND) == 0)
        fault = FAULT_ATTRIBUTE;
    else if (tag->count == MEND_ATTRIBUTES_MAX)
        fault = FAULT_ATTRIBUTES;
    else if (is_duplicate(tag, attribute))
        fault = FAULT_DUPLICATE;
    else if (is_namespace(attribute) && m->namespaces + tag->namespaces >= MEND_NAMESPACES_MAX)
        fault = FAULT_NAMESPACES;
    if (fault != FAULT_COUNT)
        mend_note(m, fault, attribute->name);
    if (fault != FAULT_COUNT || (kinds & NAME_ADMITTED) == 0 ||
        (is_namespace(attribute) && !mend_admit_name(m, attribute->value, attribute->value_len))) {
        tag->is_clean = false;
        return;
    }
    tag->namespaces += is_namespace(attribute);
    tag->attributes[tag->count++] = *attribute;
}

/* At the first character of an attribute's name. Returns behind its value, NULL without end. */
static const char *read_attribute(struct mend *m, struct tag *tag, const char *at, const char *end)
{
    struct tag_attribute attribute = {.name = at, .value = ""};

    while (at < end && !is_space(*at) && *at != '=' && *at != '<' && *at != '>' && *at != '/')
        at++;
    attribute.name_len = (uint32_t)(at - attribute.name);
    const char *equals = skip_space(tag, at, end);
    if (equals < end && *equals == '=') {
        at = read_value(tag, &attribute, equals + 1, end);
        if (at == NULL)
            return NULL;
    } else {
        tag->is_clean = false;
    }
    if (attribute.name_len > 0)
        keep_attribute(m, tag, &attribute);
    else
        tag->is_clean = false;
    if (at < end && !is_space(*at) && *at != '>' && *at != '/')
        tag->is_clean = false;
    return at;
}

/* Reads the tag at m->at. False: nothing that ends as a tag stands there. */
static bool read_tag(struct mend *m, struct tag *tag)
{
    const char *end = m->end - m->at > MEND_TAG_MAX ? m->at + MEND_TAG_MAX : m->end;
    const char *at = mend_skip_name(m->at + 1, end);

    if (at < end && *at == '@') /* a mail address between angle brackets */
        return false;
    tag->begin = m->at;
    tag->name = m->at + 1;
    tag->name_len = (size_t)(at - tag->name);
    tag->count = tag->namespaces = 0;
    tag->is_empty = false;
    tag->is_clean = true;
    while ((at = skip_space(tag, at, end)) < end && *at != '>' && *at != '<') {
        if (*at == '/') {
            tag->is_empty = at + 1 < end && at[1] == '>';
            tag->is_clean = tag->is_clean && tag->is_empty;
            at++;
            continue;
        }
        at = read_attribute(m, tag, at, end);
        if (at == NULL)
            return false;
    }
    if (at >= end && end != m->end)
        mend_note(m, FAULT_TAG, m->at);
    if (at >= end || *at != '>')
        return false;
    tag->end = at + 1;
    return true;
}

static void write_tag(struct mend *m, const struct tag *tag)
{
    if (tag->is_clean) {
        mend_put(m, tag->begin, (size_t)(tag->end - tag->begin));
        return;
    }
    mend_put_string(m, "<");
    mend_put(m, tag->name, tag->name_len);
    for (size_t i = 0; i < tag->count; i++) {
        mend_put_string(m, " ");
        mend_put(m, tag->attributes[i].name, tag->attributes[i].name_len);
        mend_put_string(m, "=\"");
        mend_put_text(m, tag->attributes[i].value, tag->attributes[i].value_len, PLACE_ATTRIBUTE);
        mend_put_string(m, "\"");
    }
    mend_put_string(m, tag->is_empty ? "/>" : ">");
}

void mend_close_to(struct mend *m, unsigned depth)
{
    while (m->depth > depth) {
        const struct open_element *open = &m->open[--m->depth];
        mend_put_string(m, "</");
        mend_put(m, open->name, open->len);
        mend_put_string(m, ">");
        m->namespaces = open->namespaces;
    }
}

static bool is_open_as(const struct open_element *open, const char *name, size_t len)
{
    return open->len == len &&
           (memcmp(open->name, name, len) == 0 || strncasecmp(open->name, name, len) == 0);
}

struct qualified {
    const char *prefix;
    size_t prefix_len;
    const char *local;
    size_t local_len;
};

static struct qualified split_name(const char *name, size_t len)
{
    const char *colon = memchr(name, ':', len);
    size_t prefix_len = colon == NULL ? 0 : (size_t)(colon - name);
    size_t skipped = colon == NULL ? 0 : prefix_len + 1;

    return (struct qualified){name, prefix_len, name + skipped, len - skipped};
}

/* RDF stands round elements that have no prefix of its. */
static bool holds_items(const struct open_element *open, const struct qualified *item)
{
    struct qualified name = split_name(open->name, open->len);

    if (open->kinds & NAME_RDF)
        return true;
    return (open->kinds & NAME_HOLDS_ITEMS) && name.prefix_len == item->prefix_len &&
           memcmp(name.prefix, item->prefix, name.prefix_len) == 0;
}

/* A description of an item may hold an item as an example; the feed's was never closed. */
static bool shields_items(const struct mend *m, unsigned depth)
{
    if ((m->open[depth - 1].kinds & NAME_FOREIGN) == 0)
        return false;
    for (unsigned i = depth - 1; i > 0; i--) {
        if (m->open[i - 1].kinds & (NAME_ITEM | NAME_HOLDS_ITEMS))
            return (m->open[i - 1].kinds & NAME_ITEM) != 0;
    }
    return true;
}

/* Where an item begins, nothing is open but what holds items: an item before it, or an element of
 * the feed whose end tag is another one, was never closed. */
static void close_unclosed_before_item(struct mend *m, const struct tag *tag)
{
    struct qualified name = split_name(tag->name, tag->name_len);
    unsigned depth = m->depth;

    if ((tag->kinds & NAME_ITEM) == 0)
        return;
    while (depth > 0 && !holds_items(&m->open[depth - 1], &name)) {
        if (shields_items(m, depth))
            return;
        depth--;
        if (is_open_as(&m->open[depth], tag->name, tag->name_len))
            break;
    }
    if (depth == 0 && !is_open_as(&m->open[0], tag->name, tag->name_len))
        return;
    if (depth < m->depth)
        mend_note(m, FAULT_UNCLOSED, m->open[m->depth - 1].name);
    mend_close_to(m, depth);
}

/* Elements whose end tag is left out in practice. */
static void close_unclosed_sibling(struct mend *m, const struct tag *tag)
{
    if (m->depth == 0)
        return;
    const struct open_element *top = &m->open[m->depth - 1];
    bool is_next_field = (top->kinds & NAME_TEXT_ONLY) && (tag->kinds & NAME_FIELD) &&
                         !is_open_as(top, tag->name, tag->name_len);
    if (is_next_field || ((top->kinds & NAME_UNENDED) && is_open_as(top, tag->name, tag->name_len)))
        mend_close_to(m, m->depth - 1);
}

bool mend_start_tag(struct mend *m)
{
    struct tag *tag = &m->tag;

    if (!read_tag(m, tag))
        return false;
    m->at = tag->end;
    tag->kinds = mend_name_kinds(m, tag->name, tag->name_len);
    if ((tag->kinds & NAME_SOUND) == 0) {
        mend_note(m, FAULT_NAME, tag->name);
        return true;
    }
    if ((tag->kinds & NAME_ADMITTED) == 0)
        return true;
    close_unclosed_before_item(m, tag);
    close_unclosed_sibling(m, tag);
    if (!tag->is_empty && (tag->kinds & NAME_VOID)) {
        tag->is_empty = true;
        tag->is_clean = false;
    }
    if (m->depth == MEND_DEPTH_MAX - 1) {
        mend_note(m, FAULT_DEPTH, tag->name);
        m->too_deep += !tag->is_empty;
        return true;
    }
    write_tag(m, tag);
    if (m->sink->on_tag != NULL)
        m->sink->on_tag(m->sink->owner, (size_t)(tag->begin - m->begin));
    if (!tag->is_empty) {
        m->open[m->depth++] = (struct open_element){.name = tag->name,
                                                    .len = (uint32_t)tag->name_len,
                                                    .namespaces = m->namespaces,
                                                    .kinds = tag->kinds};
        m->namespaces += tag->namespaces;
    }
    return true;
}

/* The end tag of the innermost element, written as it should be, goes out as it stands. */
static bool close_top(struct mend *m, const char *name, size_t len)
{
    if (m->depth == 0)
        return false;
    const struct open_element *top = &m->open[m->depth - 1];
    if (top->len != len || memcmp(top->name, name, len) != 0 || name[len] != '>')
        return false;
    mend_put(m, name - 2, len + 3);
    m->namespaces = top->namespaces;
    m->depth--;
    return true;
}

static void close_element(struct mend *m, const char *name, size_t len)
{
    if (close_top(m, name, len))
        return;
    for (unsigned i = m->depth; i > 0; i--) {
        if (!is_open_as(&m->open[i - 1], name, len))
            continue;
        if (i < m->depth)
            mend_note(m, FAULT_UNCLOSED, m->open[m->depth - 1].name);
        mend_close_to(m, i - 1);
        return;
    }
    mend_note(m, FAULT_STRAY_END, name);
}

void mend_end_tag(struct mend *m)
{
    const char *name = m->at + 2;
    const char *behind = mend_skip_name(name, m->end);
    size_t len = (size_t)(behind - name);

    while (behind < m->end && *behind != '>' && *behind != '<')
        behind++;
    bool is_halved = behind == m->end && m->is_cut;
    m->at = behind < m->end && *behind == '>' ? behind + 1 : behind;
    if (is_halved)
        return;
    if (m->too_deep > 0)
        m->too_deep--;
    else
        close_element(m, name, len);
}
