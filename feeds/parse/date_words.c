#include "feeds/parse/date_words.h"

#include "feeds/parse/date_months.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#define WORD_SIZE 128

struct entry {
    const char *word;
    int value;
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
    {"noon", WORD_NOON, 0},
    {"nachm", WORD_PM, 0},
    {"下午", WORD_PM, 0},
    {"午後", WORD_PM, 0},
    {"μμ", WORD_PM, 0},
    {"오후", WORD_PM, DATE_IN_KOREA},
    {"पूर्वाह्न", WORD_AM, 0},
    {"ص", WORD_AM, 0},
    {"முற்பகல்", WORD_AM, 0},
    {"ಪೂರ್ವಾಹ್ನ", WORD_AM, 0},
    {"לפנה״צ", WORD_AM, 0},
    {"oo", WORD_AM, 0},
    {"delelott", WORD_AM, 0},
    {"pg", WORD_AM, 0},
    {"paradites", WORD_AM, 0},
    {"дп", WORD_AM, 0},
    {"проб", WORD_AM, 0},
    {"претпл", WORD_AM, 0},
    {"ap", WORD_AM, 0},
    {"fh", WORD_AM, 0},
    {"dop", WORD_AM, 0},
    {"قبل‌ازظهر", WORD_AM, 0},
    {"ก่อนเที่ยง", WORD_AM, 0},
    {"अपराह्न", WORD_PM, 0},
    {"م", WORD_PM, 0},
    {"பிற்பகல்", WORD_PM, 0},
    {"ಅಪರಾಹ್ನ", WORD_PM, 0},
    {"אחה״צ", WORD_PM, 0},
    {"os", WORD_PM, 0},
    {"delutan", WORD_PM, 0},
    {"ptg", WORD_PM, 0},
    {"pasdites", WORD_PM, 0},
    {"пп", WORD_PM, 0},
    {"слоб", WORD_PM, 0},
    {"попл", WORD_PM, 0},
    {"ip", WORD_PM, 0},
    {"eh", WORD_PM, 0},
    {"odp", WORD_PM, 0},
    {"بعدازظهر", WORD_PM, 0},
    {"หลังเที่ยง", WORD_PM, 0},
    {"ch", WORD_PM, 0},
    {"令和", WORD_ERA, 2018},
    {"平成", WORD_ERA, 1988},
    {"民國", WORD_ERA, 1911},
    {"中華民國", WORD_ERA, 1911},
    {"الثاني", WORD_SECOND, 0},
    {"listopada", WORD_POLISH_MONTH, 11},
    {"lip", WORD_POLISH_MONTH, 7},
    {"년", WORD_KOREAN, 0},
    {"월", WORD_KOREAN, 0},
    {"일", WORD_KOREAN, 0},
};

#define H(hours) ((hours)*60)

/* RFC 822 section 5.1 with its military zones as printed there, the names that feeds use, also
 * Canada's and France's in French, and those that the tz database had until 2017. */
static const struct entry zones[] = {
    {"z", 0},         {"ut", 0},       {"utc", 0},      {"gmt", 0},      {"wet", 0},
    {"azost", 0},     {"west", H(1)},  {"wedt", H(1)},  {"bst", H(1)},   {"cet", H(1)},
    {"met", H(1)},    {"mez", H(1)},   {"hnec", H(1)},  {"wat", H(1)},   {"cest", H(2)},
    {"cedt", H(2)},   {"mest", H(2)},  {"mesz", H(2)},  {"haec", H(2)},  {"eet", H(2)},
    {"sast", H(2)},   {"cat", H(2)},   {"wast", H(2)},  {"eest", H(3)},  {"eedt", H(3)},
    {"idt", H(3)},    {"msk", H(3)},   {"мск", H(3)},   {"fet", H(3)},   {"eat", H(3)},
    {"trt", H(3)},    {"irst", 210},   {"msd", H(4)},   {"gst", H(4)},   {"get", H(4)},
    {"azt", H(4)},    {"samt", H(4)},  {"mut", H(4)},   {"irdt", 270},   {"aft", 270},
    {"pkt", H(5)},    {"yekt", H(5)},  {"tmt", H(5)},   {"tjt", H(5)},   {"mvt", H(5)},
    {"ist", 330},     {"lkt", 330},    {"npt", 345},    {"bdt", H(6)},   {"btt", H(6)},
    {"kgt", H(6)},    {"almt", H(6)},  {"omst", H(6)},  {"mmt", 390},    {"wib", H(7)},
    {"ict", H(7)},    {"hovt", H(7)},  {"novt", H(7)},  {"krat", H(7)},  {"wita", H(8)},
    {"hkt", H(8)},    {"sgt", H(8)},   {"myt", H(8)},   {"pht", H(8)},   {"bnt", H(8)},
    {"ulat", H(8)},   {"irkt", H(8)},  {"awst", H(8)},  {"wit", H(9)},   {"jst", H(9)},
    {"kst", H(9)},    {"tlt", H(9)},   {"yakt", H(9)},  {"acst", 570},   {"aest", H(10)},
    {"chst", H(10)},  {"pgt", H(10)},  {"vlat", H(10)}, {"acdt", 630},   {"lhst", 630},
    {"aedt", H(11)},  {"magt", H(11)}, {"nct", H(11)},  {"nzst", H(12)}, {"nzt", H(12)},
    {"fjt", H(12)},   {"pett", H(12)}, {"chast", 765},  {"nzdt", H(13)}, {"tot", H(13)},
    {"azot", H(-1)},  {"cvt", H(-1)},  {"ndt", -150},   {"nst", -210},   {"brst", H(-2)},
    {"pmdt", H(-2)},  {"brt", H(-3)},  {"art", H(-3)},  {"gft", H(-3)},  {"pmst", H(-3)},
    {"uyt", H(-3)},   {"clt", H(-4)},  {"bot", H(-4)},  {"gyt", H(-4)},  {"pyt", H(-4)},
    {"vet", H(-4)},   {"clst", H(-3)}, {"ast", H(-4)},  {"hna", H(-4)},  {"adt", H(-3)},
    {"haa", H(-3)},   {"at", H(-4)},   {"est", H(-5)},  {"hne", H(-5)},  {"cot", H(-5)},
    {"ect", H(-5)},   {"pet", H(-5)},  {"edt", H(-4)},  {"edst", H(-4)}, {"hae", H(-4)},
    {"et", H(-5)},    {"cst", H(-6)},  {"hnc", H(-6)},  {"galt", H(-6)}, {"cdt", H(-5)},
    {"hac", H(-5)},   {"ct", H(-6)},   {"mst", H(-7)},  {"hnr", H(-7)},  {"mdt", H(-6)},
    {"har", H(-6)},   {"mt", H(-7)},   {"pst", H(-8)},  {"hnp", H(-8)},  {"pdt", H(-7)},
    {"hap", H(-7)},   {"pt", H(-8)},   {"akst", H(-9)}, {"akdt", H(-8)}, {"hst", H(-10)},
    {"hast", H(-10)}, {"hadt", H(-9)}, {"sst", H(-11)}, {"a", H(-1)},    {"b", H(-2)},
    {"c", H(-3)},     {"d", H(-4)},    {"e", H(-5)},    {"f", H(-6)},    {"g", H(-7)},
    {"i", H(-9)},     {"k", H(-10)},   {"l", H(-11)},   {"m", H(-12)},   {"n", H(1)},
    {"o", H(2)},      {"p", H(3)},     {"q", H(4)},     {"r", H(5)},     {"s", H(6)},
    {"u", H(8)},      {"v", H(9)},     {"w", H(10)},    {"x", H(11)},    {"y", H(12)},
};

/* In languages that write 04/03/2024 of a day in March; "mar" is a month, too. */
static const struct entry weekdays[] = {
    {"lun", 1},       {"mer", 3},      {"jeu", 4},      {"ven", 5},        {"sam", 6},
    {"dim", 7},       {"mie", 3},      {"jue", 4},      {"vie", 5},        {"sab", 6},
    {"dom", 7},       {"gio", 4},      {"seg", 1},      {"ter", 2},        {"qua", 3},
    {"qui", 4},       {"sex", 5},      {"mo", 1},       {"di", 2},         {"mi", 3},
    {"do", 4},        {"fr", 5},       {"sa", 6},       {"so", 7},         {"ma", 1},
    {"wo", 3},        {"vr", 5},       {"za", 6},       {"zo", 7},         {"lundi", 1},
    {"mardi", 2},     {"mercredi", 3}, {"jeudi", 4},    {"vendredi", 5},   {"samedi", 6},
    {"dimanche", 7},  {"lunes", 1},    {"martes", 2},   {"miercoles", 3},  {"jueves", 4},
    {"viernes", 5},   {"sabado", 6},   {"domingo", 7},  {"lunedi", 1},     {"martedi", 2},
    {"mercoledi", 3}, {"giovedi", 4},  {"venerdi", 5},  {"sabato", 6},     {"domenica", 7},
    {"segunda", 1},   {"terca", 2},    {"quarta", 3},   {"quinta", 4},     {"sexta", 5},
    {"montag", 1},    {"dienstag", 2}, {"mittwoch", 3}, {"donnerstag", 4}, {"freitag", 5},
    {"samstag", 6},   {"sonntag", 7},  {"maandag", 1},  {"dinsdag", 2},    {"woensdag", 3},
    {"donderdag", 4}, {"vrijdag", 5},  {"zaterdag", 6}, {"zondag", 7},
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

static bool is_word(const char *word, const char *other)
{
    return *word == *other && strcmp(word, other) == 0;
}

static const struct entry *find(const struct entry *list, size_t count, const char *word)
{
    for (size_t i = 0; i < count; i++) {
        if (is_word(word, list[i].word))
            return &list[i];
    }
    return NULL;
}

/* What most dates have: "Tue", "Mar". 0: neither, below: a weekday. */
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
            return -1 - i;
    }
    return 0;
}

static bool is_english(const char *folded)
{
    size_t len = strlen(folded);

    return len == 3 || (len > 5 && strcmp(folded + len - 3, "day") == 0);
}

static bool fold_word(const char *word, size_t len, char out[WORD_SIZE])
{
    return len < WORD_SIZE / 2 && (fold_ascii(word, len, out) || fold(word, len, out));
}

int date_word_month(const char *word, size_t len)
{
    char folded[WORD_SIZE];

    return fold_word(word, len, folded) ? date_month_of(folded) : 0;
}

enum date_word date_word_read(const char *word, size_t len, int *value)
{
    char folded[WORD_SIZE];

    if (!fold_word(word, len, folded))
        return WORD_UNKNOWN;
    int english = is_english(folded) ? english_of(folded) : 0;
    if (english != 0) {
        *value = abs(english);
        return english > 0 ? WORD_MONTH : WORD_WEEKDAY;
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
    entry = find(weekdays, sizeof(weekdays) / sizeof(weekdays[0]), folded);
    if (entry != NULL) {
        *value = entry->value;
        return WORD_WEEKDAY;
    }
    *value = date_month_of(folded);
    return *value != 0 ? WORD_MONTH : WORD_UNKNOWN;
}
