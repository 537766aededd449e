#include "feeds/text/tokens.h"

#include "config/base/arena.h"
#include "feeds/text/characters.h"
#include "feeds/text/fold.h"
#include "feeds/text/marked.h"
#include "feeds/text/plain_word.h"
#include "feeds/text/prepare.h"

#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#define SPACE_SIZE 4096

/* The cut of one text goes line by line: no word and no rule reaches over a line's end. */
struct cutter {
    struct tokens *tokens;
    size_t capacity;
    size_t max;
    struct arena *arena;
    char *space; /* where forms of words are written, one behind the other */
    size_t space_left;
    struct prepared line;
    const char *end;      /* of the prepared line */
    uint32_t line_offset; /* of the line in the text */
    uint32_t line_flags;
    bool is_source; /* the line was prepared as it is */
    size_t stretch; /* the cursor of prepared_begin() */
};

/* A word found in the prepared line: [begin, end) without the bytes `dropped`. */
struct word {
    const char *begin;
    const char *end;
    char dropped;    /* ',' of 8,000; '.' of U.S.; or NUL */
    uint8_t classes; /* of its characters, or-ed */
    uint8_t first_letter;
    unsigned letters;
    bool is_ascii;
    uint32_t flags;
};

static char *reserve(struct cutter *cutter, size_t size)
{
    if (size > cutter->space_left) {
        cutter->space_left = size > SPACE_SIZE ? size : SPACE_SIZE;
        cutter->space = arena_space(cutter->arena, cutter->space_left, 1);
    }
    return cutter->space;
}

static char *keep(struct cutter *cutter, size_t size)
{
    char *kept = cutter->space;

    cutter->space += size;
    cutter->space_left -= size;
    return kept;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static struct character peek(const struct cutter *cutter, const char *at)
{
    if (at >= cutter->end)
        return (struct character){0};
    return character_at(at, cutter->end);
}

static bool is_word_character_at(const struct cutter *cutter, const char *at)
{
    return (peek(cutter, at).class & CHARACTER_WORD) != 0;
}

static void count_character(struct word *word, struct character ch)
{
    word->classes |= ch.class;
    word->is_ascii = word->is_ascii && ch.c < 0x80;
    if (ch.class & CHARACTER_LETTER) {
        if (word->letters == 0)
            word->first_letter = ch.class;
        word->letters++;
    }
    word->end += ch.size;
}

/* Rule 1: a letter or number of a script without blanks, with its marks. */
static void read_unspaced(const struct cutter *cutter, struct word *word, struct character ch)
{
    count_character(word, ch);
    while ((ch = peek(cutter, word->end)).class & CHARACTER_MARK)
        count_character(word, ch);
    word->flags |= TOKEN_UNSPACED;
}

/* A letter not of rule 1 with no word character after it. */
static struct character single_letter_at(const struct cutter *cutter, const char *at)
{
    struct character ch = peek(cutter, at);
    bool is_letter = (ch.class & CHARACTER_LETTER) && !(ch.class & CHARACTER_UNSPACED);

    if (!is_letter || is_word_character_at(cutter, at + ch.size))
        return (struct character){0};
    return ch;
}

/* Rule 2: single letters with a dot between, and a last dot. False: it is no dotted acronym. */
static bool read_acronym(const struct cutter *cutter, struct word *word)
{
    struct word found = *word;
    struct character ch = peek(cutter, found.end);

    if (found.end + ch.size >= cutter->end || found.end[ch.size] != '.')
        return false;
    ch = single_letter_at(cutter, found.end);
    while (ch.size > 0) {
        count_character(&found, ch);
        if (found.end >= cutter->end || *found.end != '.')
            break;
        found.end++;
        ch = single_letter_at(cutter, found.end);
    }
    if (found.letters < 2)
        return false;
    *word = found;
    word->dropped = '.';
    word->flags |= TOKEN_ACRONYM;
    return true;
}

static bool is_thousands_comma(const struct cutter *cutter, const char *begin, const char *comma)
{
    return comma > begin && is_digit(comma[-1]) && cutter->end - comma > 3 && is_digit(comma[1]) &&
           is_digit(comma[2]) && is_digit(comma[3]) &&
           (cutter->end - comma == 4 || !is_digit(comma[4]));
}

static bool is_decimal_point(const struct cutter *cutter, const char *begin, const char *point)
{
    return point > begin && is_digit(point[-1]) && cutter->end - point > 1 && is_digit(point[1]);
}

static uint8_t ascii_class(char c)
{
    return character_ascii_classes[(unsigned char)c];
}

/* The part of a run that most runs are. */
static void read_ascii_run(const struct cutter *cutter, struct word *word)
{
    for (; word->end < cutter->end; word->end++) {
        uint8_t class = ascii_class(*word->end);
        if (!(class & CHARACTER_STARTS_WORD))
            return;
        if ((class & CHARACTER_LETTER) && word->letters++ == 0)
            word->first_letter = class;
        word->classes |= class;
    }
}

/* Rule 3: the longest run of word characters not of rule 1, with the inner signs of a number. */
static void read_run(const struct cutter *cutter, struct word *word)
{
    for (;;) {
        read_ascii_run(cutter, word);
        struct character ch = peek(cutter, word->end);
        if ((ch.class & CHARACTER_WORD) && !(ch.class & CHARACTER_UNSPACED)) {
            count_character(word, ch);
        } else if (ch.c == '.' && is_decimal_point(cutter, word->begin, word->end)) {
            word->end++;
        } else if (ch.c == ',' && is_thousands_comma(cutter, word->begin, word->end)) {
            word->dropped = ',';
            word->end++;
        } else {
            break;
        }
    }
    if (word->is_ascii && (word->classes & CHARACTER_WORD) == CHARACTER_NUMBER)
        word->flags |= TOKEN_NUMBER;
}

static struct word read_word(const struct cutter *cutter, const char *at, struct character ch)
{
    struct word word = {.begin = at, .end = at, .is_ascii = true, .flags = cutter->line_flags};

    if (ch.class & CHARACTER_UNSPACED)
        read_unspaced(cutter, &word, ch);
    else if (!(ch.class & CHARACTER_LETTER) || !read_acronym(cutter, &word))
        read_run(cutter, &word);
    if (word.first_letter & CHARACTER_UPPER)
        word.flags |= TOKEN_CAPITALISED;
    if (word.letters > 0 && !(word.classes & (CHARACTER_UPPER | CHARACTER_LOWER)))
        word.flags |= TOKEN_CASELESS;
    if (word.letters > 1 && (word.classes & CHARACTER_UPPER) && !(word.classes & CHARACTER_LOWER))
        word.flags |= TOKEN_ALL_CAPS;
    return word;
}

/* Rule 4: where the text goes on behind a word, and its possessive. */
static const char *skip_possessive(const struct cutter *cutter, const char *at)
{
    bool is_possessive = cutter->end - at > 1 && at[0] == '\'' && (at[1] == 's' || at[1] == 'S') &&
                         !is_word_character_at(cutter, at + 2);

    return is_possessive ? at + 2 : at;
}

/* The word's own bytes, NUL-terminated, in reserved space. */
static size_t write_word(const struct word *word, char *out)
{
    size_t len = 0;

    for (const char *at = word->begin; at < word->end; at++) {
        if (*at != word->dropped)
            out[len++] = *at;
    }
    out[len] = '\0';
    return len;
}

static void write_ascii_forms(struct cutter *cutter, const struct word *word, struct token *token)
{
    bool is_acronym = (word->flags & TOKEN_ACRONYM) != 0;
    char *fold = reserve(cutter, 2 * (size_t)(word->end - word->begin + 1));
    size_t len = write_word(word, fold);

    token->fold = token->surface = keep(cutter, len + 1);
    token->fold_len = (uint32_t)len;
    if (!is_acronym && !(word->classes & CHARACTER_UPPER))
        return;
    char *surface = keep(cutter, len + 1);
    token->surface = surface;
    for (size_t i = 0; i <= len; i++) {
        bool is_upper = fold[i] >= 'A' && fold[i] <= 'Z', is_lower = fold[i] >= 'a';
        surface[i] = (char)(is_acronym && is_lower ? fold[i] & ~0x20 : fold[i]);
        fold[i] = (char)(is_upper ? fold[i] | 0x20 : fold[i]);
    }
}

/* Character by character; false when one needs ICU to see the whole word. */
static bool fold_by_character(struct cutter *cutter, const struct word *word, struct token *token)
{
    size_t source_len = (size_t)(word->end - word->begin), len = 0;
    char *fold = reserve(cutter, CHARACTER_FOLD_SIZE * source_len + source_len + 2);

    for (const char *at = word->begin; at < word->end;) {
        struct character ch = character_at(at, word->end);
        at += ch.size;
        if (ch.c == (unsigned char)word->dropped)
            continue;
        size_t size = character_fold(ch.c, fold + len);
        if (size == 0)
            return false;
        len += size;
    }
    fold[len] = '\0';
    token->fold = token->surface = keep(cutter, len + 1);
    token->fold_len = (uint32_t)len;
    size_t surface_len = write_word(word, cutter->space);
    if (surface_len != len || memcmp(cutter->space, fold, len) != 0)
        token->surface = keep(cutter, surface_len + 1);
    return true;
}

static void write_forms(struct cutter *cutter, const struct word *word, struct token *token)
{
    char *own = reserve(cutter, (size_t)(word->end - word->begin + 1));
    size_t len = write_word(word, own);

    token->surface = word->flags & TOKEN_ACRONYM ? text_capitals(cutter->arena, own, len)
                                                 : text_compose(cutter->arena, own, len);
    token->fold = text_fold(cutter->arena, own, len);
    token->fold_len = (uint32_t)strlen(token->fold);
    if (strcmp(token->fold, token->surface) == 0)
        token->surface = token->fold;
}

/* This and finish_token() are inline since every word comes by, and the compiler would not. */
static inline struct token *new_token(struct cutter *cutter)
{
    struct tokens *tokens = cutter->tokens;

    if (tokens->count == cutter->capacity) {
        cutter->capacity *= 2;
        struct token *list = arena_space(cutter->arena, cutter->capacity, sizeof(*list));
        memcpy(list, tokens->list, tokens->count * sizeof(*list));
        tokens->list = list;
    }
    return &tokens->list[tokens->count++];
}

/* The token has its forms. */
static inline void finish_token(struct cutter *cutter, struct token *token, const char *word_begin,
                                const char *word_end, uint32_t flags)
{
    const struct prepared *line = &cutter->line;
    size_t begin = (size_t)(word_begin - line->text), end = (size_t)(word_end - line->text);

    token->hash = XXH3_64bits(token->fold, token->fold_len);
    if (!cutter->is_source) {
        begin = prepared_begin(line, begin, &cutter->stretch);
        end = prepared_end(line, end - 1, &cutter->stretch);
    }
    token->begin = cutter->line_offset + (uint32_t)begin;
    token->end = cutter->line_offset + (uint32_t)end;
    token->flags = flags;
}

static void add_token(struct cutter *cutter, const struct word *word)
{
    struct token *token = new_token(cutter);

    if (word->is_ascii)
        write_ascii_forms(cutter, word, token);
    else if ((word->flags & TOKEN_ACRONYM) || !fold_by_character(cutter, word, token))
        write_forms(cutter, word, token);
    finish_token(cutter, token, word->begin, word->end, word->flags);
}

/* Nearly every word is ASCII letters with nothing behind them that could belong to it: rule 3 for
 * these alone, in a quarter of the time. Returns where the word ends; NULL: it is another kind. */
static const char *add_plain_word(struct cutter *cutter, const char *begin)
{
    char *fold = reserve(cutter, PLAIN_WORD_SPACE + PLAIN_WORD_MAX);
    struct plain_word word = plain_word_read(begin, cutter->end, fold);
    const char *end = begin + word.len;

    if (word.len < 2 || word.len > PLAIN_WORD_MAX ||
        (end < cutter->end && ((unsigned char)*end >= 0x80 || is_digit(*end))))
        return NULL;
    struct token *token = new_token(cutter);
    token->fold = token->surface = keep(cutter, word.len + 1);
    token->fold_len = (uint32_t)word.len;
    if (word.has_upper) {
        char *surface = keep(cutter, word.len + 1);
        memcpy(surface, begin, word.len);
        surface[word.len] = '\0';
        token->surface = surface;
    }
    finish_token(cutter, token, begin, end,
                 cutter->line_flags |
                     (ascii_class(*begin) & CHARACTER_UPPER ? TOKEN_CAPITALISED : 0U) |
                     (word.has_lower ? 0U : TOKEN_ALL_CAPS));
    return end;
}

static const char *add_word(struct cutter *cutter, const char *at, struct character ch)
{
    const char *end = add_plain_word(cutter, at);

    if (end != NULL)
        return end;
    struct word word = read_word(cutter, at, ch);
    add_token(cutter, &word);
    return word.end;
}

static bool is_finished(const struct cutter *cutter)
{
    return cutter->tokens->count >= cutter->max;
}

static void cut_line(struct cutter *cutter, const char *source, size_t len)
{
    prepared_read(&cutter->line, source, len);
    cutter->line_flags = len > 0 && source[0] == MARKED_FURNITURE ? TOKEN_FURNITURE : 0;
    cutter->end = cutter->line.text + cutter->line.len;
    cutter->is_source = prepared_is_source(&cutter->line);
    cutter->stretch = 0;
    for (const char *at = cutter->line.text; at < cutter->end && !is_finished(cutter);) {
        struct character ch = character_at(at, cutter->end);
        if (!(ch.class & CHARACTER_STARTS_WORD)) {
            at += ch.size;
            continue;
        }
        at = skip_possessive(cutter, add_word(cutter, at, ch));
    }
}

void tokens_cut(struct tokens *tokens, struct arena *arena, const char *text, size_t max)
{
    size_t len = strlen(text), at = 0;
    struct cutter cutter = {.tokens = tokens, .max = max == 0 ? SIZE_MAX : max, .arena = arena};

    cutter.capacity = len / 3 + 8; /* a letter of rule 1 takes three bytes */
    if (cutter.max < cutter.capacity)
        cutter.capacity = cutter.max;
    *tokens = (struct tokens){.list = arena_space(arena, cutter.capacity, sizeof(*tokens->list))};
    prepared_init(&cutter.line);
    while (at < len && !is_finished(&cutter)) {
        const char *newline = memchr(text + at, '\n', len - at);
        size_t line = newline == NULL ? len - at : (size_t)(newline - text) - at;
        cutter.line_offset = (uint32_t)at;
        cut_line(&cutter, text + at, line);
        at += line + 1;
    }
    prepared_free(&cutter.line);
}
