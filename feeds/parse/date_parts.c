#include "feeds/parse/date_parts.h"

#include "feeds/parse/date_clock.h"
#include "feeds/parse/date_words.h"
#include "feeds/parse/date_zone.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static bool is_letter(char c)
{
    return isalpha((unsigned char)c) || (unsigned char)c >= 0x80;
}

const char *date_read_number(const char *at, int64_t *value, unsigned *digits)
{
    *value = 0;
    for (*digits = 0; date_is_digit(*at); at++) {
        if (++*digits > DATE_DIGITS_MAX || *value > INT64_MAX / 10 - 1)
            return NULL;
        *value = *value * 10 + (*at - '0');
    }
    return at;
}

static const char *end_of_word(const char *at)
{
    const char *end = at;

    while (is_letter(*end) || (*end == '.' && is_letter(end[1])) || *end == '\'')
        end++;
    return end;
}

/* "10:14:PM", "16:Dec:2012", "+0200CEST"; of single letters the one that all write. */
static bool says_something(const char *word)
{
    size_t len = (size_t)(end_of_word(word) - word);
    int value;

    return (len > 1 || (*word | 0x20) == 'z') && date_word_read(word, len, &value) != WORD_UNKNOWN;
}

/* "+0200", "-07:00", "+2" behind a time or a zone's name. */
static const char *read_offset(const char *at, struct date_parts *parts)
{
    int sign = *at == '-' ? -1 : 1;
    int64_t value, minutes = 0;
    unsigned digits, minute_digits;

    at++;
    at = date_read_number(at + strspn(at, " "), &value, &digits);
    if (at == NULL || digits == 0 || digits > 6)
        return NULL;
    if (digits > 4)
        value /= 100;
    if (digits > 2) {
        minutes = value % 100;
        value /= 100;
    } else if (*at == ':') {
        at = date_read_number(at + 1, &minutes, &minute_digits);
        if (at == NULL || minute_digits == 0)
            return NULL;
    }
    if (*at == ':' && date_is_digit(at[1]))
        at += 1 + strspn(at + 1, "0123456789");
    if (value > 24 || minutes > 59 || (is_letter(*at) && !says_something(at)))
        return NULL;
    parts->zone = sign * (int)(value * 60 + minutes);
    parts->has_zone = parts->has_offset = true;
    return at;
}

/* Words */

static const char *end_of_area(const char *at)
{
    while (is_letter(*at) || *at == '/' || *at == '_' || *at == '-' || *at == '+' ||
           date_is_digit(*at))
        at++;
    return at;
}

static void set_zone(struct date_parts *parts, int minutes)
{
    if (parts->has_offset || (parts->has_zone && parts->zone != 0))
        return;
    parts->zone = minutes;
    parts->has_zone = true;
}

/* "EST5EDT": the tz database has four that are named so. */
static bool is_posix_zone(const char *at, const char *end)
{
    return end - at == 3 && isalpha((unsigned char)*at) && date_is_digit(end[0]) &&
           isalpha((unsigned char)end[1]) && end_of_word(end + 1) - end == 4;
}

static bool is_day_whole(const struct date_parts *parts)
{
    return parts->count >= (parts->month != 0 ? 2 : 3);
}

/* A single letter is a military zone only at the very end; 'T' parts date and time. Without a clock
 * the zone follows the day. */
static bool is_zone_here(const struct date_parts *parts, size_t len, const char *behind)
{
    if (parts->hour == DATE_UNSET)
        return is_day_whole(parts) && len > 2;
    return len > 1 || behind[strspn(behind, " )")] == '\0';
}

/* "20 d'agost" */
static size_t elision_at(const char *at)
{
    if ((*at | 0x20) != 'd')
        return 0;
    size_t len = strncmp(at + 1, "\u2019", 3) == 0 ? 4 : at[1] == '\'' ? 2 : 0;
    return is_letter(at[len]) ? len : 0;
}

/* "9:05 p. m.", as Spanish has it */
static size_t half_day_at(const char *at, struct date_parts *parts)
{
    char letter = (char)(*at | 0x20);

    if ((letter != 'a' && letter != 'p') || at[1] != '.' || at[2] != ' ' || (at[3] | 0x20) != 'm' ||
        is_letter(at[4]))
        return 0;
    parts->is_am = letter == 'a';
    parts->is_pm = letter == 'p';
    return 4;
}

/* "27.III.2013": a month as Roman numeral stands between the day and the year. 0: it is none. */
static int roman_month(const char *at, const char *end, const struct date_parts *parts)
{
    static const char *const months[] = {"i",   "ii",   "iii", "iv", "v",  "vi",
                                         "vii", "viii", "ix",  "x",  "xi", "xii"};
    const char *year = end + strspn(end, " ./-");

    if (parts->month != 0 || parts->count != 1 || parts->hour != DATE_UNSET ||
        !date_is_digit(*year))
        return 0;
    for (int i = 0; i < 12; i++) {
        if (strlen(months[i]) == (size_t)(end - at) &&
            strncasecmp(months[i], at, (size_t)(end - at)) == 0)
            return i + 1;
    }
    return 0;
}

/* "05/03/2024" behind a word */
static bool is_day_of_numbers(const char *at)
{
    at += strspn(at, " .,");
    for (int i = 0; i < 2; i++) {
        size_t digits = strspn(at, "0123456789");
        if (digits < 1 || digits > 2 || at[digits] != '/')
            return false;
        at += digits + 1;
    }
    return date_is_digit(*at);
}

/* "mar, 05/03/2024": a Tuesday in French, Spanish and Italian, as no month stands there. */
static void take_month(const char *end, int month, struct date_parts *parts)
{
    if (month == 3 && is_day_of_numbers(end))
        parts->weekday = 2;
    else
        parts->month = month; /* of two the last: the first was a weekday ("mar., 3 juil.") */
}

static void take_word(const char *at, const char *end, bool is_behind_dot, struct date_parts *parts)
{
    int value = 0;
    size_t len = (size_t)(end - at);

    switch (date_word_read(at, len, &value)) {
    case WORD_MONTH:
        take_month(end, value, parts);
        break;
    case WORD_POLISH_MONTH:
        parts->month = value - is_behind_dot;
        break;
    case WORD_WEEKDAY:
        parts->weekday = value;
        break;
    case WORD_AM:
        parts->is_am = true;
        parts->is_korean = parts->is_korean || value == DATE_IN_KOREA;
        break;
    case WORD_PM:
        parts->is_pm = true;
        parts->is_korean = parts->is_korean || value == DATE_IN_KOREA;
        break;
    case WORD_NOON:
        if (parts->hour == DATE_UNSET)
            parts->hour = 12;
        break;
    case WORD_ZONE:
        if (is_zone_here(parts, len, end))
            set_zone(parts, value);
        else if (date_word_month(at, len) > 0) /* "Awst" is August in Welsh */
            parts->month = date_word_month(at, len);
        break;
    case WORD_ERA:
        parts->era = value;
        break;
    case WORD_SECOND:
        parts->month = parts->month % 12 + (parts->month > 0);
        break;
    case WORD_KOREAN:
        parts->is_korean = true;
        break;
    case WORD_UNKNOWN:
        break;
    }
}

static const char *read_word(const char *at, bool is_behind_dot, struct date_parts *parts)
{
    at += elision_at(at);
    size_t half_day = half_day_at(at, parts);
    if (half_day > 0)
        return at + half_day;
    const char *end = end_of_word(at);
    int roman = roman_month(at, end, parts);
    if (roman > 0) {
        parts->month = roman;
        return end;
    }
    int value = 0;
    size_t long_name = date_zone_read(at, &value);

    if (long_name > 0) {
        set_zone(parts, value);
        return at + long_name;
    }
    if ((*end == '/' && is_letter(end[1])) || is_posix_zone(at, end)) {
        parts->area = at;
        end = end_of_area(at);
        parts->area_len = (size_t)(end - at);
        return end;
    }
    take_word(at, end, is_behind_dot, parts);
    return end;
}

static bool add_number(struct date_parts *parts, char before, int64_t value, unsigned digits)
{
    if (parts->count == DATE_NUMBERS_MAX)
        return false;
    bool is_of_era = parts->count == 0 && parts->era > 0;
    parts->numbers[parts->count++] = (struct date_number){is_of_era ? value + parts->era : value,
                                                          is_of_era ? 4 : digits, before};
    return true;
}

/* "30 Aug 2012 1014 EDT", "30 Aug 2012 101455 EDT": the clock of RFC 822 without its colons. */
static bool take_compact_clock(struct date_parts *parts, int64_t value, unsigned digits)
{
    int64_t clock[3] = {value / 10000, value / 100 % 100, value % 100};

    if (digits == 4) {
        clock[0] = value / 100;
        clock[1] = value % 100;
        clock[2] = 0;
    }
    if (parts->month == 0 || parts->count != 2 || parts->hour != DATE_UNSET ||
        (digits != 4 && digits != 6) || !date_is_time_of_day(clock))
        return false;
    parts->hour = (int)clock[0];
    parts->minute = (int)clock[1];
    parts->second = (int)clock[2];
    return true;
}

/* Eight digits are year, month and day. */
static const char *read_plain_number(const char *at, char before, struct date_parts *parts)
{
    int64_t value;
    unsigned digits;

    at = date_read_number(at, &value, &digits);
    if (at == NULL || take_compact_clock(parts, value, digits))
        return at;
    bool is_added = digits == 8 ? add_number(parts, before, value / 10000, 4) &&
                                      add_number(parts, '-', value / 100 % 100, 2) &&
                                      add_number(parts, '-', value % 100, 2)
                                : add_number(parts, before, value, digits);
    return is_added ? at : NULL;
}

static bool is_sign(char c)
{
    return c == '+' || c == '-';
}

/* "30.08.2012 +0200": four digits behind a day that is whole. */
static bool is_offset_of_day(const char *at, const char *text, const struct date_parts *parts)
{
    return is_day_whole(parts) && at > text && isspace((unsigned char)at[-1]) &&
           strspn(at + 1, "0123456789") == 4 && at[5] != ':' && !is_letter(at[5]);
}

/* Of two signs the second one counts, the last thing says nothing, and " - " only parts the clock
 * and the day, as "-" does the numbers of "10:14 30-08-2012". */
static bool is_offset_here(const char *at, const char *text, const struct date_parts *parts)
{
    bool is_dash = *at == '-' && at[1] == ' ';
    bool is_inside = parts->count > 0 && parts->count < 3 && parts->month == 0 && *at == '-' &&
                     at > text && date_is_digit(at[-1]);

    bool is_last = at[1 + strspn(at + 1, " )")] == '\0';

    return is_sign(*at) && !is_sign(at[1]) && !is_dash && !is_inside && !is_last &&
           (parts->hour != DATE_UNSET || parts->has_zone || is_offset_of_day(at, text, parts));
}

/* "2021/03/09:14:05:07": the day stands before the first colon. */
static bool is_day_here(char before, const struct date_parts *parts)
{
    return (before == '/' || before == '-') && parts->count == 2 && parts->month == 0 &&
           parts->hour == DATE_UNSET;
}

/* A colon beside something that is no number where a clock has one: "11:zz:32", "11::32",
 * "zz:47:32". What is left of such a clock would be another time. A longer word is a label:
 * "Time:10:14". */
static bool is_hole_here(const char *at, const char *text, const struct date_parts *parts)
{
    const char *word = at;
    bool has_clock = parts->hour != DATE_UNSET;

    if (*at != ':' || at == text)
        return false;
    if (date_is_digit(at[-1]))
        return at[1] == ':' || (date_is_digit(at[1]) && has_clock) ||
               (is_sign(at[1]) && !has_clock) || (is_letter(at[1]) && !says_something(at + 1));
    while (word > text && is_letter(word[-1]))
        word--;
    bool is_label = at - word > 2 && (word == text || !date_is_digit(word[-1]));
    return word < at && !is_label && date_is_digit(at[1]) && (has_clock || date_is_clock(at + 1));
}

bool date_parts_read(const char *text, struct date_parts *parts)
{
    const char *at = text;
    char before = ' ', sign = ' '; /* the last one, and the last one that is no blank */

    *parts = (struct date_parts){.hour = DATE_UNSET};
    while (at != NULL && *at != '\0') {
        char c = *at;
        if (date_is_clock(at) && !is_day_here(before, parts))
            at = date_read_clock(at, parts);
        else if (date_is_digit(c))
            at = read_plain_number(at, before, parts);
        else if (is_letter(c))
            at = read_word(at, sign == '.', parts);
        else if (is_offset_here(at, text, parts) && !parts->has_offset)
            at = read_offset(at, parts);
        else if (c == '(' && parts->has_offset)
            at += strcspn(at, ")"); /* the zone's name, in whatever language */
        else if (is_hole_here(at, text, parts))
            return false;
        else
            at++;
        before = c;
        if (c != ' ')
            sign = c;
    }
    return at != NULL;
}
