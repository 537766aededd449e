#include "config/base/utf8.h"

#include <stdint.h>
#include <string.h>

static bool is_ascii_word(const char *text)
{
    uint64_t word;

    memcpy(&word, text, sizeof(word));
    return (word & UINT64_C(0x8080808080808080)) == 0;
}

static bool is_continuation(unsigned char byte)
{
    return (byte & 0xC0) == 0x80;
}

size_t utf8_length_at(const char *text, size_t left)
{
    const unsigned char *s = (const unsigned char *)text;
    unsigned char second_min = 0x80, second_max = 0xBF;
    size_t len;

    if (s[0] < 0x80)
        return 1;
    if (s[0] >= 0xC2 && s[0] <= 0xDF)
        len = 2;
    else if (s[0] >= 0xE0 && s[0] <= 0xEF)
        len = 3;
    else if (s[0] >= 0xF0 && s[0] <= 0xF4)
        len = 4;
    else
        return 0;
    if (len > left)
        return 0;
    if (s[0] == 0xE0)
        second_min = 0xA0;
    else if (s[0] == 0xED)
        second_max = 0x9F;
    else if (s[0] == 0xF0)
        second_min = 0x90;
    else if (s[0] == 0xF4)
        second_max = 0x8F;
    if (s[1] < second_min || s[1] > second_max)
        return 0;
    for (size_t i = 2; i < len; i++) {
        if (!is_continuation(s[i]))
            return 0;
    }
    return len;
}

bool utf8_is_valid(const char *text, size_t len)
{
    size_t at = 0;

    while (at < len) {
        if (len - at >= 8 && is_ascii_word(text + at)) {
            at += 8;
            continue;
        }
        size_t step = utf8_length_at(text + at, len - at);
        if (step == 0)
            return false;
        at += step;
    }
    return true;
}

size_t utf8_cut(const char *text, size_t len, size_t max)
{
    if (len <= max)
        return len;
    size_t at = max;
    while (at > 0 && is_continuation((unsigned char)text[at]))
        at--;
    return at;
}
