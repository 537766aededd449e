#include "feeds/parse/date.h"

#include "config/base/rfc3339.h"
#include "config/base/utf8.h"
#include "feeds/parse/date_iso.h"
#include "feeds/parse/date_numerals.h"
#include "feeds/parse/date_parts.h"

#include <ctype.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unicode/uchar.h>

#define DATE_LENGTH_MAX 256

/* "Mon, 23 Nov 2026 04:56:00 GMT", as most feeds write it: spelt as RFC 3339 has it. */
static bool read_mail(const char *text, int64_t *time)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    char iso[] = "YYYY-MM-DDThh:mm:ss+hh:mm";
    bool is_sound = strlen(text) > strlen("Mon, 23 Nov 2026 04:56:00 ") && text[3] == ',' &&
                    text[4] == ' ' && text[7] == ' ' && text[11] == ' ' && text[16] == ' ' &&
                    text[25] == ' ';
    const char *zone = text + 26;
    int month = 0;

    while (is_sound && month < 12 && memcmp(months + (ptrdiff_t)3 * month, text + 8, 3) != 0)
        month++;
    if (!is_sound || month == 12)
        return false;
    memcpy(iso, text + 12, 4);
    iso[5] = (char)('0' + (month + 1) / 10);
    iso[6] = (char)('0' + (month + 1) % 10);
    memcpy(iso + 8, text + 5, 2);
    memcpy(iso + 11, text + 17, 8);
    if (strcmp(zone, "GMT") == 0)
        memcpy(iso + 19, "Z", 2);
    else if ((*zone == '+' || *zone == '-') && strlen(zone) == 5)
        (void)snprintf(iso + 19, 7, "%.3s:%.2s", zone, zone + 3);
    else
        return false;
    return rfc3339_parse(iso, time);
}

/* Seconds since 1970, or a thousand, a million, a milliard times as many, as JavaScript, PHP,
 * Python, Go and date(1) print them; ASP.NET does as "/Date(1795943100000+0100)/", in UTC whatever
 * the zone is. */
static bool read_epoch(const char *text, int64_t *time)
{
    bool is_wrapped = strncmp(text, "/Date(", 6) == 0;
    int64_t value, unit = 1;
    unsigned digits;
    const char *end = date_read_number(text + (is_wrapped ? 6 : *text == '@'), &value, &digits);

    if (end != NULL && *end == '.')
        end += 1 + strspn(end + 1, "0123456789");
    if (end == NULL || (*end != '\0' && !is_wrapped) || digits < 9 || digits == 12 ||
        (digits > 11 && digits % 3 != 1))
        return false;
    for (unsigned left = digits; left > 11; left -= 3)
        unit *= 1000;
    *time = value / unit;
    return true;
}

/* "10-14-55", as in names of files */
static bool has_dashes(const char *clock)
{
    return strlen(clock) >= 8 && strspn(clock, "0123456789") == 2 && clock[2] == '-' &&
           strspn(clock + 3, "0123456789") == 2 && clock[5] == '-' &&
           strspn(clock + 6, "0123456789") == 2;
}

/* "14.05": minutes, not a hundredth of an hour */
static bool has_dot(const char *clock)
{
    return clock[2] == '.' && strspn(clock + 3, "0123456789") == 2 && clock[5] != '.';
}

/* "101455Z" is "10:14:55Z" (ISO 8601, basic format); so is "10Z". A zone alone is midnight's. */
static void spread_clock(const char *compact, char out[DATE_LENGTH_MAX + 8])
{
    size_t digits = strspn(compact, "0123456789");

    if (has_dashes(compact))
        (void)snprintf(out, DATE_LENGTH_MAX + 8, "%.2s:%.2s:%s", compact, compact + 3, compact + 6);
    else if (digits == 0)
        (void)snprintf(out, DATE_LENGTH_MAX + 8, "00:00%s", compact);
    else if (digits == 6)
        (void)snprintf(out, DATE_LENGTH_MAX + 8, "%.2s:%.2s:%s", compact, compact + 2, compact + 4);
    else if (digits == 4)
        (void)snprintf(out, DATE_LENGTH_MAX + 8, "%.2s:%s", compact, compact + 2);
    else if (digits == 2 && has_dot(compact))
        (void)snprintf(out, DATE_LENGTH_MAX + 8, "%.2s:%s", compact, compact + 3);
    else if (digits == 2 && compact[2] != ':')
        (void)snprintf(out, DATE_LENGTH_MAX + 8, "%.2s:00%s", compact, compact + 2);
    else
        (void)snprintf(out, DATE_LENGTH_MAX + 8, "%s", compact);
}

/* A day of ISO 8601, with or without a time behind it. */
static bool read_iso(const char *text, int64_t *time)
{
    struct date_parts parts;
    char clock[DATE_LENGTH_MAX + 8];
    const char *rest;
    int64_t days;

    if (!date_iso_read_day(text, &days, &rest))
        return false;
    spread_clock(rest, clock);
    if (!date_parts_read(clock, &parts) || parts.count > 0)
        return false;
    *time = date_parts_combine(&parts, days);
    return true;
}

/* Digits that are a date and a time without anything between: 20031231101455. */
static bool read_compact(const char *text, int64_t *time)
{
    char spread[DATE_LENGTH_MAX];
    size_t digits = strspn(text, "0123456789");

    if (digits != 14 && digits != 12)
        return false;
    (void)snprintf(spread, sizeof(spread), "%.8sT%.100s", text, text + 8);
    return read_iso(spread, time);
}

static bool read_heap(const char *text, int64_t *time)
{
    struct date_parts parts;
    int64_t days;

    if (!date_parts_read(text, &parts) || !date_parts_day(&parts, &days))
        return false;
    *time = date_parts_combine(&parts, days);
    return true;
}

static bool is_ascii(const char *text, size_t len)
{
    while (len > 0 && (unsigned char)text[len - 1] < 0x80)
        len--;
    return len == 0;
}

/* How ASCII has a character of another script: digits, blanks, dashes, full-width signs. 0: it is
 * none of them. */
static char ascii_of(UChar32 c)
{
    if (u_charType(c) == U_DECIMAL_DIGIT_NUMBER)
        return (char)('0' + u_charDigitValue(c));
    if (u_isUWhiteSpace(c))
        return ' ';
    if (u_hasBinaryProperty(c, UCHAR_DASH))
        return '-';
    return (char)(c > 0xFF00 && c < 0xFF5F ? c - 0xFF00 + 0x20 : 0);
}

/* Marks of direction, of no width, of byte order. */
static bool is_unseen(UChar32 c)
{
    return (c >= 0x200B && c <= 0x200F) || c == 0x2060 || c == 0x061C || c == 0xFEFF;
}

static void spell_in_ascii(char *text)
{
    size_t len = strlen(text), at = 0, kept = 0, size;

    for (; at < len; at += size) {
        size = utf8_length_at(text + at, len - at);
        size = size == 0 ? 1 : size;
        UChar32 c = (UChar32)utf8_code_point(text + at, size);
        char ascii = text[at];
        if (size > 1)
            ascii = ascii_of(c);
        if (ascii != 0) {
            text[kept++] = ascii;
        } else if (!is_unseen(c)) {
            memmove(text + kept, text + at, size);
            kept += size;
        }
    }
    text[kept] = '\0';
}

/* As cameras write days: 2026:11:29. */
static void part_day_with_dashes(char *text)
{
    if (strspn(text, "0123456789") == 4 && text[4] == ':' && strspn(text + 5, "0123456789") == 2 &&
        text[7] == ':') {
        text[4] = '-';
        text[7] = '-';
    }
}

/* The year 1, which programs write for none: .NET as 0001-01-01, PHP as -0001-11-30. */
static bool is_no_time(int64_t time)
{
    return time < rfc3339_days(2, 1, 1) * 86400;
}

bool date_parse(const char *text, int64_t *time)
{
    char copy[DATE_LENGTH_MAX];

    text += strspn(text, " \t\r\n");
    size_t len = strlen(text);
    while (len > 0 && isspace((unsigned char)text[len - 1]))
        len--;
    if (len == 0 || len >= sizeof(copy))
        return false;
    memcpy(copy, text, len);
    copy[len] = '\0';
    if (!is_ascii(copy, len)) {
        date_numerals_to_digits(copy);
        spell_in_ascii(copy);
    }
    part_day_with_dashes(copy);
    bool is_read = rfc3339_parse(copy, time) || read_mail(copy, time) || read_epoch(copy, time) ||
                   read_compact(copy, time) || read_iso(copy, time) || read_heap(copy, time);
    return is_read && !is_no_time(*time);
}
