#include "feeds/parse/date_numerals.h"

#include "config/base/utf8.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unicode/uchar.h>

#define YEAR "\u5E74"
#define FIRST "\u5143" /* year of an era */

/* The value of the numeral at `at`, 0 to 10; -1: it is none. Those are three bytes each. */
static int numeral_at(const char *at)
{
    if (utf8_length_at(at, strlen(at)) != 3)
        return -1;
    if (strncmp(at, FIRST YEAR, strlen(FIRST YEAR)) == 0)
        return 1;
    UChar32 c = (UChar32)utf8_code_point(at, 3);
    double value = u_hasBinaryProperty(c, UCHAR_IDEOGRAPHIC) ? u_getNumericValue(c) : -1;
    return value >= 0 && value <= 10 ? (int)value : -1;
}

/* Digits in a row, or tens between digits: "二十五", "十". */
static size_t write_number(const char **at, char *out)
{
    size_t len = 0;
    int value;

    while (**at != '\0' && (value = numeral_at(*at)) >= 0) {
        *at += 3;
        if (value < 10) {
            out[len++] = (char)('0' + value);
            continue;
        }
        if (len == 0)
            out[len++] = '1';
        if (**at == '\0' || numeral_at(*at) < 0)
            out[len++] = '0';
    }
    return len;
}

void date_numerals_to_digits(char *text)
{
    const char *at = text;

    if (strstr(text, YEAR) == NULL)
        return;
    while (*at != '\0') {
        size_t len = write_number(&at, text);
        if (len == 0)
            *text = *at++;
        text += len == 0 ? 1 : len;
    }
    *text = '\0';
}
