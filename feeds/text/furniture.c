#include "feeds/text/furniture.h"

#include "feeds/text/characters.h"
#include "feeds/text/furniture_words.h"

#include <string.h>
#include <unicode/uchar.h>

/* Bytes. What is longer says more than furniture does. */
#define ALONE_MAX 96
#define RELATED_MAX 240
#define RELATED_WORDS_MAX 60
#define ENDING_MAX 320
#define LINK_MAX 240
#define FIRST_ON_MAX 480
#define READ_AT_MAX 96

static const char *skip_signs(const char *at, const char *end)
{
    while (at < end) {
        struct character ch = character_at(at, end);
        if (ch.class & CHARACTER_WORD)
            break;
        at += ch.size;
    }
    return at;
}

static const char *trim(const char *begin, const char *end)
{
    while (end > begin && (end[-1] == ' ' || end[-1] == '|'))
        end--;
    return end;
}

/* ---- any block ---- */

static bool is_alone(const char *at, const char *end)
{
    bool is_first = true;

    for (at = skip_signs(at, end); at < end; at = skip_signs(at, end)) {
        const char *alone = phrase_skip_any(at, end, words_alone);
        const char *beside = is_first ? NULL : phrase_skip_any(at, end, words_beside);
        if (alone == NULL && beside == NULL)
            return false;
        at = beside == NULL || (alone != NULL && alone > beside) ? alone : beside;
        is_first = false;
    }
    return !is_first;
}

/* Behind the colon, or the like, that parts the words before `at` from a title. NULL: none does. */
static const char *skip_colon(const char *at, const char *end)
{
    static const char *const signs[] = {
        ":", "|", ">", "\u2013 ", "\u2014", "- ", "\u00BB", "\u2192", "\uFF1A",
    };
    const char *sign = at;

    while (sign < end && *sign == ' ')
        sign++;
    for (size_t i = 0; sign < end && i < sizeof(signs) / sizeof(signs[0]); i++) {
        size_t len = strlen(signs[i]);
        if ((size_t)(end - sign) >= len && memcmp(sign, signs[i], len) == 0)
            return *sign == '-' && sign == at ? NULL : sign + len;
    }
    return NULL;
}

/* As nearly no block does: few words, or many of which the first are before some sign. */
static bool may_be_related(const char *at, const char *end)
{
    if (end - at <= RELATED_WORDS_MAX)
        return true;
    for (end = at + RELATED_WORDS_MAX; at < end; at++) {
        if (*at == ':' || *at == '|' || *at == '>' || *at == '-' || (*at & 0x80))
            return true;
    }
    return false;
}

/* The words alone, or with one title: where a sentence ends and goes on, something is told. */
static bool is_related(const char *at, const char *end)
{
    const char *begin = skip_signs(at, end);
    const char *behind =
        may_be_related(begin, end) ? phrase_skip_any(begin, end, words_related) : NULL;

    if (behind == NULL)
        return false;
    const char *title = skip_colon(behind, end);
    return skip_signs(behind, end) == end ||
           (title != NULL && memmem(title, (size_t)(end - title), ". ", 2) == NULL);
}

bool furniture_is_block(const char *block, size_t len)
{
    const char *end = block + len;

    return (len <= ALONE_MAX && is_alone(block, end)) ||
           (len <= RELATED_MAX && is_related(block, end));
}

/* ---- the last blocks ---- */

/* Quotation marks, but for those that are arrows here. */
static bool is_quote(uint32_t c)
{
    return c != 0xBB && c != 0x203A && u_hasBinaryProperty((UChar32)c, UCHAR_QUOTATION_MARK);
}

/* Before the stops, arrows and brackets at the end. */
static const char *before_signs(const char *begin, const char *end, bool *has_arrow)
{
    const char *at = end, *last;
    unsigned dots = 0;

    *has_arrow = false;
    while (at > begin) {
        struct character ch = phrase_last_before(begin, at, &last);
        if ((ch.class & CHARACTER_WORD) || is_quote(ch.c))
            break;
        dots += ch.c == '.';
        *has_arrow |= dots > 1 || ch.c > 0x7F || ch.c == '>' || ch.c == ']' || ch.c == ')';
        at = last;
    }
    return at;
}

/* Has the sentence before `at` come to its end, or is it broken off? */
static bool is_after_sentence(const char *begin, const char *at)
{
    static const uint32_t ends[] = {
        '.',    '!',    '?',    ']',    ')',    '"',    '\'',   '|',
        0xB7,   0xBB,   0x2019, 0x201C, 0x201D, 0x2022, 0x2026, 0x203A,
        0x3002, 0x300D, 0x300F, 0xFF01, 0xFF1F, 0x061F, 0x0964,
    };
    const char *last;

    while (at > begin && at[-1] == ' ')
        at--;
    if (at <= begin)
        return true;
    struct character ch = phrase_last_before(begin, at, &last);
    bool is_end = false;
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]) && !(ch.class & CHARACTER_WORD); i++)
        is_end = is_end || ch.c == ends[i];
    return is_end;
}

static bool is_small_letter(const char *at, const char *end)
{
    return (character_at(at, end).class & CHARACTER_LOWER) != 0;
}

/* Before the bracket that stands before `at`, or `at`. */
static const char *before_bracket(const char *begin, const char *at)
{
    const char *before = at;

    while (before > begin && before[-1] == ' ')
        before--;
    return before > begin && (before[-1] == '[' || before[-1] == '(') ? before - 1 : at;
}

/* Where "Read more" begins at the end of the block: behind a sentence, or so as no sentence has it.
 */
static const char *find_read_more(const char *begin, const char *end)
{
    bool has_arrow;
    const char *words_end = before_signs(begin, end, &has_arrow);
    const char *words = phrase_find_any_before(begin, words_end, words_read_more);
    bool is_vague = words == NULL;

    if (is_vague && has_arrow)
        words = phrase_find_any_before(begin, words_end, words_more);
    if (words == NULL)
        return end;
    const char *bracket = before_bracket(begin, words);
    bool is_apart = bracket < words || is_after_sentence(begin, words);
    bool is_label = !is_vague && has_arrow && !is_small_letter(words, end);
    return is_apart || is_label ? bracket : end;
}

/* Where "Read more at …" begins that is the last sentence of the block. */
static const char *find_read_at(const char *begin, const char *end)
{
    const char *at = end - begin > READ_AT_MAX ? end - READ_AT_MAX : begin;

    for (; at < end; at++) {
        bool is_start = at == begin || at[-1] == ' ' || at[-1] == '(' || at[-1] == '[';
        if (!is_start || (*at >= 'a' && *at <= 'z') || is_small_letter(at, end))
            continue;
        const char *start = before_bracket(begin, at);
        const char *place = phrase_skip_any(at, end, words_read_more);
        if (place != NULL && place < end && *place == ' ' &&
            phrase_skip_any(place + 1, end, words_at) != NULL &&
            memmem(place, (size_t)(end - place), ". ", 2) == NULL &&
            is_after_sentence(begin, start))
            return start;
    }
    return end;
}

/* Are these the words, with a title or a name between them? */
static bool begins_first_on(const char *at, const char *end)
{
    for (const struct words_pair *pair = words_first_on; pair->begin != NULL; pair++) {
        if (!phrase_is_alike(*at, pair->begin[0]))
            continue;
        const char *title = phrase_skip(at, end, pair->begin);
        if (title != NULL && title < end && !is_small_letter(title, end) &&
            phrase_is_in(title, end, pair->middle))
            return true;
    }
    return false;
}

/* Where "The post … appeared first on …" begins. */
static const char *find_first_on(const char *begin, const char *end)
{
    const char *at = end - begin > FIRST_ON_MAX ? end - FIRST_ON_MAX : begin;

    for (; at < end; at++) {
        bool is_letter = ((unsigned char)*at & 0xC0) != 0x80; /* and no later byte of one */
        bool is_start = at == begin || at[-1] == ' ' || ((unsigned char)at[-1] & 0x80);
        if (is_letter && is_start && (!is_small_letter(at, end) || is_after_sentence(begin, at)) &&
            begins_first_on(at, end))
            return at;
    }
    return end;
}

/* What is left has to say something. */
static size_t story_length(const char *begin, const char *end)
{
    return skip_signs(begin, end) < end ? (size_t)(trim(begin, end) - begin) : 0;
}

size_t furniture_story_length(const char *block, size_t len)
{
    const char *end = block + len, *found = end;

    do {
        end = found;
        found = find_first_on(block, end);
        if (found == end)
            found = find_read_more(block, end);
        if (found == end)
            found = find_read_at(block, end);
        if (found < end)
            found = trim(block, found);
    } while (found < end);
    return end == block + len ? len : story_length(block, end);
}

size_t furniture_story_length_before(const char *block, size_t len, size_t link)
{
    const char *end = block + len;
    const char *words = skip_signs(block + link, end);

    if (len - link > LINK_MAX ||
        (phrase_skip_any(words, end, words_read_more) == NULL && !is_related(words, end)))
        return len;
    const char *label = before_bracket(block, block + link);
    bool is_label = !is_small_letter(words, end) || is_after_sentence(block, block + link);
    return is_label ? story_length(block, label) : len;
}

static bool names_network(const char *at, const char *end)
{
    for (at = skip_signs(at, end); at < end; at = skip_signs(at, end)) {
        if (phrase_skip_any(at, end, words_networks) != NULL)
            return true;
        while (at < end && (character_at(at, end).class & CHARACTER_WORD))
            at += character_at(at, end).size;
    }
    return false;
}

static const char *skip_to_letter(const char *at, const char *end)
{
    while (at < end && !(character_at(at, end).class & CHARACTER_LETTER))
        at += character_at(at, end).size;
    return at;
}

/* "© The Coast", "Copyright (c) 2025-2026 by The Coast"; but "copyright" and "(c)" alone may begin
 * a sentence. */
static bool begins_copyright(const char *at, const char *end)
{
    unsigned signs = 0;
    bool is_sure = character_at(at, end).c == 0xA9;

    for (const char *behind; (behind = phrase_skip_any(at, end, words_copyright)) != NULL;
         signs++) {
        at = behind;
        while (at < end && *at == ' ')
            at++;
    }
    const char *name = skip_to_letter(at, end);
    is_sure =
        is_sure || signs > 1 || (at < end && (character_at(at, end).class & CHARACTER_NUMBER) != 0);
    return signs > 0 && is_sure &&
           (name >= end || !is_small_letter(name, end) || phrase_skip(name, end, "by ") != NULL);
}

/* Signs before the words, but for quotation marks: somebody else says these. */
static const char *skip_bullets(const char *at, const char *end)
{
    while (at < end) {
        struct character ch = character_at(at, end);
        if ((ch.class & CHARACTER_WORD) || is_quote(ch.c))
            break;
        at += ch.size;
    }
    return at;
}

static bool begins_ending(const char *at, const char *end)
{
    for (const struct words_pair *pair = words_ending; pair->begin != NULL; pair++) {
        const char *behind = phrase_skip(at, end, pair->begin);
        if (behind == NULL)
            continue;
        if (pair->middle == NULL ? names_network(behind, end)
                                 : phrase_is_in(behind, end, pair->middle))
            return true;
    }
    return false;
}

bool furniture_is_ending(const char *block, size_t len)
{
    const char *end = block + len;
    bool has_arrow;

    if (len == 0 || len > ENDING_MAX)
        return false;
    return begins_copyright(block, end) || begins_ending(skip_bullets(block, end), end) ||
           phrase_find_any_before(block, before_signs(block, end, &has_arrow), words_rights) !=
               NULL;
}
