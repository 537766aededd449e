#include "feeds/parse/encoding_cyrillic.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <unicode/ucnv.h>

/* ICU's detector knows three of them. Here the text is read in each, and the one wins in which
 * it looks most like writing: words of letters of one script, capitals at their beginning only,
 * and the ten letters that two thirds of Russian, Bulgarian and Ukrainian are made of. */

static const char *const labels[] = {"windows-1251", "koi8-r",         "koi8-u", "iso-8859-5",
                                     "ibm866",       "x-mac-cyrillic", "ibm855"};

#define LETTERS_MIN 12    /* of what can be told */
#define COMMON_PERCENT 52 /* of the letters are common ones; in other languages under 45 */

struct look {
    size_t letters;
    size_t common;
    size_t rare;   /* letters of few languages: of two readings the one with fewer of them */
    size_t faults; /* what no text has */
};

static bool is_cyrillic(UChar c)
{
    return c >= 0x400 && c <= 0x491;
}

static bool is_small(UChar c)
{
    return (c >= 0x430 && c <= 0x45F) || c == 0x491;
}

static bool is_rare(UChar c)
{
    return (c >= 0x400 && c <= 0x40F && c != 0x401) || (c >= 0x450 && c <= 0x45F && c != 0x451);
}

static bool is_common(UChar c)
{
    static const UChar common[] = u"\u043E\u0435\u0430\u0438\u043D\u0442\u0441\u0440\u0432\u043B";

    for (size_t i = 0; common[i] != 0; i++) {
        if (c == common[i])
            return true;
    }
    return false;
}

/* A byte beyond ASCII that stands next to a Cyrillic letter is one, or a quotation mark, a dash. */
static void look_at(struct look *look, UChar before, UChar c)
{
    if (c < 0x80)
        return;
    if (!is_cyrillic(c)) {
        look->faults += c < 0xA0 || (c > 0xBF && c < 0x2010) || c > 0x2122;
        return;
    }
    look->letters++;
    look->common += is_common(c);
    look->rare += is_rare(c);
    look->faults += (is_small(before) && !is_small(c)) || (before < 0x80 && before > '@');
}

static struct look look_with(const char *label, const char *bytes, size_t len)
{
    UErrorCode status = U_ZERO_ERROR;
    UConverter *converter = ucnv_open(label, &status);
    struct look look = {0};
    const char *end = bytes + len;
    UChar before = ' ';

    while (U_SUCCESS(status) && bytes < end) {
        UChar c = (UChar)ucnv_getNextUChar(converter, &bytes, end, &status);
        if (U_SUCCESS(status))
            look_at(&look, before, c);
        before = c;
    }
    ucnv_close(converter);
    return look;
}

const char *encoding_detect_cyrillic(const char *bytes, size_t len)
{
    const char *found = NULL;
    size_t best = 0;

    for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
        struct look look = look_with(labels[i], bytes, len);
        if (look.letters < LETTERS_MIN || look.common * 100 < look.letters * COMMON_PERCENT ||
            look.faults * 20 > look.letters)
            continue;
        size_t score = 4 * (look.letters + look.common) - 12 * look.faults - look.rare;
        if (score > best) {
            best = score;
            found = labels[i];
        }
    }
    return found;
}
