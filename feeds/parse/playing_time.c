#include "feeds/parse/playing_time.h"

#include <ctype.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define NUMBER_MAX 1000000
#define BLANKS " \t\r\n"

/* NULL: no number stands there. A fraction is passed over. */
static const char *read_number(const char *at, int64_t *number)
{
    char *end;

    if (!isdigit((unsigned char)*at))
        return NULL;
    *number = strtol(at, &end, 10);
    if (*end == '.')
        end += 1 + strspn(end + 1, "0123456789");
    return *number > NUMBER_MAX ? NULL : end;
}

/* The seconds of a unit, told by its first letter; 0: it is none. */
static int64_t seconds_of(char unit)
{
    switch (tolower((unsigned char)unit)) {
    case 'd':
        return 86400;
    case 'h':
        return 3600;
    case 'm':
        return 60;
    case 's':
        return 1;
    default:
        return 0;
    }
}

static const char *behind_unit(const char *at)
{
    while (isalpha((unsigned char)*at))
        at++;
    return at + strspn(at, ".," BLANKS);
}

/* ISO 8601 begins with "P" and parts days and hours with "T". */
static bool read_units(const char *at, int64_t *seconds)
{
    bool is_iso = toupper((unsigned char)*at) == 'P';
    size_t parts = 0;

    at += is_iso;
    for (; *at != '\0'; parts++) {
        int64_t number;
        at += is_iso && toupper((unsigned char)*at) == 'T';
        at = read_number(at, &number);
        if (at == NULL)
            return false;
        at += strspn(at, BLANKS);
        int64_t unit = seconds_of(*at);
        if (unit == 0 || parts == 4)
            return false;
        *seconds += number * unit;
        at = is_iso ? at + 1 : behind_unit(at);
    }
    return parts > 0;
}

static bool read_clock(const char *at, int64_t *seconds)
{
    for (int part = 0; part < 3; part++) {
        int64_t number;
        at = read_number(at, &number);
        if (at == NULL)
            return false;
        *seconds = *seconds * 60 + number;
        if (*at != ':')
            break;
        at++;
    }
    return at[strspn(at, BLANKS)] == '\0';
}

bool playing_time_parse(const char *text, int64_t *seconds)
{
    int64_t clock = 0, units = 0;

    text += strspn(text, BLANKS);
    if (read_clock(text, &clock))
        *seconds = clock;
    else if (read_units(text, &units))
        *seconds = units;
    else
        return false;
    return true;
}
