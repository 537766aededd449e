#include "feeds/html_entities.h"

#include "config/base/utf8.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct entity {
    const char *name;
    const char *text;
    bool needs_no_semicolon;
};

static const struct entity entities[] = {
#define N(name, text) {#name, text, false},
#define L(name, text) {#name, text, true},
#include "feeds/html_entities.inc"
#undef N
#undef L
};

#define ENTITY_COUNT (sizeof(entities) / sizeof(entities[0]))
#define NAME_MAX_LEN 31
#define LEGACY_NAME_MAX_LEN 6
#define REPLACEMENT 0xFFFDu

/* WHATWG HTML section 13.2.5.80: what numbers 0x80 to 0x9F stand for; 0: the number itself. */
static const uint16_t windows_1252[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
};

static bool is_alphanumeric(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static int digit_value(char c, unsigned base)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return base == 16 && c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

uint32_t html_character_of_c1(uint32_t c1)
{
    return windows_1252[c1 - 0x80];
}

static uint32_t character_of(uint32_t number)
{
    if (number >= 0x80 && number < 0xA0 && windows_1252[number - 0x80] != 0)
        return windows_1252[number - 0x80];
    if (number == 0 || number > 0x10FFFF || (number >= 0xD800 && number < 0xE000))
        return REPLACEMENT;
    return number;
}

/* The length of "&#…;", whose semicolon may be missing; 0: there is no number. */
static size_t read_digits(const char *at, const char *end, uint32_t *number)
{
    const char *digit = at + 2;
    unsigned base = 10;

    *number = 0;

    if (digit < end && (*digit | 0x20) == 'x') {
        base = 16;
        digit++;
    }
    const char *first = digit;
    for (; digit < end && digit_value(*digit, base) >= 0; digit++) {
        if (*number <= 0x10FFFF)
            *number = *number * base + (uint32_t)digit_value(*digit, base);
    }
    if (digit == first)
        return 0;
    if (digit < end && *digit == ';')
        digit++;
    return (size_t)(digit - at);
}

static size_t read_number(const char *at, const char *end, char *out, size_t *out_len)
{
    uint32_t number, low;
    size_t len = read_digits(at, end, &number);
    const char *next = at + len;

    if (number >= 0xD800 && number < 0xDC00 && end - next > 3 && next[0] == '&' && next[1] == '#') {
        size_t low_len = read_digits(next, end, &low); /* UTF-16, as JavaScript counts */
        if (low_len > 0 && low >= 0xDC00 && low < 0xE000) {
            number = 0x10000 + ((number - 0xD800) << 10) + (low - 0xDC00);
            len += low_len;
        }
    }
    if (len > 0)
        *out_len = utf8_write(out, character_of(number));
    return len;
}

static const struct entity *find(const char *name, size_t len)
{
    size_t low = 0, high = ENTITY_COUNT;

    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strncmp(entities[middle].name, name, len);
        if (order == 0 && entities[middle].name[len] == '\0')
            return &entities[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle; /* a longer name with this beginning stands behind it */
    }
    return NULL;
}

static size_t take(const struct entity *entity, size_t len, char *out, size_t *out_len)
{
    *out_len = strlen(entity->text);
    memcpy(out, entity->text, *out_len);
    return len;
}

static size_t read_name(const char *at, const char *end, char *out, size_t *out_len)
{
    const char *name = at + 1;
    size_t len = 0, left = (size_t)(end - name);

    while (len < left && len <= NAME_MAX_LEN && is_alphanumeric(name[len]))
        len++;
    if (len > 0 && len < left && name[len] == ';') {
        const struct entity *entity = find(name, len);
        if (entity != NULL)
            return take(entity, len + 2, out, out_len);
    }
    for (len = len < LEGACY_NAME_MAX_LEN ? len : LEGACY_NAME_MAX_LEN; len > 1; len--) {
        const struct entity *entity = find(name, len);
        if (entity != NULL && entity->needs_no_semicolon)
            return take(entity, len + 1, out, out_len);
    }
    return 0;
}

size_t html_entity_read(const char *at, const char *end, char out[HTML_ENTITY_SIZE],
                        size_t *out_len)
{
    bool is_number = end - at > 2 && at[1] == '#';

    return is_number ? read_number(at, end, out, out_len) : read_name(at, end, out, out_len);
}

size_t html_entity_read_in_attribute(const char *at, const char *end, char out[HTML_ENTITY_SIZE],
                                     size_t *out_len)
{
    size_t len = html_entity_read(at, end, out, out_len);
    bool is_named = len > 0 && at[1] != '#';
    bool is_bare = is_named && at[len - 1] != ';' && at + len < end;

    return is_bare && (at[len] == '=' || at[len] == '_' || is_alphanumeric(at[len])) ? 0 : len;
}
