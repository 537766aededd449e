#include "feeds/topics/phrase.h"

#include "config/base/arena.h"
#include "feeds/text/tokens.h"
#include "feeds/topics/query_lexer.h"
#include "feeds/topics/query_text.h"

#include <string.h>

/* Wildcards go through the tokeniser as two signs that are word characters, are no letters (so that
 * they make no dotted acronym), and come out as they went in: the Aegean numbers one and two. */
#define STAND_IN_SIZE 4
static const char any_run[] = "\U00010107", any_one[] = "\U00010108";

struct reader {
    const char *query;
    const struct query_token *token;
    struct arena *arena;
    struct query_mistake *mistake;
    struct phrase *phrase;
    size_t capacity;
};

/* A blank-delimited word: bytes [at, end) of the query. */
struct piece {
    size_t at;
    size_t end;
    bool has_inner_hyphen;
    bool is_plain; /* ASCII letters and digits */
};

static bool is_quoted(const struct reader *reader)
{
    return reader->token->kind == QUERY_PHRASE;
}

static void fail(struct reader *reader, size_t at, const char *message)
{
    if (reader->mistake->message == NULL)
        *reader->mistake = (struct query_mistake){.at = (uint32_t)at, .message = message};
}

static struct query_character peek(const struct reader *reader, size_t at)
{
    return query_character_at(reader->query, at, reader->token->text_end);
}

static bool is_wildcard(uint32_t c)
{
    return c == '*' || c == '?';
}

/* In quotes a ? asks a question unless a word goes on behind it. */
static bool is_wildcard_at(const struct reader *reader, size_t at)
{
    uint32_t c = peek(reader, at).c;

    if (c != '?' || !is_quoted(reader))
        return is_wildcard(c);
    while (c == '?')
        c = peek(reader, ++at).c;
    return c == '*' || query_is_word(c);
}

static bool is_ascii_alphanumeric(uint32_t c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

static bool is_of_word(uint32_t c)
{
    return query_is_word(c) || is_wildcard(c);
}

static bool next_piece(const struct reader *reader, size_t at, struct piece *piece)
{
    uint32_t before = 0;
    struct query_character ch = peek(reader, at);

    while (ch.size > 0 && query_is_blank(ch.c)) {
        at += ch.size;
        ch = peek(reader, at);
    }
    *piece = (struct piece){.at = at, .end = at, .is_plain = true};
    while (ch.size > 0 && !query_is_blank(ch.c)) {
        struct query_character after = peek(reader, piece->end + ch.size);
        piece->has_inner_hyphen |=
            query_is_hyphen(ch.c) && is_of_word(before) && is_of_word(after.c);
        piece->is_plain &= is_ascii_alphanumeric(ch.c);
        piece->end += ch.size;
        before = ch.c;
        ch = after;
    }
    return piece->end > piece->at;
}

/* The piece as the tokeniser takes it: stand-ins for wildcards, joined or not. */
static char *write_piece(const struct reader *reader, const struct piece *piece, bool is_joined)
{
    char *out = arena_alloc(reader->arena, (piece->end - piece->at) * STAND_IN_SIZE + 1), *to = out;
    struct query_character ch;

    for (size_t at = piece->at; at < piece->end; at += ch.size) {
        ch = peek(reader, at);
        bool is_inside = at > piece->at && at + ch.size < piece->end;
        if (is_wildcard_at(reader, at)) {
            memcpy(to, ch.c == '*' ? any_run : any_one, STAND_IN_SIZE);
            to += STAND_IN_SIZE;
        } else if (!is_joined || !is_inside || !query_is_hyphen(ch.c)) {
            memcpy(to, reader->query + at, ch.size);
            to += ch.size;
        }
    }
    return out;
}

/* The stand-ins of a word become its wildcards again; a run of stars is one. */
static const char *read_wildcards(struct arena *arena, const char *word)
{
    char *out = arena_string(arena, word), *to = out;

    for (const char *at = word; *at != '\0';) {
        bool is_run = strncmp(at, any_run, STAND_IN_SIZE) == 0;
        bool is_one = strncmp(at, any_one, STAND_IN_SIZE) == 0;
        if (!is_run && !is_one)
            *to++ = *at++;
        else if (is_one || to == out || to[-1] != '*')
            *to++ = is_run ? '*' : '?';
        at += is_run || is_one ? STAND_IN_SIZE : 0;
    }
    *to = '\0';
    return out;
}

static enum word_test test_of(char prefix, bool has_wildcard, bool is_acronym)
{
    /* A dotted acronym is the exact capitals, whatever stands around it. */
    if (prefix == '=' || is_acronym)
        return has_wildcard ? WORD_SURFACE_PATTERN : WORD_SURFACE;
    if (has_wildcard)
        return WORD_FOLD_PATTERN;
    return prefix == '~' ? WORD_STEM : WORD_FOLD;
}

static struct phrase_word read_word(const struct reader *reader, const struct token *token)
{
    bool has_wildcard =
        strstr(token->fold, any_run) != NULL || strstr(token->fold, any_one) != NULL;
    enum word_test test =
        test_of(reader->token->prefix, has_wildcard, (token->flags & TOKEN_ACRONYM) != 0);
    bool is_folded = test == WORD_FOLD || test == WORD_FOLD_PATTERN;
    const char *text = is_folded ? token->fold : token->surface;

    if (has_wildcard)
        text = read_wildcards(reader->arena, text);
    return (struct phrase_word){.text = text, .test = test};
}

static struct phrase_row cut_piece(const struct reader *reader, const struct piece *piece,
                                   bool is_joined)
{
    struct tokens tokens;

    tokens_cut(&tokens, reader->arena, write_piece(reader, piece, is_joined), 0);
    struct phrase_row row = {.count = tokens.count};
    row.words = arena_array(reader->arena, tokens.count, sizeof(*row.words));
    for (size_t i = 0; i < tokens.count; i++)
        row.words[i] = read_word(reader, &tokens.list[i]);
    return row;
}

/* Most words of a watch list are plain: no need to trouble the tokeniser. */
static struct phrase_row read_plain(const struct reader *reader, const struct piece *piece)
{
    enum word_test test = test_of(reader->token->prefix, false, false);
    size_t len = piece->end - piece->at;
    char *text = arena_string_of(reader->arena, reader->query + piece->at, len);
    struct phrase_row row = {.count = 1};

    for (size_t i = 0; i < len && test == WORD_FOLD; i++) {
        if (text[i] >= 'A' && text[i] <= 'Z')
            text[i] = (char)(text[i] | 0x20);
    }
    row.words = arena_array(reader->arena, 1, sizeof(*row.words));
    row.words[0] = (struct phrase_word){.text = text, .test = test};
    return row;
}

static void add_element(struct reader *reader, struct phrase_element element)
{
    struct phrase *phrase = reader->phrase;

    if (phrase->count == reader->capacity) {
        reader->capacity = reader->capacity == 0 ? 1 : 4 * reader->capacity;
        struct phrase_element *list = arena_array(reader->arena, reader->capacity, sizeof(*list));
        if (phrase->count > 0)
            memcpy(list, phrase->elements, phrase->count * sizeof(*list));
        phrase->elements = list;
    }
    phrase->elements[phrase->count++] = element;
    phrase->word_count += element.is_any ? 1 : element.parts.count;
}

static void read_piece(struct reader *reader, const struct piece *piece)
{
    struct phrase_element element = {.at = (uint32_t)piece->at};

    if (is_quoted(reader) && piece->end - piece->at == 1 && reader->query[piece->at] == '*')
        element.is_any = true;
    else if (piece->is_plain)
        element.parts = read_plain(reader, piece);
    else
        element.parts = cut_piece(reader, piece, false);
    if (piece->has_inner_hyphen)
        element.joined = cut_piece(reader, piece, true);
    if (element.is_any || element.parts.count > 0)
        add_element(reader, element);
}

/* Enough to go by: 3 letters, 1 in a phrase of several words. */
static bool has_enough(const char *pattern, bool is_alone)
{
    return query_letter_count(pattern) >= (is_alone ? 3 : 1);
}

static bool is_row_well_formed(const struct phrase_row *row, size_t words_beside)
{
    bool is_alone = row->count + words_beside == 1;

    for (size_t i = 0; i < row->count; i++) {
        enum word_test test = row->words[i].test;
        bool is_pattern = test == WORD_FOLD_PATTERN || test == WORD_SURFACE_PATTERN;
        if (is_pattern && !has_enough(row->words[i].text, is_alone))
            return false;
    }
    return true;
}

static void check_element(struct reader *reader, const struct phrase_element *element)
{
    const struct phrase *phrase = reader->phrase;
    size_t beside = phrase->word_count - (element->is_any ? 1 : element->parts.count);
    bool is_first = element == phrase->elements;
    bool is_last = element == phrase->elements + phrase->count - 1;

    if (element->is_any && (is_first || is_last))
        fail(reader, element->at, "a lone * stands for one word between two others");
    if (!is_row_well_formed(&element->parts, beside) ||
        !is_row_well_formed(&element->joined, beside))
        fail(
            reader, element->at,
            "a wildcard needs at least 3 characters beside it in its word (1 in a phrase); scripts "
            "without blanks need none: write the word as it is");
}

static void check_stem(struct reader *reader)
{
    const struct phrase *phrase = reader->phrase;
    const struct phrase_row *row = &phrase->elements[0].parts;

    if (phrase->count != 1 || row->count != 1 || row->words[0].test != WORD_STEM)
        fail(reader, reader->token->at, "~ takes one plain word, as ~strike");
}

static bool has_any(const struct phrase *phrase)
{
    for (size_t i = 0; i < phrase->count; i++) {
        if (phrase->elements[i].is_any)
            return true;
    }
    return false;
}

static void check_slop(struct reader *reader)
{
    const struct query_token *token = reader->token;

    if (reader->phrase->slop != QUERY_NO_SLOP && has_any(reader->phrase)) {
        size_t quote = token->text_end;
        fail(reader, quote + query_character_at(reader->query, quote, token->end).size,
             "a lone * has a place, and ~n leaves none: take one of them");
    }
}

static void check_phrase(struct reader *reader)
{
    const struct phrase *phrase = reader->phrase;

    if (reader->token->prefix == '~' && phrase->count == 0) {
        fail(reader, reader->token->at, "~ takes one plain word, as ~strike");
        return;
    }
    if (phrase->count == 0) {
        fail(reader, reader->token->at, "there is no letter and no digit to look for in this");
        return;
    }
    if (reader->token->prefix == '~')
        check_stem(reader);
    for (size_t i = 0; i < phrase->count; i++)
        check_element(reader, &phrase->elements[i]);
    check_slop(reader);
}

struct phrase *phrase_read(struct arena *arena, const char *query, const struct query_token *token,
                           struct query_mistake *mistake)
{
    struct phrase *phrase = arena_alloc(arena, sizeof(*phrase));
    struct reader reader = {
        .query = query, .token = token, .arena = arena, .mistake = mistake, .phrase = phrase};
    struct piece piece;

    phrase->slop = token->number;
    *mistake = (struct query_mistake){0};
    for (size_t at = token->text; next_piece(&reader, at, &piece); at = piece.end)
        read_piece(&reader, &piece);
    check_phrase(&reader);
    return mistake->message == NULL ? phrase : NULL;
}
