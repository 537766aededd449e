#include "feeds/parse/date_words.h"

#include <stddef.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#define WORD_SIZE 64

struct entry {
    const char *word;
    int value;
};

/* How the names of months begin: English, German, Dutch, the Scandinavian and Romance languages,
 * Finnish and the Baltic ones, Polish, Czech, Croatian, Hungarian, Turkish, Indonesian, Russian,
 * Ukrainian, Bulgarian, Serbian, Greek, Chinese, Arabic, Hebrew, Malay. In lower case without
 * accents. The first that fits counts. */
static const struct entry months[] = {
    {"lipanj", 6},  {"lipnj", 6},    {"srpanj", 7}, {"srpnj", 7}, {"marras", 11}, {"janu", 1},
    {"janv", 1},    {"jan", 1},      {"ian", 1},    {"gen", 1},   {"ene", 1},     {"styc", 1},
    {"sty", 1},     {"led", 1},      {"oca", 1},    {"янв", 1},   {"січ", 1},     {"ιαν", 1},
    {"feb", 2},     {"fev", 2},      {"lut", 2},    {"uno", 2},   {"sub", 2},     {"фев", 2},
    {"лют", 2},     {"φεβ", 2},      {"mrt", 3},    {"mar", 3},   {"maa", 3},     {"mae", 3},
    {"mrz", 3},     {"bre", 3},      {"мар", 3},    {"бер", 3},   {"μαρ", 3},     {"apr", 4},
    {"avr", 4},     {"abr", 4},      {"kwi", 4},    {"dub", 4},   {"nis", 4},     {"апр", 4},
    {"кві", 4},     {"απρ", 4},      {"may", 5},    {"mai", 5},   {"maj", 5},     {"mag", 5},
    {"mei", 5},     {"kve", 5},      {"маи", 5},    {"мая", 5},   {"тра", 5},     {"μαι", 5},
    {"μαϊ", 5},     {"juin", 6},     {"jun", 6},    {"giu", 6},   {"iun", 6},     {"cze", 6},
    {"cervenc", 7}, {"cervenec", 7}, {"cvc", 7},    {"cec", 7},   {"cen", 6},     {"cer", 6},
    {"cvn", 6},     {"haz", 6},      {"июн", 6},    {"чер", 6},   {"ιουν", 6},    {"juil", 7},
    {"jul", 7},     {"lug", 7},      {"iul", 7},    {"lip", 7},   {"tem", 7},     {"июл", 7},
    {"лип", 7},     {"ιουλ", 7},     {"aug", 8},    {"aou", 8},   {"ago", 8},     {"ogo", 8},
    {"agu", 8},     {"ags", 8},      {"sie", 8},    {"srp", 8},   {"авг", 8},     {"сер", 8},
    {"αυγ", 8},     {"szept", 9},    {"sep", 9},    {"set", 9},   {"wrz", 9},     {"zar", 9},
    {"eyl", 9},     {"сен", 9},      {"вер", 9},    {"σεπ", 9},   {"oct", 10},    {"okt", 10},
    {"ott", 10},    {"out", 10},     {"paz", 10},   {"rij", 10},  {"eki", 10},    {"окт", 10},
    {"жов", 10},    {"οκτ", 10},     {"nov", 11},   {"noi", 11},  {"noe", 11},    {"lis", 11},
    {"kas", 11},    {"ноя", 11},     {"лис", 11},   {"νοε", 11},  {"dec", 12},    {"det", 12},
    {"disem", 12},  {"dez", 12},     {"dic", 12},   {"des", 12},  {"gru", 12},    {"pro", 12},
    {"ara", 12},    {"дек", 12},     {"гру", 12},   {"δεκ", 12},  {"xan", 1},     {"xun", 6},
    {"xul", 7},     {"феб", 2},      {"jaa", 1},    {"tammi", 1}, {"яну", 1},     {"јан", 1},
    {"sij", 1},     {"saus", 1},     {"一月", 1},   {"ينا", 1},   {"ינו", 1},     {"helmi", 2},
    {"veeb", 2},    {"velj", 2},     {"vasari", 2}, {"二月", 2},  {"فبر", 2},     {"פבר", 2},
    {"ozu", 3},     {"kov", 3},      {"三月", 3},   {"مار", 3},   {"מרץ", 3},     {"huhti", 4},
    {"tra", 4},     {"bal", 4},      {"四月", 4},   {"أبر", 4},   {"ابر", 4},     {"إبر", 4},
    {"אפר", 4},     {"touko", 5},    {"мај", 5},    {"svi", 5},   {"geg", 5},     {"五月", 5},
    {"ماي", 5},     {"מאי", 5},      {"kesa", 6},   {"јун", 6},   {"юни", 6},     {"juun", 6},
    {"birz", 6},    {"六月", 6},     {"يون", 6},    {"יונ", 6},   {"heina", 7},   {"јул", 7},
    {"юли", 7},     {"juul", 7},     {"liep", 7},   {"七月", 7},  {"يول", 7},     {"יול", 7},
    {"elo", 8},     {"avg", 8},      {"kol", 8},    {"rugp", 8},  {"八月", 8},    {"أغس", 8},
    {"اغس", 8},     {"אוג", 8},      {"syys", 9},   {"сеп", 9},   {"ruj", 9},     {"rugs", 9},
    {"九月", 9},    {"سبت", 9},      {"ספט", 9},    {"loka", 10}, {"spal", 10},   {"十月", 10},
    {"أكت", 10},    {"اكت", 10},     {"אוק", 10},   {"ное", 11},  {"нов", 11},    {"stu", 11},
    {"lapk", 11},   {"十一月", 11},  {"نوف", 11},   {"נוב", 11},  {"joulu", 12},  {"дец", 12},
    {"十二月", 12}, {"ديس", 12},     {"דצמ", 12},
};

/* Days that begin as a month does. */
static const char *const weekdays[] = {
    "mardi",     "martes",      "martedi",   "marti",    "maandag",   "maa",
    "segunda",   "sabado",      "domingo",   "dimanche", "lundi",     "setimana",
    "maanantai", "maanantaina", "kolmapaev", "pazar",    "pazartesi",
};

struct mark {
    const char *word;
    enum date_word kind;
    int value;
};

static const struct mark marks[] = {
    {"am", WORD_AM, 0},
    {"amz", WORD_AM, 0},
    {"vorm", WORD_AM, 0},
    {"上午", WORD_AM, 0},
    {"午前", WORD_AM, 0},
    {"πμ", WORD_AM, 0},
    {"오전", WORD_AM, DATE_IN_KOREA},
    {"pm", WORD_PM, 0},
    {"pmz", WORD_PM, 0},
    {"nachm", WORD_PM, 0},
    {"下午", WORD_PM, 0},
    {"午後", WORD_PM, 0},
    {"μμ", WORD_PM, 0},
    {"오후", WORD_PM, DATE_IN_KOREA},
    {"년", WORD_KOREAN, 0},
    {"월", WORD_KOREAN, 0},
    {"일", WORD_KOREAN, 0},
};

#define H(hours) ((hours)*60)

/* RFC 822 section 5.1 with its military zones as printed there, and the names that feeds use. */
static const struct entry zones[] = {
    {"z", 0},        {"ut", 0},        {"utc", 0},      {"gmt", 0},      {"wet", 0},
    {"west", H(1)},  {"bst", H(1)},    {"cet", H(1)},   {"met", H(1)},   {"mez", H(1)},
    {"wat", H(1)},   {"cest", H(2)},   {"mest", H(2)},  {"mesz", H(2)},  {"eet", H(2)},
    {"sast", H(2)},  {"cat", H(2)},    {"eest", H(3)},  {"msk", H(3)},   {"мск", H(3)},
    {"eat", H(3)},   {"trt", H(3)},    {"msd", H(4)},   {"gst", H(4)},   {"irst", 210},
    {"pkt", H(5)},   {"ist", 330},     {"npt", 345},    {"wib", H(7)},   {"ict", H(7)},
    {"wita", H(8)},  {"hkt", H(8)},    {"sgt", H(8)},   {"myt", H(8)},   {"pht", H(8)},
    {"awst", H(8)},  {"wit", H(9)},    {"jst", H(9)},   {"kst", H(9)},   {"acst", 570},
    {"aest", H(10)}, {"acdt", 630},    {"aedt", H(11)}, {"nzst", H(12)}, {"nzt", H(12)},
    {"nzdt", H(13)}, {"nst", -210},    {"ndt", -150},   {"brst", H(-2)}, {"brt", H(-3)},
    {"art", H(-3)},  {"clt", H(-4)},   {"clst", H(-3)}, {"ast", H(-4)},  {"adt", H(-3)},
    {"at", H(-4)},   {"est", H(-5)},   {"edt", H(-4)},  {"et", H(-5)},   {"cst", H(-6)},
    {"cdt", H(-5)},  {"ct", H(-6)},    {"mst", H(-7)},  {"mdt", H(-6)},  {"mt", H(-7)},
    {"pst", H(-8)},  {"pdt", H(-7)},   {"pt", H(-8)},   {"akst", H(-9)}, {"akdt", H(-8)},
    {"hst", H(-10)}, {"hast", H(-10)}, {"hadt", H(-9)}, {"sst", H(-11)}, {"a", H(-1)},
    {"b", H(-2)},    {"c", H(-3)},     {"d", H(-4)},    {"e", H(-5)},    {"f", H(-6)},
    {"g", H(-7)},    {"i", H(-9)},     {"k", H(-10)},   {"l", H(-11)},   {"m", H(-12)},
    {"n", H(1)},     {"o", H(2)},      {"p", H(3)},     {"q", H(4)},     {"r", H(5)},
    {"s", H(6)},     {"u", H(8)},      {"v", H(9)},     {"w", H(10)},    {"x", H(11)},
    {"y", H(12)},
};

static bool fold_ascii(const char *word, size_t len, char out[WORD_SIZE])
{
    size_t kept = 0;

    for (size_t i = 0; i < len; i++) {
        if ((unsigned char)word[i] >= 0x80)
            return false;
        if (word[i] != '.')
            out[kept++] = (char)(word[i] >= 'A' && word[i] <= 'Z' ? word[i] | 0x20 : word[i]);
    }
    out[kept] = '\0';
    return true;
}

/* Lower case, accents and dots gone. False when it is too long for a word of a date. */
static bool fold(const char *word, size_t len, char out[WORD_SIZE])
{
    UChar wide[WORD_SIZE], plain[WORD_SIZE];
    int32_t wide_len = 0, kept = 0, out_len = 0;
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *nfd = unorm2_getNFDInstance(&status);
    const UNormalizer2 *nfc = unorm2_getNFCInstance(&status);

    if (len >= WORD_SIZE / 2)
        return false;
    u_strFromUTF8(wide, WORD_SIZE, &wide_len, word, (int32_t)len, &status);
    int32_t plain_len = unorm2_normalize(nfd, wide, wide_len, plain, WORD_SIZE, &status);
    for (int32_t i = 0; U_SUCCESS(status) && i < plain_len; i++) {
        if (plain[i] != '.' && (plain[i] < 0x300 || plain[i] > 0x36F))
            plain[kept++] = (UChar)u_tolower(plain[i]);
    }
    wide_len = unorm2_normalize(nfc, plain, kept, wide, WORD_SIZE, &status);
    u_strToUTF8(out, WORD_SIZE, &out_len, wide, wide_len, &status);
    return U_SUCCESS(status) && out_len < WORD_SIZE;
}

/* The tables are long and most words fail at their first byte: that is looked at before a call. */

static bool begins_with(const char *word, const char *beginning)
{
    return *word == *beginning && strncmp(word, beginning, strlen(beginning)) == 0;
}

static bool is_word(const char *word, const char *other)
{
    return *word == *other && strcmp(word, other) == 0;
}

static bool is_weekday(const char *word)
{
    for (size_t i = 0; i < sizeof(weekdays) / sizeof(weekdays[0]); i++) {
        if (is_word(word, weekdays[i]))
            return true;
    }
    return false;
}

static const struct entry *find(const struct entry *list, size_t count, const char *word)
{
    for (size_t i = 0; i < count; i++) {
        if (is_word(word, list[i].word))
            return &list[i];
    }
    return NULL;
}

static int month_of(const char *word)
{
    for (size_t i = 0; i < sizeof(months) / sizeof(months[0]); i++) {
        if (begins_with(word, months[i].word))
            return is_weekday(word) ? 0 : months[i].value;
    }
    return 0;
}

/* What most dates have: "Tue", "Mar". 0: neither, -1: a weekday. */
static int english_of(const char *word)
{
    static const char months_in_row[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    static const char weekdays_in_row[] = "montuewedthufrisatsun";

    for (int i = 0; i < 12; i++) {
        if (memcmp(word, months_in_row + (ptrdiff_t)3 * i, 3) == 0)
            return i + 1;
    }
    for (int i = 0; i < 7; i++) {
        if (memcmp(word, weekdays_in_row + (ptrdiff_t)3 * i, 3) == 0)
            return -1;
    }
    return 0;
}

enum date_word date_word_read(const char *word, size_t len, int *value)
{
    char folded[WORD_SIZE];

    if (len >= WORD_SIZE / 2 || (!fold_ascii(word, len, folded) && !fold(word, len, folded)))
        return WORD_UNKNOWN;
    int english = strlen(folded) == 3 ? english_of(folded) : 0;
    if (english != 0) {
        *value = english;
        return english > 0 ? WORD_MONTH : WORD_UNKNOWN;
    }
    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        if (is_word(folded, marks[i].word)) {
            *value = marks[i].value;
            return marks[i].kind;
        }
    }
    const struct entry *entry = find(zones, sizeof(zones) / sizeof(zones[0]), folded);
    if (entry != NULL) {
        *value = entry->value;
        return WORD_ZONE;
    }
    *value = month_of(folded);
    return *value != 0 ? WORD_MONTH : WORD_UNKNOWN;
}
