#include "feeds/text/phrases.h"

#include "feeds/text/utf.h"

#include <stdint.h>
#include <string.h>
#include <unicode/uchar.h>

static uint32_t fold(uint32_t c)
{
    if (c < 0x80)
        return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
    if (c == 0x2018 || c == 0x2019 || c == 0x02BC)
        return '\'';
    return (uint32_t)u_foldCase((UChar32)c, U_FOLD_CASE_DEFAULT);
}

static const char *step_back(const char *begin, const char *at)
{
    do
        at--;
    while (at > begin && ((unsigned char)*at & 0xC0) == 0x80);
    return at;
}

struct character phrase_last_before(const char *begin, const char *at, const char **where)
{
    *where = step_back(begin, at);
    return character_at(*where, at);
}

/* Does a word go on from `left` to `right`? A letter of a script without blanks is one by itself.
 */
static bool is_one_word(struct character left, struct character right)
{
    return (left.class & CHARACTER_WORD) && (right.class & CHARACTER_WORD) &&
           !(left.class & CHARACTER_UNSPACED) && !(right.class & CHARACTER_UNSPACED);
}

static bool is_word_boundary(const char *begin, const char *at, const char *end)
{
    const char *where;

    return at <= begin || at >= end ||
           !is_one_word(phrase_last_before(begin, at, &where), character_at(at, end));
}

const char *phrase_skip(const char *at, const char *end, const char *phrase)
{
    do {
        uint32_t size = 1, phrase_size = 1;
        if (at >= end || !phrase_is_alike(*at, *phrase))
            return NULL;
        if (((unsigned char)*at & 0x80) &&
            fold(utf8_read(at, end, &size)) !=
                fold(utf8_read(phrase, phrase + strlen(phrase), &phrase_size)))
            return NULL;
        at += size;
        phrase += phrase_size;
    } while (*phrase != '\0');
    return at;
}

const char *phrase_skip_any(const char *at, const char *end, const struct phrase *list)
{
    const char *longest = NULL;

    for (; at < end && list->text != NULL; list++) {
        if (!phrase_is_alike(*at, *list->text))
            continue;
        const char *behind = phrase_skip(at, end, list->text);
        if (behind != NULL && is_word_boundary(at, behind, end) &&
            (longest == NULL || behind > longest))
            longest = behind;
    }
    return longest;
}

bool phrase_is_in(const char *at, const char *end, const char *phrase)
{
    bool is_found = phrase[0] == '\0';

    for (; at < end && !is_found; at++)
        is_found = ((unsigned char)*at & 0xC0) != 0x80 && phrase_skip(at, end, phrase) != NULL;
    return is_found;
}

/* The begin of the phrase that stands right before `end`; or NULL. */
static const char *find_before(const char *begin, const char *end, const struct phrase *phrase)
{
    const char *at = end, *phrase_at = phrase->text + phrase->len, *phrase_end;

    if (!phrase_is_alike(end[-1], phrase_at[-1]))
        return NULL;
    while (phrase_at > phrase->text) {
        uint32_t size;
        if (at <= begin)
            return NULL;
        const char *last = step_back(begin, at);
        phrase_end = phrase_at;
        phrase_at = step_back(phrase->text, phrase_at);
        if (fold(utf8_read(last, at, &size)) != fold(utf8_read(phrase_at, phrase_end, &size)))
            return NULL;
        at = last;
    }
    return is_word_boundary(begin, at, end) ? at : NULL;
}

const char *phrase_find_any_before(const char *begin, const char *end, const struct phrase *list)
{
    const char *longest = NULL;

    for (; end > begin && list->text != NULL; list++) {
        const char *found = find_before(begin, end, list);
        if (found != NULL && (longest == NULL || found < longest))
            longest = found;
    }
    return longest;
}
