#include "feeds/parse/mend_parts.h"

#include <string.h>
#include <strings.h>

/* A DOCTYPE is passed over. Of its internal subset only general entities are kept whose value
 * refers to none but those that XML has itself: nothing can nest, so nothing can explode. */

static const char *skip_space(const char *at, const char *end)
{
    while (at < end && strchr(" \t\r\n", *at) != NULL)
        at++;
    return at;
}

static const char *skip_quoted(const char *at, const char *end)
{
    const char *quote = memchr(at + 1, *at, (size_t)(end - at - 1));

    return quote == NULL ? at + 1 : quote + 1;
}

/* XML 1.0 section 4.6: whoever declares one says the same of it. */
static bool is_of_xml(const char *name, const char *end)
{
    static const char *const names[] = {"amp", "lt", "gt", "quot", "apos"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strlen(names[i]) == (size_t)(end - name) &&
            memcmp(name, names[i], (size_t)(end - name)) == 0)
            return true;
    }
    return false;
}

static bool refers_to_none(const char *value, const char *end)
{
    for (const char *at = value; at < end; at++) {
        if (*at == '%')
            return false;
        if (*at != '&' || (at + 1 < end && at[1] == '#'))
            continue;
        const char *behind = mend_skip_name(at + 1, end);
        if (behind == end || *behind != ';' || !is_of_xml(at + 1, behind))
            return false;
    }
    return true;
}

/* At "<!ENTITY". */
static void keep_entity(struct mend *m, const char *at, const char *end)
{
    const char *name = skip_space(at + 8, end);
    const char *behind = mend_skip_name(name, end);
    const char *quote = skip_space(behind, end);

    if (behind == name || is_of_xml(name, behind) || quote >= end ||
        (*quote != '"' && *quote != '\''))
        return;
    const char *value = quote + 1;
    const char *close = memchr(value, *quote, (size_t)(end - value));
    if (close == NULL || !refers_to_none(value, close))
        return;
    if (m->entity_count == MEND_ENTITIES_MAX || close - value > MEND_TAG_MAX / 64) {
        mend_note(m, FAULT_SUBSET, at);
        return;
    }
    m->entities[m->entity_count++] = (struct declared_entity){
        .name = name,
        .value = value,
        .name_len = (size_t)(behind - name),
        .value_len = (size_t)(close - value),
    };
}

static const char *skip_comment(const char *at, const char *end)
{
    const char *close = mend_find(at + 4, end, "-->");

    return close == NULL ? end : close + 3;
}

/* A quote that is not closed would take in all up to the next one in the document. An identifier
 * holds no sign of markup, a value not the end of the subset. */
static const char *skip_literal(const char *at, const char *end, const char *stop)
{
    const char *behind = skip_quoted(at, end);

    return mend_find(at, behind, stop) == NULL ? behind : at + 1;
}

/* A tag stands in none: the subset's end is missing. */
static bool is_tag(const char *at, const char *end)
{
    return *at == '<' && at + 1 < end && mend_is_name_start(at[1]);
}

/* At '['. Returns behind ']', or at the first tag. */
static const char *read_subset(struct mend *m, const char *at, const char *end)
{
    while (at < end && *at != ']' && !is_tag(at, end)) {
        if (end - at > 4 && memcmp(at, "<!--", 4) == 0) {
            at = skip_comment(at, end);
        } else if (end - at > 8 && strncasecmp(at, "<!ENTITY", 8) == 0) {
            keep_entity(m, at, end);
            at += 8;
        } else if (*at == '"' || *at == '\'') {
            at = skip_literal(at, end, "]>");
        } else {
            at++;
        }
    }
    return at < end && *at == ']' ? at + 1 : at;
}

void mend_doctype(struct mend *m)
{
    const char *at = m->at + 9;
    const char *end = m->end - at > MEND_SUBSET_MAX ? at + MEND_SUBSET_MAX : m->end;

    while (at < end && *at != '>' && *at != '<') {
        if (*at == '"' || *at == '\'')
            at = skip_literal(at, end, "<");
        else if (*at == '[')
            at = read_subset(m, at + 1, end);
        else
            at++;
    }
    if (at >= end && end != m->end)
        mend_note(m, FAULT_SUBSET, m->at);
    m->at = at < end && *at == '>' ? at + 1 : at;
}
