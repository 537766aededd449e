#include "feeds/text/bound.h"

#include "config/base/utf8.h"
#include "feeds/text/characters.h"
#include "feeds/text/utf.h"

#include <stdint.h>
#include <unicode/ubrk.h>

/* A grapheme that is longer is cut between two characters. */
#define WINDOW 256

size_t bound_cut(const char *text, size_t len, size_t max)
{
    UErrorCode status = U_ZERO_ERROR;
    uint16_t window[WINDOW + 2];
    size_t cut = utf8_cut(text, len, max);
    size_t begin = utf8_cut(text, len, cut > WINDOW ? cut - WINDOW : 0), at = begin;
    int32_t count = 0, found;
    uint32_t size;

    if (cut == len || cut == 0)
        return cut;
    while (at < cut) {
        count += utf16_write(window + count, utf8_read(text + at, text + cut, &size));
        at += size;
    }
    int32_t cut_count = count;
    count += utf16_write(window + count, utf8_read(text + cut, text + len, &size));
    UBreakIterator *graphemes = ubrk_open(UBRK_CHARACTER, "", window, count, &status);
    found =
        ubrk_isBoundary(graphemes, cut_count) ? cut_count : ubrk_preceding(graphemes, cut_count);
    ubrk_close(graphemes);
    if (found <= 0)
        return cut;
    for (int32_t unit = 0; unit < found;) {
        uint32_t c = utf16_read(window, &unit);
        char encoded[UTF8_SIZE_MAX];
        begin += utf8_write(encoded, c);
    }
    return begin;
}
