#include "config/base/arena.h"
#include "feeds/topics/watch_list.h"

#include <string.h>

#define SNIPPET_MAX 160 /* characters */
#define BEFORE 50       /* of them before the place found, at most */

static bool is_inside_character(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

static bool is_blank(char byte)
{
    return (unsigned char)byte <= ' ';
}

static size_t go_back(const char *text, size_t at, size_t characters)
{
    for (; at > 0 && characters > 0; characters--) {
        at--;
        while (at > 0 && is_inside_character(text[at]))
            at--;
    }
    return at;
}

static size_t go_on(const char *text, size_t at, size_t characters)
{
    for (; text[at] != '\0' && characters > 0; characters--) {
        at++;
        while (is_inside_character(text[at]))
            at++;
    }
    return at;
}

/* At the start of a word where one begins before the place found. */
static size_t find_start(const char *text, size_t found)
{
    size_t at = go_back(text, found, BEFORE);

    for (size_t word = at; at > 0 && word < found; word++) {
        if (is_blank(text[word]))
            return word + 1;
    }
    return at;
}

/* At the end of a word where one ends behind the place found. */
static size_t find_end(const char *text, size_t start, size_t found_end)
{
    size_t at = go_on(text, start, SNIPPET_MAX - 2); /* both ends may be marked with … */

    if (text[at] == '\0')
        return at;
    for (size_t word = at; word > found_end; word--) {
        if (is_blank(text[word]))
            return word;
    }
    return at;
}

const char *watch_term_snippet(const struct watch_term *term, struct arena *arena)
{
    const char *text = term->text;
    size_t start = find_start(text, term->begin), end = find_end(text, start, term->end);
    char *words = arena_string_of(arena, text + start, end - start), *to = words;

    for (const char *at = words; *at != '\0'; at++) { /* furniture marks and ends of lines */
        bool is_again = is_blank(*at) && (to == words || to[-1] == ' ');
        if (!is_again)
            *to++ = (char)(is_blank(*at) ? ' ' : *at);
    }
    while (to > words && to[-1] == ' ')
        to--;
    *to = '\0';
    bool is_cut = text[end + strspn(text + end, "\n")] != '\0';
    return arena_format(arena, "%s%s%s", start > 0 ? "…" : "", words, is_cut ? "…" : "");
}
