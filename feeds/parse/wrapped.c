#include "feeds/parse/wrapped.h"

#include "config/base/arena.h"
#include "feeds/html_entities.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#define TAGS_MAX 8 /* that are looked behind */

static bool starts_with(const char *at, const char *end, const char *word)
{
    size_t len = strlen(word);

    return (size_t)(end - at) >= len && strncasecmp(at, word, len) == 0;
}

static const char *skip_blanks(const char *at, const char *end)
{
    while (at < end && (unsigned char)*at <= ' ')
        at++;
    return at;
}

/* Of a page of HTML it may be an example. */
static bool is_page(const char *at, const char *end)
{
    return starts_with(at, end, "<html") || starts_with(at, end, "<!DOCTYPE html");
}

/* The first text or section. NULL: there is none soon. */
static const char *skip_tags(const char *at, const char *end)
{
    for (int tags = 0; tags <= TAGS_MAX; tags++) {
        at = skip_blanks(at, end);
        if (at == end || is_page(at, end))
            return NULL;
        if (*at != '<' || starts_with(at, end, "<![CDATA["))
            return at;
        at = memchr(at, '>', (size_t)(end - at));
        if (at == NULL)
            return NULL;
        at++;
    }
    return NULL;
}

static bool begins_markup(const char *at, const char *end)
{
    return at < end && (isalpha((unsigned char)*at) || *at == '?' || *at == '!');
}

/* References to other characters than those of markup mean the same in the document. */
static const char *unescaped(struct arena *arena, const char *at, const char *end, size_t *len)
{
    char *text = arena_alloc(arena, (size_t)(end - at) + 1), *to = text;

    while (at < end) {
        char plain[HTML_ENTITY_SIZE] = {*at};
        size_t written, known = *at == '&' ? html_entity_read(at, end, plain, &written) : 0;
        bool is_markup = known > 0 && at[known - 1] == ';' && (unsigned char)*plain < 0x80;
        *to++ = (char)(is_markup ? *plain : *at);
        at += is_markup ? known : 1;
    }
    *to = '\0';
    *len = (size_t)(to - text);
    return text;
}

const char *wrapped_document(struct arena *arena, const char *text, size_t len, size_t *wrapped_len)
{
    static const char section[] = "<![CDATA[", less[] = "&lt;";
    const char *end = text + len, *at = skip_tags(text, end);

    if (at == NULL)
        return NULL;
    if (starts_with(at, end, section)) {
        at = skip_blanks(at + strlen(section), end);
        const char *close = strstr(at, "]]>");
        *wrapped_len = (size_t)((close == NULL ? end : close) - at);
        bool is_document = at < end && *at == '<' && begins_markup(at + 1, end);
        return is_document ? arena_string_of(arena, at, *wrapped_len) : NULL;
    }
    if (!starts_with(at, end, less) || !begins_markup(at + strlen(less), end))
        return NULL;
    const char *tag = memchr(at, '<', (size_t)(end - at));
    return unescaped(arena, at, tag == NULL ? end : tag, wrapped_len);
}
