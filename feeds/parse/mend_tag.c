#include "feeds/parse/mend_parts.h"

#include <string.h>

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\0';
}

static const char *skip_space(const char *at, const char *end)
{
    while (at < end && is_space(*at))
        at++;
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

/* Typographic quotes are what a word processor made of the real ones. */
static bool is_curly_quote(const char *at)
{
    return memcmp(at, "\xE2\x80", 2) == 0 && (unsigned char)at[2] >= 0x98 &&
           (unsigned char)at[2] <= 0x9F;
}

static void strip_curly_quotes(struct tag_attribute *attribute)
{
    if (attribute->len < 6 || !is_curly_quote(attribute->value) ||
        !is_curly_quote(attribute->value + attribute->len - 3))
        return;
    attribute->value += 3;
    attribute->len -= 6;
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
static const char *read_value(struct tag_attribute *attribute, const char *at, const char *end)
{
    at = skip_space(at, end);
    bool is_quoted = at < end && (*at == '"' || *at == '\'');
    attribute->value = at + is_quoted;
    const char *behind = is_quoted ? end_of_quoted(at + 1, end) : end_of_unquoted(at, end);
    if (behind == NULL)
        return NULL;
    attribute->len = (size_t)(behind - attribute->value);
    if (!is_quoted)
        strip_curly_quotes(attribute);
    attribute->is_quoted = is_quoted && *behind == *at;
    return behind + attribute->is_quoted;
}

static bool is_duplicate(const struct tag *tag, const struct tag_attribute *attribute)
{
    for (size_t i = 0; i < tag->count; i++) {
        if (tag->attributes[i].name == attribute->name)
            return true;
    }
    return false;
}

static void keep_attribute(struct mend *m, const struct tag_attribute *attribute, const char *where)
{
    struct tag *tag = &m->tag;
    bool is_namespace = (attribute->name->kinds & NAME_NAMESPACE) != 0;
    enum mend_fault fault = FAULT_COUNT;

    if (tag->count == MEND_ATTRIBUTES_MAX)
        fault = FAULT_ATTRIBUTES;
    else if (is_duplicate(tag, attribute))
        fault = FAULT_DUPLICATE;
    else if (is_namespace && m->namespace_count + tag->namespaces >= MEND_NAMESPACES_MAX)
        fault = FAULT_NAMESPACES;
    if (fault != FAULT_COUNT) {
        mend_note(m, fault, where);
        return;
    }
    if (!attribute->is_quoted)
        mend_note(m, FAULT_VALUE, where);
    tag->namespaces += is_namespace;
    tag->attributes[tag->count++] = *attribute;
}

/* At the first character of an attribute's name. Returns behind its value, NULL without end. */
static const char *read_attribute(struct mend *m, const char *at, const char *end)
{
    struct tag_attribute attribute = {.value = ""};
    const char *name = at;

    while (at < end && !is_space(*at) && *at != '=' && *at != '<' && *at != '>' && *at != '/')
        at++;
    size_t len = (size_t)(at - name);
    const char *equals = skip_space(at, end);
    if (equals < end && *equals == '=') {
        at = read_value(&attribute, equals + 1, end);
        if (at == NULL)
            return NULL;
    }
    if (len > 0)
        attribute.name = mend_name_of(m, name, len, FAULT_ATTRIBUTE);
    if (attribute.name != NULL)
        keep_attribute(m, &attribute, name);
    return at;
}

bool mend_read_tag(struct mend *m)
{
    struct tag *tag = &m->tag;
    const char *end = m->end - m->at > MEND_TAG_MAX ? m->at + MEND_TAG_MAX : m->end;
    const char *at = mend_skip_name(m->at + 1, end);

    if (at < end && *at == '@') /* a mail address between angle brackets */
        return false;
    tag->begin = m->at;
    tag->name_len = (size_t)(at - m->at - 1);
    tag->count = tag->namespaces = 0;
    tag->is_empty = false;
    while ((at = skip_space(at, end)) < end && *at != '>' && *at != '<') {
        if (*at == '/') {
            tag->is_empty = at + 1 < end && at[1] == '>';
            at++;
            continue;
        }
        at = read_attribute(m, at, end);
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
