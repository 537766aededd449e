#include "feeds/parse/encoding_detect.h"

#include "feeds/parse/encoding_cyrillic.h"
#include "feeds/parse/encoding_latin.h"

#include <stdbool.h>
#include <string.h>
#include <unicode/ucsdet.h>

#define SAMPLE ((size_t)64 * 1024)

/* At "~{": the hanzi up to "~}" on the same line (RFC 1843); 0: it is none of HZ's sections. */
static size_t hanzi_of_section(const char *at, const char *end, const char **behind)
{
    size_t count = 0;

    for (at += 2; end - at >= 2 && !(at[0] == '~' && at[1] == '}'); at += 2) {
        bool is_graphic = at[0] > ' ' && at[0] < '~' && at[1] > ' ' && at[1] < 0x7F;
        if (!is_graphic)
            return 0;
        count += at[0] >= 0x30;
    }
    *behind = at + 2;
    return end - at >= 2 ? count : 0;
}

#define HANZI_MIN 6 /* of what is HZ and not some program's "~{" */

static bool is_hz(const char *bytes, size_t len)
{
    const char *at = bytes, *end = bytes + len;
    size_t hanzi = 0;

    while ((at = memmem(at, (size_t)(end - at), "~{", 2)) != NULL) {
        size_t count = hanzi_of_section(at, end, &at);
        if (count == 0)
            return false;
        hanzi += count;
    }
    return hanzi >= HANZI_MIN;
}

const char *encoding_detect_shifted(const char *bytes, size_t len)
{
    if (len > 0 && memchr(bytes, '~', len) != NULL && is_hz(bytes, len))
        return "hz-gb-2312";
    if (len == 0 || memchr(bytes, 0x1B, len) == NULL)
        return NULL;
    if (memmem(bytes, len, "\x1B$)C", 4) != NULL)
        return "iso-2022-kr";
    if (memmem(bytes, len, "\x1B$)A", 4) != NULL || memmem(bytes, len, "\x1B$)G", 4) != NULL)
        return "iso-2022-cn";
    return memmem(bytes, len, "\x1B$", 2) != NULL ? "iso-2022-jp" : NULL;
}

#define WIDE_SAMPLE ((size_t)64) /* the head of any document is mostly ASCII */

/* By their place among four bytes, how many of a hundred are zero. */
static void count_zeros(const unsigned char *bytes, size_t len, unsigned percent[4])
{
    size_t groups = (len < WIDE_SAMPLE ? len : WIDE_SAMPLE) / 4;
    unsigned zeros[4] = {0};

    for (size_t i = 0; i < groups * 4; i++)
        zeros[i % 4] += bytes[i] == 0;
    for (size_t i = 0; i < 4; i++)
        percent[i] = groups == 0 ? 0 : zeros[i] * 100 / (unsigned)groups;
}

const char *encoding_detect_wide(const char *bytes, size_t len)
{
    static const struct {
        bool is_zero[4];
        const char *label;
    } shapes[] = {
        {{true, true, true, false}, "utf-32be"},
        {{false, true, true, true}, "utf-32le"},
        {{true, false, true, false}, "utf-16be"},
        {{false, true, false, true}, "utf-16le"},
    };
    unsigned percent[4];

    if (len < 4)
        return NULL;
    if (memcmp(bytes, "\x4C\x6F\xA7\x94", 4) == 0)
        return "cp037";
    if (memcmp(bytes, "\x4C\x6F\xB7\x75", 4) == 0)
        return "cp930"; /* Japanese, whose small letters stand elsewhere */
    count_zeros((const unsigned char *)bytes, len, percent);
    for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
        bool fits = true;
        for (size_t at = 0; at < 4; at++)
            fits = fits && (shapes[i].is_zero[at] ? percent[at] > 70 : percent[at] < 30);
        if (fits)
            return shapes[i].label;
    }
    return NULL;
}

/* Where the text is that the encoding shows in. */
static const char *sample(const char *bytes, size_t len, size_t *sampled)
{
    size_t at = 0;

    while (at < len && (unsigned char)bytes[at] < 0x80)
        at++;
    at = at > 256 ? at - 256 : 0;
    *sampled = len - at < SAMPLE ? len - at : SAMPLE;
    return bytes + at;
}

/* Korean and Chinese of two bytes a character, as most are written: the first of hangul or of the
 * common hanzi, or of a sign. */
static bool is_in_pairs(const char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        unsigned char lead = (unsigned char)bytes[i];
        if (lead < 0x80)
            continue;
        bool is_lead = (lead >= 0xA1 && lead <= 0xA3) || (lead >= 0xB0 && lead <= 0xD7);
        if (++i < len && (!is_lead || (unsigned char)bytes[i] < 0xA1))
            return false;
    }
    return true;
}

#define WORDS_MIN 12 /* bytes of words in another script that are no accident */

/* Most of what is beyond ASCII stands in runs, which a Latin text does not have. */
static bool is_in_words(const char *bytes, size_t len)
{
    size_t beyond = 0, in_words = 0, run = 0;

    for (size_t i = 0; i <= len; i++) {
        if (i < len && (unsigned char)bytes[i] >= 0x80) {
            run++;
            continue;
        }
        beyond += run;
        in_words += run >= 3 ? run : 0;
        run = 0;
    }
    return in_words >= WORDS_MIN && in_words * 2 > beyond;
}

/* Thai, which ICU does not look for: only bytes that TIS-620 has, mostly consonants, and many
 * vowels and tone marks between them. */
static bool is_thai(const char *bytes, size_t len)
{
    size_t letters = 0, consonants = 0, marks = 0;

    if (!is_in_words(bytes, len) || is_in_pairs(bytes, len))
        return false;
    for (size_t i = 0; i < len; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        if (byte < 0x80)
            continue;
        if (byte < 0xA1 || (byte > 0xDA && byte < 0xDF) || byte > 0xFB)
            return false;
        letters++;
        consonants += byte < 0xCF;
        marks += byte == 0xD1 || (byte >= 0xD4 && byte <= 0xDA) || (byte >= 0xE7 && byte <= 0xEE);
    }
    return letters >= 20 && consonants * 2 > letters && marks * 100 / letters >= 12 &&
           marks * 100 / letters <= 40;
}

static const char *detect_with_icu(const char *bytes, size_t len)
{
    UErrorCode status = U_ZERO_ERROR;
    UCharsetDetector *detector = ucsdet_open(&status);
    const char *label = NULL;

    if (U_FAILURE(status))
        return NULL;
    ucsdet_enableInputFilter(detector, true);
    ucsdet_setText(detector, bytes, (int32_t)len, &status);
    const UCharsetMatch *match = ucsdet_detect(detector, &status);
    if (match != NULL && U_SUCCESS(status))
        label = ucsdet_getName(match, &status); /* a constant of ICU's */
    ucsdet_close(detector);
    return label;
}

/* ICU also proposes EBCDIC and UTF-16 for short texts, in which no tag would be one. */
static bool keeps_ascii(const char *label)
{
    return strncmp(label, "IBM", 3) != 0 && strncmp(label, "UTF-", 4) != 0;
}

/* Letters beyond ASCII: in a Latin text they stand alone, of other scripts whole words are made. */
static bool has_word(const char *bytes, size_t len)
{
    size_t run = 0;

    for (size_t i = 0; i < len && run < 3; i++)
        run = (unsigned char)bytes[i] >= 0xC0 ? run + 1 : 0;
    return run == 3;
}

static bool is_of_other_script(const char *label)
{
    static const char *const labels[] = {"KOI8-R",       "windows-1251", "windows-1253",
                                         "windows-1255", "windows-1256", "ISO-8859-5",
                                         "ISO-8859-6",   "ISO-8859-7",   "ISO-8859-8"};

    for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
        if (strncmp(label, labels[i], strlen(labels[i])) == 0)
            return true;
    }
    return false;
}

#define LATIN_MIN 4 /* letters beyond ASCII by which a language is known */

const char *encoding_detect(const char *bytes, size_t len)
{
    size_t sampled;
    const char *text = sample(bytes, len, &sampled);

    if (is_thai(text, sampled))
        return "tis-620";
    const char *cyrillic = encoding_detect_cyrillic(text, sampled);
    if (cyrillic != NULL)
        return cyrillic;
    if (!is_in_words(text, sampled)) {
        const char *latin = encoding_detect_latin(text, sampled, LATIN_MIN);
        if (latin != NULL)
            return latin;
    }
    const char *label = detect_with_icu(text, sampled);
    if (label == NULL || !keeps_ascii(label))
        return NULL;
    return is_of_other_script(label) && !has_word(text, sampled) ? NULL : label;
}

static bool is_of_latin_script(const char *label)
{
    static const char *const labels[] = {"ISO-8859-1",   "ISO-8859-2",   "ISO-8859-9",
                                         "windows-1250", "windows-1252", "windows-1254"};

    for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
        if (strcmp(label, labels[i]) == 0)
            return true;
    }
    return false;
}

#define LATIN_DOUBT_MIN 8 /* letters, to know better than a label */

const char *encoding_detect_other_than_latin1(const char *bytes, size_t len)
{
    size_t sampled;
    const char *text = sample(bytes, len, &sampled);

    if (!is_in_words(text, sampled)) {
        const char *latin = encoding_detect_latin(text, sampled, LATIN_DOUBT_MIN);
        return latin == NULL || strcmp(latin, "windows-1252") == 0 ? NULL : latin;
    }
    const char *label = encoding_detect(bytes, len);
    return label == NULL || is_of_latin_script(label) ? NULL : label;
}

const char *encoding_detect_latin_text(const char *bytes, size_t len)
{
    size_t sampled;
    const char *text = sample(bytes, len, &sampled);

    return is_in_words(text, sampled) ? NULL
                                      : encoding_detect_latin(text, sampled, LATIN_DOUBT_MIN);
}
