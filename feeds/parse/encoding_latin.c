#include "feeds/parse/encoding_latin.h"

#include "config/base/utf8.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/ucnv.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>

/* Read in the wrong encoding, the letters of one language become signs, and letters that no
 * language has side by side: "biudþetà" is no word of Icelandic, nor of French. */

#define LANGUAGES_MAX 10
#define FOREIGN_PART 20 /* at most one letter of so many is of another language: names are */

/* What a language has beyond ASCII, in small letters. The order is the priority: where two fit,
 * they read the same letters, but for marks. */
static const struct {
    const char *label;
    const UChar *alphabets[LANGUAGES_MAX + 1];
} pages[] = {
    {"windows-1252",
     {u"äöüßéàç", u"àâæçéèêëîïôœùûüÿäö", u"áéíñóúüçàèïò", u"áâãàçéêíóôõúü", u"àèéìíîòóùú",
      u"åäöæøéüà", u"áðéíóúýþæöø", u"éèëïóöüêôûçá", u"äöõüšž"}},
    {"windows-1250",
     {u"ąćęłńóśźżé", u"áčďéěíňóřšťúůýž", u"áäčďéíľňóôšťúýž", u"áéíóöőúüű", u"ăâîşţ", u"čćđšž"}},
    {"iso-8859-2",
     {u"ąćęłńóśźżé", u"áčďéěíňóřšťúůýž", u"áäčďéíľňóôšťúýž", u"áéíóöőúüű", u"ăâîşţ", u"čćđšž"}},
    {"windows-1257", {u"ąčęėįšųūž", u"āčēģīķļņšūž"}},
    {"iso-8859-13", {u"ąčęėįšųūž", u"āčēģīķļņšūž"}},
    {"windows-1254", {u"çğıİöşüâîû"}},
    {"macintosh",
     {u"äöüßé", u"àâæçéèêëîïôœùûüÿäö", u"áéíñóúü", u"áâãàçéêíóôõú", u"àèéìòóù", u"åäöæøé"}},
};

/* Marks of every language, which stand beside words; within one, only an apostrophe does. */
static bool is_mark(UChar before, UChar c, UChar behind)
{
    static const UChar marks[] = u"\u00A0‘’‚“”„«»‹›–—…•€£§°©®™·¿¡ºª´½";
    bool is_inside = before < 0x80 && u_isalpha(before) && behind < 0x80 && u_isalpha(behind);

    return u_strchr(marks, c) != NULL && (!is_inside || c == 0x2019 || c == 0xB7);
}

struct letters {
    size_t count;
    size_t foreign[LANGUAGES_MAX];
};

/* A capital behind a small letter is of no language. */
static void count_letter(struct letters *letters, UChar before, UChar c,
                         const UChar *const *alphabets)
{
    bool is_misplaced = u_isupper(c) && u_islower(before);

    letters->count++;
    for (size_t i = 0; alphabets[i] != NULL; i++) {
        bool is_known = u_strchr(alphabets[i], c) != NULL ||
                        u_strchr(alphabets[i], (UChar)u_tolower(c)) != NULL;
        letters->foreign[i] += !is_known || is_misplaced;
    }
}

static struct letters count_letters(const char *label, const UChar *const *alphabets,
                                    const char *bytes, size_t len)
{
    UErrorCode status = U_ZERO_ERROR;
    UConverter *converter = ucnv_open(label, &status);
    struct letters letters = {0};
    const char *end = bytes + len;
    UChar before = ' ', c = ' ';

    while (U_SUCCESS(status) && bytes < end) { /* the last byte of a document is a '>' */
        UChar behind = (UChar)ucnv_getNextUChar(converter, &bytes, end, &status);
        if (c >= 0x80 && !is_mark(before, c, behind))
            count_letter(&letters, before, c, alphabets);
        before = c;
        c = behind;
    }
    ucnv_close(converter);
    return letters;
}

const char *encoding_detect_latin(const char *bytes, size_t len, size_t least)
{
    for (size_t page = 0; page < sizeof(pages) / sizeof(pages[0]); page++) {
        const UChar *const *alphabets = pages[page].alphabets;
        struct letters letters = count_letters(pages[page].label, alphabets, bytes, len);
        for (size_t i = 0; alphabets[i] != NULL; i++) {
            if (letters.count >= least && letters.foreign[i] * FOREIGN_PART <= letters.count)
                return pages[page].label;
        }
    }
    return NULL;
}

static bool is_of_other_script(uint32_t c)
{
    UErrorCode status = U_ZERO_ERROR;

    return u_isalpha((UChar32)c) && uscript_getScript((UChar32)c, &status) != USCRIPT_LATIN;
}

#define MIXED_MIN 4 /* letters that are no accident */

bool encoding_mixes_scripts(const char *utf8, size_t len)
{
    size_t letters = 0, mixed = 0, size;

    for (size_t at = 0; at < len; at += size) {
        size = (unsigned char)utf8[at] < 0x80 ? 1 : utf8_length_at(utf8 + at, len - at);
        if (size < 2) {
            size = 1;
            continue;
        }
        if (!is_of_other_script(utf8_code_point(utf8 + at, size)))
            continue;
        bool is_behind = at > 0 && isalpha((unsigned char)utf8[at - 1]);
        bool is_before = at + size < len && isalpha((unsigned char)utf8[at + size]);
        letters++;
        mixed += is_behind || is_before;
    }
    return letters >= MIXED_MIN && mixed * 2 > letters;
}
