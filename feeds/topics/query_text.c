#include "feeds/topics/query_text.h"

#include "feeds/text/characters.h"

#include <string.h>
#include <strings.h>
#include <unicode/uchar.h>

struct query_character query_character_at(const char *text, size_t at, size_t len)
{
    if (at >= len)
        return (struct query_character){0};
    struct character ch = character_at(text + at, text + len);
    return (struct query_character){.c = ch.c, .size = ch.size};
}

bool query_is_blank(uint32_t c)
{
    return c < 0x80 ? c == ' ' || (c >= '\t' && c <= '\r') : u_isUWhiteSpace((UChar32)c) != 0;
}

bool query_is_quote(uint32_t c)
{
    static const uint32_t quotes[] = {0x201C, 0x201D, 0x201E, 0x201F, 0xAB, 0xBB, 0xFF02};

    if (c < 0x80)
        return c == '"';
    for (size_t i = 0; i < sizeof(quotes) / sizeof(quotes[0]); i++) {
        if (c == quotes[i])
            return true;
    }
    return false;
}

bool query_is_hyphen(uint32_t c)
{
    return c == '-' || (c >= 0x2010 && c <= 0x2013) || c == 0x2212;
}

bool query_is_digit(uint32_t c)
{
    return c < 0x80 ? c >= '0' && c <= '9' : u_charType((UChar32)c) == U_DECIMAL_DIGIT_NUMBER;
}

bool query_is_word(uint32_t c)
{
    return (character_class(c) & CHARACTER_WORD) != 0;
}

static bool is_hangul(uint32_t c)
{
    return c >= 0xAC00 && c <= 0xD7A3;
}

size_t query_letter_count(const char *pattern)
{
    size_t count = 0, len = strlen(pattern);
    struct query_character ch;

    for (size_t at = 0; at < len; at += ch.size) {
        ch = query_character_at(pattern, at, len);
        if (ch.c != '*' && ch.c != '?')
            count += is_hangul(ch.c) ? 2 : 1;
    }
    return count;
}

size_t query_column(const char *text, size_t at)
{
    size_t column = 1;

    for (size_t i = 0; i < at; i++)
        column += ((unsigned char)text[i] & 0xC0) != 0x80;
    return column;
}

bool query_is_same_word(const char *text, size_t len, const char *word)
{
    return strlen(word) == len && strncasecmp(text, word, len) == 0;
}
