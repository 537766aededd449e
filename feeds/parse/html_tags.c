#include "feeds/parse/html_tags.h"

#include <string.h>
#include <strings.h>

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_named(const struct html_value *name, const char *wanted)
{
    return name->len == strlen(wanted) && strncasecmp(name->text, wanted, name->len) == 0;
}

static const char *find(const char *at, const char *end, const char *needle)
{
    return at >= end ? NULL : memmem(at, (size_t)(end - at), needle, strlen(needle));
}

/* ---- one tag */

static const char *read_name(const char *at, const char *end, struct html_value *name)
{
    name->text = at;
    while (at < end && !is_space(*at) && *at != '/' && *at != '>' && *at != '=')
        at++;
    name->len = (size_t)(at - name->text);
    return at;
}

static const char *skip_space(const char *at, const char *end)
{
    while (at < end && is_space(*at))
        at++;
    return at;
}

/* Behind the '='. NULL: a quote is not closed. */
static const char *read_value(const char *at, const char *end, struct html_value *value)
{
    at = skip_space(at, end);
    if (at < end && (*at == '"' || *at == '\'')) {
        const char *close = memchr(at + 1, *at, (size_t)(end - at - 1));
        if (close == NULL)
            return NULL;
        *value = (struct html_value){at + 1, (size_t)(close - at - 1)};
        return close + 1;
    }
    value->text = at;
    while (at < end && !is_space(*at) && *at != '>')
        at++;
    value->len = (size_t)(at - value->text);
    return at;
}

static const char *read_attribute(const char *at, const char *end, struct html_tag *tag)
{
    struct html_attribute attribute = {.value = {.text = ""}};

    at = read_name(at + (*at == '='), end, &attribute.name);
    const char *equals = skip_space(at, end);
    if (equals < end && *equals == '=')
        at = read_value(equals + 1, end, &attribute.value);
    if (at != NULL && tag->attribute_count < HTML_TAG_ATTRIBUTES_MAX)
        tag->attributes[tag->attribute_count++] = attribute;
    return at;
}

/* At '<' before a letter. Returns behind the tag; NULL when it has no end. */
static const char *read_tag(const char *at, const char *end, struct html_tag *tag)
{
    tag->attribute_count = 0;
    at = read_name(at + 1, end, &tag->name);
    while (at != NULL && at < end && *at != '>')
        at = is_space(*at) || *at == '/' ? at + 1 : read_attribute(at, end, tag);
    return at == NULL || at == end ? NULL : at + 1;
}

/* ---- from tag to tag */

static const char *behind_comment(const char *at, const char *end)
{
    const char *close = find(at + 2, end, "-->"); /* "<!-->" is one */

    return close == NULL ? end : close + 3;
}

/* What is no HTML goes on to its end tag. */
static const char *behind_raw_text(const char *at, const char *end, const struct html_value *name)
{
    while ((at = find(at, end, "</")) != NULL) {
        at += 2;
        if ((size_t)(end - at) >= name->len && strncasecmp(at, name->text, name->len) == 0 &&
            (at + name->len == end || !is_letter(at[name->len])))
            return at;
    }
    return end;
}

static bool is_raw_text(const struct html_value *name)
{
    static const char *const names[] = {"script", "style", "textarea", "title", "iframe", "xmp"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (is_named(name, names[i]))
            return true;
    }
    return false;
}

bool html_next_tag(const char **at, const char *end, struct html_tag *tag)
{
    const char *less;

    while (*at < end && (less = memchr(*at, '<', (size_t)(end - *at))) != NULL) {
        if (end - less >= 4 && memcmp(less, "<!--", 4) == 0) {
            *at = behind_comment(less, end);
        } else if (end - less >= 2 && is_letter(less[1])) {
            const char *behind = read_tag(less, end, tag);
            if (behind == NULL) /* what follows is its value, as for browsers */
                break;
            *at = is_raw_text(&tag->name) ? behind_raw_text(behind, end, &tag->name) : behind;
            return true;
        } else {
            *at = less + 1;
        }
    }
    *at = end;
    return false;
}

bool html_tag_is(const struct html_tag *tag, const char *name)
{
    return is_named(&tag->name, name);
}

struct html_value html_tag_value(const struct html_tag *tag, const char *name)
{
    for (size_t i = 0; i < tag->attribute_count; i++) {
        if (is_named(&tag->attributes[i].name, name))
            return tag->attributes[i].value;
    }
    return (struct html_value){.text = NULL};
}
