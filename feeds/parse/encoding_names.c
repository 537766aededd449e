#include "feeds/parse/encoding_names.h"

#include "config/base/arena.h"
#include "feeds/parse/encoding_mac.h"

#include <ctype.h>
#include <iconv.h>
#include <stdbool.h>
#include <string.h>
#include <unicode/ucnv.h>

#define LABEL_MAX 64

struct alias {
    const char *label; /* letters and digits only */
    const char *name;
};

/* Labels that ICU does not know, mostly Python's, which many feeds are written with. Encodings that
 * it does not have either stand for the nearest one that it has; others are left to iconv(). */
static const struct alias aliases[] = {
    {"utf", "utf-8"},
    {"u8", "utf-8"},
    {"unicode", "utf-16"},
    {"u16", "utf-16"},
    {"u32", "utf-32"},
    {"u7", "utf-7"},
    {"utf8sig", "utf-8"},
    {"utf8ucs2", "utf-8"},
    {"utf8ucs4", "utf-8"},
    {"unicode11utf8", "utf-8"},
    {"cp65001", "utf-8"},
    {"8859", "iso-8859-1"},
    {"iso8859", "iso-8859-1"},
    {"latin", "iso-8859-1"},
    {"ascii", "us-ascii"},
    {"l7", "iso-8859-13"},
    {"latin7", "iso-8859-13"},
    {"iso885916", "iso-8859-16"},
    {"latin10", "iso-8859-16"},
    {"l10", "iso-8859-16"},
    {"isoir226", "iso-8859-16"},
    {"iso8859162001", "iso-8859-16"},
    {"thai", "tis-620"},
    {"isoir166", "tis-620"},
    {"tis6200", "tis-620"},
    {"tis62025290", "tis-620"},
    {"tis62025291", "tis-620"},
    {"cp874", "windows-874"},
    {"949", "windows-949"},
    {"cp949", "windows-949"},
    {"950", "windows-950"},
    {"cp950", "windows-950"},
    {"koi8t", "koi8-t"},
    {"csibm858", "cp858"},
    {"cp720", "ibm-720"},
    {"dos866", "cp866"},
    {"dos862", "cp862"},
    {"cp866u", "ibm-1125"},
    {"ruscii", "ibm-1125"},
    {"ibm039", "cp037"},
    {"cp1051", "hp-roman8"},
    {"big5tw", "big5"},
    {"xmactradchinese", "big5"},
    {"hkscs", "big5-hkscs"},
    {"eucgb2312cn", "gb2312"},
    {"xmacsimpchinese", "gb2312"},
    {"gb180302000", "gb18030"},
    {"hzgb", "hz-gb-2312"},
    {"ksx1001", "euc-kr"},
    {"xmackorean", "euc-kr"},
    {"uhc", "windows-949"},
    {"cp1361", "johab"},
    {"ms1361", "johab"},
    {"xmacjapanese", "shift_jis"},
    {"eucjis2004", "euc-jisx0213"},
    {"jisx0213", "euc-jisx0213"},
    {"eucjisx0213", "euc-jisx0213"},
    {"shiftjisx0213", "shift_jisx0213"},
    {"iso2022jp3", "iso-2022-jp-3"},
    {"sjis2004", "shift_jisx0213"},
    {"shiftjis2004", "shift_jisx0213"},
    {"sjisx0213", "shift_jisx0213"},
    {"iso2022jp2004", "iso-2022-jp-3"},
    {"iso2022jpext", "iso-2022-jp-2"},
    {"cp154", "pt154"},
    {"csptcp154", "pt154"},
    {"ptcp154", "pt154"},
    {"cyrillicasian", "pt154"},
    {"kz1048", "rk1048"},
    {"strk10482002", "rk1048"},
    {"macroman", "macintosh"},
    {"xmacroman", "macintosh"},
    {"macarabic", "macintosh"},
    {"macfarsi", "macintosh"},
    {"maccenteuro", "x-mac-centraleurroman"},
    {"maccentraleurope", "x-mac-centraleurroman"},
    {"maclatin2", "x-mac-centraleurroman"},
    {"macgreek", "x-mac-greek"},
    {"macturkish", "x-mac-turkish"},
    {"maccyrillic", "x-mac-cyrillic"},
    {"palmos", "windows-1252"},
};

/* Encodings that are read as a larger one, or are better known by another name. Letters and digits
 * of ICU's MIME or IANA name. */
static const struct alias larger[] = {
    {"iso88591", "windows-1252"},   {"iso88599", "windows-1254"},
    {"iso88598", "windows-1255"},   {"iso88598i", "windows-1255"},
    {"iso885911", "windows-874"},   {"tis620", "windows-874"},
    {"gb2312", "gb18030"},          {"gbk", "gb18030"},
    {"gb231280", "gb18030"},        {"euckr", "windows-949"},
    {"ksc56011987", "windows-949"}, {"ksc5601", "windows-949"},
    {"shiftjis", "cp932"},          {"big5", "Big5-HKSCS"},
    {"ibm00858", "cp858"},
};

static bool squeeze(const char *label, size_t len, char out[LABEL_MAX])
{
    size_t kept = 0;

    for (size_t i = 0; i < len; i++) {
        if (!isalnum((unsigned char)label[i]))
            continue;
        if (kept + 1 == LABEL_MAX)
            return false;
        out[kept++] = (char)tolower((unsigned char)label[i]);
    }
    out[kept] = '\0';
    return kept > 0;
}

static const char *find(const struct alias *list, size_t count, const char *squeezed)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(list[i].label, squeezed) == 0)
            return list[i].name;
    }
    return NULL;
}

static bool can_open(const char *label)
{
    UErrorCode status = U_ZERO_ERROR;
    UConverter *converter = ucnv_open(label, &status);

    if (U_FAILURE(status))
        return false;
    ucnv_close(converter);
    return true;
}

/* A bare number that ICU does not know is a code page's; "8859_2" is Java's for ISO 8859-2. */
static const char *spell(struct arena *arena, const char *label, size_t len, const char *squeezed)
{
    const char *known = find(aliases, sizeof(aliases) / sizeof(aliases[0]), squeezed);

    if (known != NULL)
        return known;
    const char *spelled = arena_string_of(arena, label, len);
    if (strspn(squeezed, "0123456789") == strlen(squeezed) && !can_open(spelled))
        return arena_format(arena, "cp%s", squeezed);
    return spelled;
}

static const char *standard_name(const char *label)
{
    static const char *const standards[] = {"MIME", "IANA"};

    for (size_t i = 0; i < sizeof(standards) / sizeof(standards[0]); i++) {
        UErrorCode status = U_ZERO_ERROR;
        const char *name = ucnv_getStandardName(label, standards[i], &status);
        if (U_SUCCESS(status) && name != NULL)
            return name;
    }
    return label;
}

/* By iconv(), which needs a file for each encoding: where there is none, the label is unknown. */
static bool can_open_foreign(const char *label)
{
    iconv_t converter = iconv_open("UTF-8", label);

    /* NOLINTNEXTLINE(performance-no-int-to-ptr) so POSIX says that there is none */
    if (converter == (iconv_t)-1)
        return false;
    iconv_close(converter);
    return true;
}

static char *lower(struct arena *arena, const char *name)
{
    char *copy = arena_string(arena, name);

    for (char *at = copy; *at != '\0'; at++)
        *at = (char)tolower((unsigned char)*at);
    return copy;
}

static enum encoding_kind kind_of(const char *squeezed)
{
    if (strcmp(squeezed, "utf8") == 0 || strcmp(squeezed, "cesu8") == 0)
        return ENCODING_UTF8;
    if (strcmp(squeezed, "usascii") == 0)
        return ENCODING_ASCII;
    if (strcmp(squeezed, "iso88591") == 0 || strcmp(squeezed, "windows1252") == 0)
        return ENCODING_LATIN;
    if (strncmp(squeezed, "utf16", 5) == 0 || strncmp(squeezed, "utf32", 5) == 0 ||
        strncmp(squeezed, "iso10646", 8) == 0)
        return ENCODING_WIDE;
    return ENCODING_OTHER;
}

struct encoding_name encoding_of_label(struct arena *arena, const char *label, size_t len)
{
    struct encoding_name found = {.kind = ENCODING_UNKNOWN};
    char squeezed[LABEL_MAX];

    if (len >= LABEL_MAX || !squeeze(label, len, squeezed))
        return found;
    if (strcmp(squeezed, "utf8") == 0) /* as most are: nothing needs to be asked */
        return (struct encoding_name){.kind = ENCODING_UTF8, .converter = "utf-8", .name = "utf-8"};
    found.mac = encoding_mac_of(squeezed);
    if (found.mac != NULL) {
        found.kind = ENCODING_OTHER;
        found.converter = "macintosh";
        found.name = encoding_mac_name(found.mac);
        return found;
    }
    const char *spelled = spell(arena, label, len, squeezed);
    if (!can_open(spelled)) {
        found.is_foreign = can_open_foreign(spelled);
        found.kind = found.is_foreign ? ENCODING_OTHER : ENCODING_UNKNOWN;
        found.converter = spelled;
        found.name = lower(arena, spelled);
        return found;
    }
    const char *name = standard_name(spelled);
    squeeze(name, strlen(name), squeezed);
    found.kind = kind_of(squeezed);
    const char *read_as = find(larger, sizeof(larger) / sizeof(larger[0]), squeezed);
    found.converter = read_as != NULL ? read_as : spelled;
    found.name = lower(arena, read_as != NULL ? read_as : name);
    return found;
}
