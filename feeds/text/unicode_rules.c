#include "feeds/text/unicode_rules.h"

#include "feeds/text/characters.h"
#include "feeds/text/utf.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>

struct range {
    uint32_t first;
    uint32_t last;
};

/* GRAMMAR section 2, rule 1: scripts without blanks. */
static const struct range unspaced[] = {
    {0x0E01, 0x0E5B},   {0x0E80, 0x0EFF}, {0x1000, 0x109F}, {0x1780, 0x17FF}, {0x19E0, 0x19FF},
    {0x3005, 0x3007},   {0x3021, 0x3029}, {0x3031, 0x3035}, {0x3038, 0x303C}, {0x3041, 0x3096},
    {0x309D, 0x309F},   {0x30A1, 0x30FA}, {0x30FC, 0x30FF}, {0x31F0, 0x31FF}, {0x3400, 0x4DBF},
    {0x4E00, 0x9FFF},   {0xA9E0, 0xA9FF}, {0xAA60, 0xAA7F}, {0xF900, 0xFAFF}, {0x1B000, 0x1B16F},
    {0x20000, 0x323AF},
};

/* GRAMMAR section 2, the fold: marks that are removed. */
static const struct range removed_marks[] = {
    {0x0300, 0x036F}, {0x0483, 0x0487}, {0x0591, 0x05C7}, {0x0610, 0x061A}, {0x064B, 0x065F},
    {0x0670, 0x0670}, {0x06D6, 0x06DC}, {0x06DF, 0x06E4}, {0x06E7, 0x06E8}, {0x06EA, 0x06ED},
    {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x20D0, 0x20FF}, {0xFE20, 0xFE2F},
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool is_in(const struct range *ranges, size_t count, uint32_t c)
{
    for (size_t i = 0; i < count; i++) {
        if (c >= ranges[i].first && c <= ranges[i].last)
            return true;
    }
    return false;
}

bool unicode_is_apostrophe(uint32_t c)
{
    return c == '\'' || c == 0x2019 || c == 0x2018 || c == 0x201B || c == 0x02BC || c == 0x02B9 ||
           c == 0x2032 || c == 0x00B4 || c == '`' || c == 0xFF07;
}

bool unicode_is_deleted(uint32_t c)
{
    return c == 0x0640 || (c >= 0xFE00 && c <= 0xFE0F) || u_charType((UChar32)c) == U_FORMAT_CHAR;
}

bool unicode_is_removed_mark(uint32_t c)
{
    return is_in(removed_marks, COUNT(removed_marks), c) &&
           (U_GET_GC_MASK((UChar32)c) & U_GC_M_MASK) != 0;
}

/* ™ ℠ ® © change too: the first two in NFKC, the others here. */
static bool is_plain(uint32_t c)
{
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *nfkc = unorm2_getNFKCInstance(&status);
    UChar text[UTF16_SIZE_MAX];
    int32_t len = utf16_write(text, c);

    if (c == '\'')
        return true;
    if (unicode_is_apostrophe(c) || unicode_is_deleted(c) || c == 0xAE || c == 0xA9 ||
        c == UTF_REPLACEMENT)
        return false;
    if (c > '9' && u_charType((UChar32)c) == U_DECIMAL_DIGIT_NUMBER)
        return false;
    return unorm2_hasBoundaryBefore(nfkc, (UChar32)c) &&
           unorm2_quickCheck(nfkc, text, len, &status) == UNORM_YES;
}

uint8_t unicode_class(uint32_t c)
{
    uint32_t category = U_GET_GC_MASK((UChar32)c);
    unsigned class = 0;

    if (category & U_GC_L_MASK)
        class |= CHARACTER_LETTER;
    if (category & U_GC_N_MASK)
        class |= CHARACTER_NUMBER;
    if (category & U_GC_M_MASK)
        class |= CHARACTER_MARK;
    if (is_in(unspaced, COUNT(unspaced), c))
        class |= CHARACTER_UNSPACED;
    if (category & (U_GC_LU_MASK | U_GC_LT_MASK))
        class |= CHARACTER_UPPER;
    if (category & (U_GC_LL_MASK | U_GC_LT_MASK))
        class |= CHARACTER_LOWER;
    if (is_plain(c))
        class |= CHARACTER_PLAIN;
    return (uint8_t) class;
}
