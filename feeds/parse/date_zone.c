#include "feeds/parse/date_zone.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>
#include <unicode/ucal.h>
#include <unicode/ustring.h>

#define H(hours) ((hours)*60)
#define AREA_SIZE 64

struct zone {
    const char *name; /* in lower case */
    int minutes;
};

/* English names, also Windows', without what says that it is a time; of the standard time. */
static const struct zone zones[] = {
    {"greenwich mean", 0},
    {"coordinated universal", 0},
    {"western european", 0},
    {"gmt", 0},
    {"british", 0},
    {"irish", 0},
    {"romance", H(1)},
    {"w. europe", H(1)},
    {"central europe", H(1)},
    {"central european", H(1)},
    {"west africa", H(1)},
    {"e. europe", H(2)},
    {"eastern european", H(2)},
    {"fle", H(2)},
    {"gtb", H(2)},
    {"israel", H(2)},
    {"south africa", H(2)},
    {"moscow", H(3)},
    {"russian", H(3)},
    {"turkey", H(3)},
    {"arabian", H(3)},
    {"iran", 210},
    {"gulf", H(4)},
    {"pakistan", H(5)},
    {"india", 330},
    {"nepal", 345},
    {"bangladesh", H(6)},
    {"indochina", H(7)},
    {"se asia", H(7)},
    {"china", H(8)},
    {"taipei", H(8)},
    {"singapore", H(8)},
    {"hong kong", H(8)},
    {"australian western", H(8)},
    {"japan", H(9)},
    {"tokyo", H(9)},
    {"korea", H(9)},
    {"korean", H(9)},
    {"australian central", 570},
    {"australian eastern", H(10)},
    {"aus eastern", H(10)},
    {"new zealand", H(12)},
    {"brasilia", H(-3)},
    {"argentina", H(-3)},
    {"newfoundland", -210},
    {"atlantic", H(-4)},
    {"eastern", H(-5)},
    {"us eastern", H(-5)},
    {"central", H(-6)},
    {"mountain", H(-7)},
    {"us mountain", H(-7)},
    {"pacific", H(-8)},
    {"alaska", H(-9)},
    {"alaskan", H(-9)},
    {"hawaiian", H(-10)},
    {"hawaii", H(-10)},
};

/* The length of `word` and the blank before it, if that is what follows. */
static size_t length_of_word(const char *at, const char *word)
{
    size_t len = strlen(word);

    return *at == ' ' && strncasecmp(at + 1, word, len) == 0 ? len + 1 : 0;
}

/* Behind a zone's name: " Standard Time", " Summer Time", " Time". 0: something else. */
static size_t length_of_time(const char *at, bool *is_summer)
{
    size_t len = length_of_word(at, "daylight");

    if (len == 0)
        len = length_of_word(at, "summer");
    *is_summer = len > 0;
    if (len == 0)
        len = length_of_word(at, "standard");
    size_t time = length_of_word(at + len, "time");
    return time == 0 ? 0 : len + time;
}

size_t date_zone_read(const char *text, int *minutes)
{
    if (strcasestr(text, "time") == NULL)
        return 0;
    for (size_t i = 0; i < sizeof(zones) / sizeof(zones[0]); i++) {
        size_t len = strlen(zones[i].name);
        bool is_summer;
        if ((*text | 0x20) != *zones[i].name || strncasecmp(text, zones[i].name, len) != 0)
            continue;
        size_t time = length_of_time(text + len, &is_summer);
        if (time == 0)
            continue;
        *minutes = zones[i].minutes + (is_summer ? 60 : 0);
        return len + time;
    }
    return 0;
}

bool date_area_offset(const char *area, size_t len, int64_t local_time, int *minutes)
{
    UChar id[AREA_SIZE];
    UErrorCode status = U_ZERO_ERROR;
    int32_t id_len = 0;

    u_strFromUTF8(id, AREA_SIZE, &id_len, area, (int32_t)len, &status);
    if (U_FAILURE(status) || id_len >= AREA_SIZE)
        return false;
    UChar canonical[AREA_SIZE];
    ucal_getCanonicalTimeZoneID(id, id_len, canonical, AREA_SIZE, NULL, &status);
    UCalendar *calendar = ucal_open(id, id_len, "en", UCAL_GREGORIAN, &status);
    if (U_FAILURE(status))
        return false;
    /* Twice: the first answer is for the local time read as UTC, which is off by the offset. */
    int64_t offset = 0;
    for (int i = 0; i < 2; i++) {
        ucal_setMillis(calendar, (double)(local_time - offset) * 1000, &status);
        offset = (ucal_get(calendar, UCAL_ZONE_OFFSET, &status) +
                  ucal_get(calendar, UCAL_DST_OFFSET, &status)) /
                 1000;
    }
    ucal_close(calendar);
    *minutes = (int)(offset / 60);
    return U_SUCCESS(status);
}
