#include "feeds/text/characters.h"

#include "config/base/utf8.h"
#include "feeds/text/unicode_rules.h"
#include "feeds/text/utf.h"

#include <stdbool.h>
#include <string.h>

/* Here stands what most texts are made of; test_characters holds it against ICU. */

#define OTHER CHARACTER_PLAIN
#define DIGIT (CHARACTER_PLAIN | CHARACTER_NUMBER)
#define UPPER (CHARACTER_PLAIN | CHARACTER_LETTER | CHARACTER_UPPER)
#define LOWER (CHARACTER_PLAIN | CHARACTER_LETTER | CHARACTER_LOWER)
#define CASELESS (CHARACTER_PLAIN | CHARACTER_LETTER)
#define UNSPACED (CHARACTER_PLAIN | CHARACTER_LETTER | CHARACTER_UNSPACED)
#define VOWEL_SIGN (CHARACTER_PLAIN | CHARACTER_MARK)
#define UNSPACED_SIGN (VOWEL_SIGN | CHARACTER_UNSPACED)

/* The sign ` is an apostrophe: preparation changes it. */
#define O OTHER
#define D DIGIT
#define U UPPER
#define L LOWER
const uint8_t character_ascii_classes[256] = {
    O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O,
    O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, D, D, D, D, D, D, D, D, D, D, O, O, O, O, O, O,
    O, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, O, O, O, O, O,
    0, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, O, O, O, O, O,
};
#undef O
#undef D
#undef U
#undef L

/* Characters that fold to themselves. */
struct range {
    uint16_t first;
    uint16_t last;
    uint8_t class;
};

static const struct range ranges[] = {
    {0x00A1, 0x00A7, OTHER},         {0x00AB, 0x00AC, OTHER},
    {0x00B0, 0x00B1, OTHER},         {0x00BB, 0x00BB, OTHER},
    {0x00BF, 0x00BF, OTHER},         {0x05D0, 0x05EA, CASELESS},
    {0x0606, 0x060F, OTHER},         {0x061B, 0x061B, OTHER},
    {0x061D, 0x061F, OTHER},         {0x0679, 0x06BF, CASELESS},
    {0x06C3, 0x06D2, CASELESS},      {0x06D4, 0x06D4, OTHER},
    {0x06D5, 0x06D5, CASELESS},      {0x0904, 0x0939, CASELESS},
    {0x093E, 0x094C, VOWEL_SIGN},    {0x0964, 0x0965, OTHER},
    {0x0E01, 0x0E30, UNSPACED},      {0x0E31, 0x0E31, UNSPACED_SIGN},
    {0x0E32, 0x0E32, UNSPACED},      {0x0E34, 0x0E37, UNSPACED_SIGN},
    {0x0E40, 0x0E46, UNSPACED},      {0x0E47, 0x0E47, UNSPACED_SIGN},
    {0x0E4C, 0x0E4E, UNSPACED_SIGN}, {0x1780, 0x17B3, UNSPACED},
    {0x2012, 0x2016, OTHER},         {0x201C, 0x2023, OTHER},
    {0x2030, 0x2031, OTHER},         {0x2039, 0x203A, OTHER},
    {0x20A9, 0x20CF, OTHER},         {0x3001, 0x3004, OTHER},
    {0x3005, 0x3006, UNSPACED},      {0x3008, 0x3020, OTHER},
    {0x3041, 0x3096, UNSPACED},      {0x30A1, 0x30FA, UNSPACED},
    {0x30FB, 0x30FB, OTHER},         {0x30FC, 0x30FE, UNSPACED},
    {0x3400, 0x4DBF, UNSPACED},
};

#define FOLD_UPPER 0x8000u
#define FOLD_LOWER 0x4000u
#define FOLD_CHARACTER 0x1FFFu

#include "feeds/text/character_folds.inc"

/* What an entry below ' ' stands for. */
static const char *const pairs[] = {"", "ae", "oe", "ss", "th"};

/* Letters with a fold of their own. */
struct letters {
    uint16_t first;
    uint16_t count;
    const uint16_t *folds;
};

#define LETTERS(first, folds)                                                                      \
    {                                                                                              \
        first, sizeof(folds) / sizeof((folds)[0]), folds                                           \
    }

static const struct letters letters[] = {
    LETTERS(0x00C0, latin), LETTERS(0x0400, cyrillic),         LETTERS(0x0620, arabic),
    LETTERS(0x0370, greek), LETTERS(0x1E00, latin_additional),
};

#define LETTERS_END 0x1F00u

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* 0: not known here. */
static unsigned find_fold(uint32_t c)
{
    for (size_t i = 0; i < COUNT(letters) && c < LETTERS_END; i++) {
        if (c - letters[i].first < letters[i].count)
            return letters[i].folds[c - letters[i].first];
    }
    return 0;
}

/* Han and Hangul before all others. */
static uint8_t find_range(uint32_t c)
{
    size_t low = 0, high = COUNT(ranges);

    if (c >= 0x4E00 && c <= 0x9FFF)
        return UNSPACED;
    if (c >= 0xAC00 && c <= 0xD7A3)
        return CASELESS;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (c > ranges[middle].last)
            low = middle + 1;
        else
            high = middle;
    }
    return low < COUNT(ranges) && c >= ranges[low].first ? ranges[low].class : 0;
}

uint8_t character_class(uint32_t c)
{
    if (c < 0x80)
        return character_ascii_classes[c];
    unsigned fold = find_fold(c);
    if (fold != 0) {
        unsigned cases =
            (fold & FOLD_UPPER ? CHARACTER_UPPER : 0u) | (fold & FOLD_LOWER ? CHARACTER_LOWER : 0u);
        return (uint8_t)(CASELESS | cases);
    }
    uint8_t class = find_range(c);
    bool is_curly_apostrophe = c == 0x2018 || c == 0x2019;
    return class != 0 || is_curly_apostrophe ? class : unicode_class(c);
}

struct character character_read(const char *at, const char *end)
{
    struct character ch;

    ch.c = utf8_read(at, end, &ch.size);
    ch.class = character_class(ch.c);
    return ch;
}

size_t character_fold(uint32_t c, char out[CHARACTER_FOLD_SIZE])
{
    if (c < 0x80) {
        *out = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
        return 1;
    }
    unsigned fold = find_fold(c) & FOLD_CHARACTER;
    if (fold == 0)
        return find_range(c) == 0 ? 0 : utf8_write(out, c);
    if (fold >= COUNT(pairs))
        return utf8_write(out, fold);
    memcpy(out, pairs[fold], 2);
    return 2;
}
