#include "feeds/parse/date_iso.h"

#include "config/base/rfc3339.h"
#include "feeds/parse/date_parts.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* Y year, M month, D day, O day of the year, W week, w day of the week; the rest stands for
 * itself. The longer of two that begin alike is first. */
static const char *const forms[] = {
    "YYYY-MM-DD", "YYYY-'W'WW-w", "YYYY'W'WWw", "YYYY-'W'WW", "YYYY'W'WW", "YYYY-OOO",
    "YYYYMMDD",   "YYYYOOO",      "YYMMDD",     "YYOOO",      "YYYY-MM",   "YYYY",
    "YY-OOO",     "-YY-MM",       "-YYMM",      "-YY",
};

#define UNSET (-1) /* the form has none */

struct fields {
    int64_t year, month, day, ordinal, week, weekday;
    unsigned year_digits;
};

static int64_t *field_of(struct fields *fields, char letter)
{
    switch (letter) {
    case 'Y':
        fields->year_digits++;
        return &fields->year;
    case 'M':
        return &fields->month;
    case 'D':
        return &fields->day;
    case 'O':
        return &fields->ordinal;
    case 'W':
        return &fields->week;
    case 'w':
        return &fields->weekday;
    default:
        return NULL;
    }
}

/* Steps over what the form describes. NULL: the text is not of it. */
static const char *match(const char *form, const char *text, struct fields *fields)
{
    *fields = (struct fields){
        .month = strchr(form, 'M') == NULL,
        .day = strchr(form, 'D') == NULL,
        .ordinal = strchr(form, 'O') == NULL ? UNSET : 0,
        .week = strchr(form, 'W') == NULL ? UNSET : 0,
    };
    for (; *form != '\0'; form++) {
        bool is_quoted = *form == '\'';
        int64_t *field = is_quoted ? NULL : field_of(fields, *form);
        if (is_quoted)
            form++;
        if (field != NULL ? !isdigit((unsigned char)*text) : toupper((unsigned char)*text) != *form)
            return NULL;
        if (field != NULL)
            *field = *field * 10 + (*text - '0');
        form += is_quoted;
        text++;
    }
    return text;
}

/* Week 1 holds January 4th; a week is of the year that its Thursday is of. */
static bool week_to_days(const struct fields *fields, int64_t *days)
{
    int64_t fourth = rfc3339_days(fields->year, 1, 4);
    int64_t monday = fourth - date_weekday(fourth) + 1 + (fields->week - 1) * 7;

    *days = monday + (fields->weekday == 0 ? 0 : fields->weekday - 1);
    return fields->week >= 1 && fields->weekday <= 7 &&
           monday + 3 < rfc3339_days(fields->year + 1, 1, 1);
}

static bool to_days(struct fields *fields, int64_t *days)
{
    if (fields->year_digits == 2)
        fields->year += fields->year < 69 ? 2000 : 1900;
    if (fields->week != UNSET)
        return week_to_days(fields, days);
    if (fields->ordinal != UNSET) {
        *days = rfc3339_days(fields->year, 1, fields->ordinal);
        return fields->ordinal >= 1 && *days < rfc3339_days(fields->year + 1, 1, 1);
    }
    if (!rfc3339_is_day(fields->year, fields->month, fields->day))
        return false;
    *days = rfc3339_days(fields->year, (unsigned)fields->month, fields->day);
    return true;
}

/* "T10:14", " 10:14", "T 10:14": behind the sign is a clock. NULL: there is none. */
static const char *clock_at(const char *at)
{
    if (*at != 'T' && *at != 't' && *at != ' ')
        return NULL;
    at += 1 + strspn(at + 1, " ");
    return isdigit((unsigned char)*at) ? at : NULL;
}

/* "Z", "+02:00", "-05:00": a zone without a clock, as a date of XML Schema has it (part 2, section
 * 3.3.9). "-14:05" is none: that is a time of day. */
static bool is_bare_zone(const char *at)
{
    const char *hour = at + 1;

    if (*at == 'Z' || *at == 'z')
        return at[1] == '\0';
    return (*at == '+' || *at == '-') && (*hour == '0' || (*hour == '1' && hour[1] < '4')) &&
           strspn(hour, "0123456789") == 2 && hour[2] == ':' &&
           strspn(hour + 3, "0123456789") == 2 && strlen(hour) == 5 &&
           (hour[4] == '0' || hour[4] == '5');
}

bool date_iso_read_day(const char *text, int64_t *days, const char **rest)
{
    struct fields fields;

    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        const char *behind = match(forms[i], text, &fields);
        if (behind == NULL)
            continue;
        const char *clock = clock_at(behind);
        bool is_whole_day = strpbrk(forms[i], "DOw") != NULL;
        bool is_end = *behind == '\0' || strcasecmp(behind, "T") == 0;
        if (clock == NULL && !is_end && !(is_whole_day && is_bare_zone(behind)))
            continue;
        /* Behind a year alone (ECMA-262 has "2021T14:05") a blank is of another kind of date. */
        if (clock != NULL && strcmp(forms[i], "YYYY") == 0 &&
            toupper((unsigned char)*behind) != 'T')
            continue;
        *rest = clock != NULL ? clock : is_end ? "" : behind;
        return to_days(&fields, days);
    }
    return false;
}
