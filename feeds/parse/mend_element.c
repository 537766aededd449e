#include "config/base/arena.h"
#include "feeds/parse/mend_parts.h"

#include <string.h>

static const char xml_uri[] = "http://www.w3.org/XML/1998/namespace";
static const char xmlns_uri[] = "http://www.w3.org/2000/xmlns/";

/* ---- open elements */

static void end_element(struct mend *m)
{
    m->namespace_count = m->open[--m->depth].namespaces;
    m->sink->on_end(m->sink->owner);
}

void mend_close_to(struct mend *m, unsigned depth)
{
    while (m->depth > depth)
        end_element(m);
}

static bool is_open_as(const struct open_element *open, const struct mend_name *name)
{
    return open->name->fold == name->fold;
}

/* RDF stands round elements that have no prefix of its. */
static bool holds_items(const struct open_element *open, const struct mend_name *item)
{
    if (open->name->kinds & NAME_RDF)
        return true;
    return (open->name->kinds & NAME_HOLDS_ITEMS) && open->name->prefix == item->prefix;
}

/* A description of an item may hold an item as an example; the feed's was never closed. */
static bool shields_items(const struct mend *m, unsigned depth)
{
    if ((m->open[depth - 1].name->kinds & NAME_FOREIGN) == 0)
        return false;
    for (unsigned i = depth - 1; i > 0; i--) {
        if (m->open[i - 1].name->kinds & (NAME_ITEM | NAME_HOLDS_ITEMS))
            return (m->open[i - 1].name->kinds & NAME_ITEM) != 0;
    }
    return true;
}

/* Where an item begins, nothing is open but what holds items: an item before it, or an element of
 * the feed whose end tag is another one, was never closed. */
static void close_unclosed_before_item(struct mend *m, const struct mend_name *item)
{
    unsigned depth = m->depth;

    if (depth == 0 || (item->kinds & NAME_ITEM) == 0)
        return;
    while (depth > 0 && !holds_items(&m->open[depth - 1], item)) {
        if (shields_items(m, depth))
            return;
        depth--;
        if (is_open_as(&m->open[depth], item))
            break;
    }
    if (depth == 0 && !is_open_as(&m->open[0], item))
        return;
    if (depth < m->depth)
        mend_note(m, FAULT_UNCLOSED, m->open[m->depth - 1].at);
    mend_close_to(m, depth);
}

/* Elements whose end tag is left out in practice. */
static void close_unclosed_sibling(struct mend *m, const struct mend_name *name)
{
    if (m->depth == 0)
        return;
    const struct open_element *top = &m->open[m->depth - 1];
    unsigned ends = (top->name->kinds & NAME_TEXT_ONLY) ? NAME_FIELD
                    : (top->name->kinds & NAME_MARKED)  ? NAME_PLAIN_FIELD
                                                        : 0;
    bool is_next_field = (name->kinds & ends) && !is_open_as(top, name);
    if (is_next_field || ((top->name->kinds & NAME_UNENDED) && is_open_as(top, name)))
        mend_close_to(m, m->depth - 1);
}

/* ---- what a start tag says */

/* The value as it is meant; it lives until the next tag. */
static const char *value_of(struct mend *m, const struct tag_attribute *attribute, size_t *len)
{
    *len = attribute->len;
    if (mend_is_clean(attribute->value, attribute->len, PLACE_ATTRIBUTE))
        return attribute->value;
    buffer_clear(&m->value);
    mend_put_text(m, attribute->value, attribute->len, PLACE_ATTRIBUTE);
    *len = m->value.len;
    return arena_string_of(m->values, m->value.data, m->value.len);
}

/* Namespaces in XML 1.0 sections 3 and 6.1: "xml" and "xmlns" stay what they are, and a prefix
 * cannot be given back. */
static bool may_be_declared(const char *prefix, const char *uri)
{
    if (strcmp(uri, xml_uri) == 0 || strcmp(uri, xmlns_uri) == 0)
        return false;
    return prefix == NULL ||
           (*uri != '\0' && strcmp(prefix, "xml") != 0 && strcmp(prefix, "xmlns") != 0);
}

/* `declared` has the URI as value. */
static void declare_namespace(struct mend *m, const struct mend_attribute *declared,
                              const char *where, struct mend_tag *told)
{
    const char *prefix = declared->prefix == NULL ? NULL : declared->name;
    const char *uri = mend_one_of(m, declared->value, declared->len, where);

    if (uri == NULL || !may_be_declared(prefix, uri))
        return;
    if (prefix == NULL)
        told->default_uri = uri;
    m->namespaces[m->namespace_count++] = (struct namespace){prefix, uri};
}

static const char *uri_of_prefix(const struct mend *m, const char *prefix)
{
    for (unsigned i = m->namespace_count; i > 0; i--) {
        const struct namespace *known = &m->namespaces[i - 1];
        if (known->prefix == prefix)
            return *known->uri == '\0' ? NULL : known->uri;
    }
    return prefix != NULL && strcmp(prefix, "xml") == 0 ? xml_uri : NULL;
}

/* Prefixes mean what the whole tag declares. */
static void tell_attributes(struct mend *m, struct mend_tag *told)
{
    arena_reset(m->values);
    for (size_t i = 0; i < m->tag.count; i++) {
        const struct tag_attribute *attribute = &m->tag.attributes[i];
        struct mend_attribute *one = &m->attributes[told->count];
        *one = (struct mend_attribute){.prefix = attribute->name->prefix,
                                       .name = attribute->name->local};
        one->value = value_of(m, attribute, &one->len);
        if (attribute->name->kinds & NAME_NAMESPACE)
            declare_namespace(m, one, attribute->value, told);
        else
            told->count++;
    }
    for (size_t i = 0; i < told->count; i++) {
        struct mend_attribute *one = &m->attributes[i];
        one->uri = one->prefix == NULL ? NULL : uri_of_prefix(m, one->prefix);
    }
}

static void begin_element(struct mend *m)
{
    const struct tag *tag = &m->tag;
    struct mend_tag told = {.prefix = tag->name->prefix,
                            .name = tag->name->local,
                            .attributes = m->attributes,
                            .offset = (size_t)(tag->begin - m->begin)};

    if (m->depth == 0 && m->has_root)
        mend_note(m, FAULT_OUTSIDE, tag->begin);
    m->has_root = true;
    m->open[m->depth++] = (struct open_element){
        .name = tag->name, .at = tag->begin + 1, .namespaces = m->namespace_count};
    if (tag->count > 0)
        tell_attributes(m, &told);
    told.uri = uri_of_prefix(m, told.prefix);
    m->sink->on_start(m->sink->owner, &told);
    if (tag->is_empty || (tag->name->kinds & NAME_VOID))
        end_element(m);
}

/* Does text stand before the tag, or a section? */
static bool is_behind_text(const struct mend *m, const char *at)
{
    while (at > m->begin && strchr(" \t\r\n", at[-1]) != NULL)
        at--;
    if (at == m->begin || at[-1] != '>')
        return at > m->begin;
    return at - m->begin >= 3 && memcmp(at - 3, "]]>", 3) == 0;
}

/* "<title>Ferry back<title><link>": an end tag whose slash is missing. */
static bool is_end_without_slash(const struct mend *m)
{
    const struct tag *tag = &m->tag;
    const char *behind = tag->end;

    if (m->depth == 0 || m->open[m->depth - 1].name != tag->name || tag->count > 0 ||
        tag->is_empty || (tag->name->kinds & (NAME_TEXT_ONLY | NAME_MARKED)) == 0)
        return false;
    while (behind < m->end && strchr(" \t\r\n", *behind) != NULL)
        behind++;
    return behind < m->end && *behind == '<' && is_behind_text(m, tag->begin);
}

bool mend_start_tag(struct mend *m)
{
    struct tag *tag = &m->tag;

    if (!mend_read_tag(m))
        return false;
    m->at = tag->end;
    tag->name = mend_name_of(m, tag->begin + 1, tag->name_len, FAULT_NAME);
    if (tag->name == NULL)
        return true;
    if (is_end_without_slash(m)) {
        mend_note(m, FAULT_UNCLOSED, tag->begin + 1);
        mend_close_to(m, m->depth - 1);
        return true;
    }
    close_unclosed_before_item(m, tag->name);
    close_unclosed_sibling(m, tag->name);
    if (m->depth < MEND_DEPTH_MAX) {
        begin_element(m);
    } else {
        mend_note(m, FAULT_DEPTH, tag->begin + 1);
        m->too_deep += !tag->is_empty && (tag->name->kinds & NAME_VOID) == 0;
    }
    return true;
}

/* ---- end tags */

static void close_element(struct mend *m, const char *name, size_t len)
{
    uint64_t fold = mend_fold(m, name, len);

    for (unsigned i = m->depth; i > 0; i--) {
        if (m->open[i - 1].name->fold != fold)
            continue;
        if (i < m->depth)
            mend_note(m, FAULT_UNCLOSED, m->open[m->depth - 1].at);
        mend_close_to(m, i - 1);
        return;
    }
    mend_note(m, FAULT_STRAY_END, name);
}

/* The end tag of the innermost element, written as it should be. */
static bool close_top(struct mend *m, const char *name)
{
    if (m->depth == 0 || m->too_deep > 0)
        return false;
    const struct mend_name *top = m->open[m->depth - 1].name;
    if ((size_t)(m->end - name) <= top->len || memcmp(top->text, name, top->len) != 0 ||
        name[top->len] != '>')
        return false;
    m->at = name + top->len + 1;
    end_element(m);
    return true;
}

/* At "</": where its name is due. */
static const char *name_of_end_tag(const struct mend *m)
{
    const char *name = m->at + 2;

    while (name < m->end && (*name == ' ' || *name == '\t' || *name == '\r' || *name == '\n'))
        name++;
    return name;
}

bool mend_is_end_tag(const struct mend *m)
{
    const char *name = name_of_end_tag(m);

    if (name == m->end || !mend_is_name_start(*name))
        return false;
    if (name == m->at + 2 || m->depth == 0)
        return name == m->at + 2;
    size_t len = (size_t)(mend_skip_name(name, m->end) - name);
    return m->open[m->depth - 1].name->fold == mend_fold(m, name, len);
}

void mend_end_tag(struct mend *m)
{
    const char *name = name_of_end_tag(m);

    if (close_top(m, name))
        return;
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
