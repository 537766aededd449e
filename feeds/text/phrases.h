/* phrases.h: finds phrases in a text, whatever its case and apostrophes. A phrase is in lower case,
 * with ' for every apostrophe; text and phrases are well-formed UTF-8. A list ends with
 * a phrase whose text is NULL. */
#pragma once

#include "feeds/text/characters.h"

#include <stdbool.h>
#include <stddef.h>

struct phrase {
    const char *text;
    size_t len;
};

/* Can these bytes, both first ones or both last ones, be of the same letter? Inline, since nearly
 * every phrase that is asked for ends here. */
static inline bool phrase_is_alike(char text, char phrase)
{
    unsigned char byte = (unsigned char)text;

    if (byte >= 0x80)
        return (unsigned char)phrase >= 0x80 || phrase == '\'';
    return (byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte) == (unsigned char)phrase;
}

/* Behind the phrase (not ""), if the text begins with it; or NULL. */
const char *phrase_skip(const char *at, const char *end, const char *phrase);

/* Behind the longest of the list's phrases that the text begins with, and no word goes on there; or
 * NULL. */
const char *phrase_skip_any(const char *at, const char *end, const struct phrase *list);

/* Does it stand anywhere? "" does. */
bool phrase_is_in(const char *at, const char *end, const char *phrase);

/* The begin of the longest of the list's phrases that stands right before `end`, and no word begins
 * before it; or NULL. */
const char *phrase_find_any_before(const char *begin, const char *end, const struct phrase *list);

/* The character before `at`, which is behind `begin`, and where it stands. */
struct character phrase_last_before(const char *begin, const char *at, const char **where);
