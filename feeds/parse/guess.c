#include "feeds/parse/guess.h"

#include "config/base/arena.h"
#include "feeds/html_entities.h"
#include "feeds/parse/html_names.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* Behind the name of what may be a tag at `at`. */
static const char *end_of_name(const char *at, const char *end)
{
    const char *behind = at + 1 + (at + 1 < end && at[1] == '/');

    while (behind < end && isalnum((unsigned char)*behind))
        behind++;
    return behind;
}

/* "o:p", "rdf:value": of another vocabulary than HTML, as word processors leave them behind. */
static const char *end_of_prefixed(const char *name, const char *end)
{
    const char *colon = end_of_name(name - 1, end);

    if (colon == name || colon + 1 >= end || *colon != ':' || !isalpha((unsigned char)*name) ||
        !isalpha((unsigned char)colon[1]))
        return NULL;
    return end_of_name(colon, end);
}

#define ATTRIBUTES_LOOKED_AT 256 /* bytes */

/* "a<b and c>d": words of which none has a value are no attributes. */
static bool is_prose(const char *at, const char *end)
{
    size_t words = 0;

    if (end - at > ATTRIBUTES_LOOKED_AT)
        end = at + ATTRIBUTES_LOOKED_AT;
    for (; at < end && *at != '>'; at++) {
        if (*at == '=' || *at == '/')
            return false;
        words += isspace((unsigned char)at[0]) && isalpha((unsigned char)at[1]);
    }
    return words > 1;
}

/* "<name …>", "</name>" of an element of HTML or with a prefix, or a comment; `end` is the last
 * '>'. */
static bool is_tag(const char *at, const char *end)
{
    const char *name = at + 1 + (at[1] == '/');

    if (end - at > 3 && memcmp(at, "<!--", 4) == 0)
        return true;
    const char *prefixed = end_of_prefixed(name, end);
    const char *behind = prefixed != NULL ? prefixed : end_of_name(at, end);
    return behind <= end && strchr(" \t\r\n/>", *behind) != NULL &&
           (prefixed != NULL || html_name_is_element(name, (size_t)(behind - name))) &&
           !is_prose(behind, end);
}

static bool is_reference(const char *at, const char *end)
{
    char text[HTML_ENTITY_SIZE];
    size_t len;

    return html_entity_read_in_attribute(at, end, text, &len) > 0;
}

static const char *find(const char *at, const char *end, char sign)
{
    return at < end ? memchr(at, sign, (size_t)(end - at)) : NULL;
}

enum markup guess_markup(const char *text, size_t len)
{
    const char *end = text + len;
    const char *last = len == 0 ? NULL : memrchr(text, '>', len);
    const char *at = text;

    while (last != NULL && (at = find(at, last, '<')) != NULL) {
        if (is_tag(at++, last))
            return MARKUP_HTML;
    }
    at = text;
    while ((at = find(at, end, '&')) != NULL) {
        if (is_reference(at++, end))
            return MARKUP_HTML;
    }
    return MARKUP_PLAIN;
}

/* Writes what the reference stands for, but no control and nothing that is no character. Returns
 * behind it; NULL: there is none. */
static const char *read_reference(const char *at, const char *end, char *out, size_t *len)
{
    char text[HTML_ENTITY_SIZE];
    size_t text_len, taken = html_entity_read_in_attribute(at, end, text, &text_len);

    if (taken == 0)
        return NULL;
    bool is_replaced = text_len == 3 && memcmp(text, "\xEF\xBF\xBD", 3) == 0;
    *len = (unsigned char)*text < ' ' || is_replaced ? 0 : text_len;
    memcpy(out, text, *len);
    return at + taken;
}

char *guess_plain(struct arena *arena, const char *text, size_t *len)
{
    const char *end = text + *len;
    const char *last = *len == 0 ? NULL : memrchr(text, '>', *len);
    char *plain = arena_alloc(arena, 2 * *len + HTML_ENTITY_SIZE), *out = plain;

    while (text < end) {
        size_t size = 1;
        if (*text == '<' && last != NULL && text < last && is_tag(text, last)) {
            text = (const char *)memchr(text, '>', (size_t)(end - text)) + 1;
            continue;
        }
        const char *behind = *text == '&' ? read_reference(text, end, out, &size) : NULL;
        if (behind != NULL)
            text = behind;
        else
            *out = *text++;
        out += size;
    }
    *len = (size_t)(out - plain);
    return plain;
}

/* At a tag: "<script>" and no "</script>" behind it. In a title that talks about such ones, that
 * may be `any`: "<a> as <area>". */
static bool is_mention(const char *at, const char *end, bool any)
{
    const char *behind = end_of_name(at, end);
    size_t len = (size_t)(behind - at - 1);
    bool is_one = html_name_is_of_page(at + 1, len) || (any && !html_name_is_void(at + 1, len));

    if (at[1] == '/' || *behind != '>' || !is_one)
        return false;
    while ((behind = find(behind, end, '<')) != NULL) {
        if (behind[1] == '/' && strncasecmp(behind + 2, at + 1, len) == 0)
            return false;
        behind++;
    }
    return true;
}

static bool has_mention(const char *at, const char *last, const char *end)
{
    while (last != NULL && (at = find(at, last, '<')) != NULL) {
        if (is_tag(at, last) && is_mention(at, end, false))
            return true;
        at++;
    }
    return false;
}

char *guess_title(struct arena *arena, const char *text, size_t *len)
{
    const char *end = text + *len;
    const char *last = *len == 0 ? NULL : memrchr(text, '>', *len);
    bool talks_of_tags = has_mention(text, last, end);
    char *title = arena_alloc(arena, 4 * *len + 1), *out = title;

    for (; text < end; text++) {
        if (talks_of_tags && *text == '<' && is_tag(text, last) && is_mention(text, end, true))
            out = stpcpy(out, "&lt;");
        else
            *out++ = *text;
    }
    *len = (size_t)(out - title);
    return title;
}
