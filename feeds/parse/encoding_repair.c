#include "feeds/parse/encoding_repair.h"

#include "config/base/utf8.h"
#include "feeds/html_entities.h"
#include "feeds/parse/encoding_convert.h"

#include <ctype.h>
#include <string.h>

/* Of the sequence that this byte begins; 0: it begins none. */
static size_t length_of_sequence(unsigned lead)
{
    return lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
}

/* The length of the sequence at `at` if it is well-formed and not ASCII, else 0. */
static size_t sequence_at(const char *at, const char *end)
{
    size_t len = length_of_sequence((unsigned char)*at);

    return len != 0 && (size_t)(end - at) >= len && utf8_is_valid(at, len) ? len : 0;
}

/* The low ten bits of a surrogate that was written as if it were a character: "ED A0 80" to
 * "ED BF BF". -1: none stands there. */
static int surrogate_at(const char *at, const char *end, unsigned lead)
{
    const unsigned char *byte = (const unsigned char *)at;

    if (end - at < 3 || byte[0] != 0xED || (byte[1] & 0xF0) != lead || (byte[2] & 0xC0) != 0x80)
        return -1;
    return (byte[1] & 0x0F) << 6 | (byte[2] & 0x3F);
}

/* Both halves of a pair (CESU-8): 6 bytes that stand for 4. Returns the length, 0: there is none.
 */
static size_t append_pair(struct buffer *utf8, const char *at, const char *end)
{
    int high = surrogate_at(at, end, 0xA0);
    int low = high < 0 ? -1 : surrogate_at(at + 3, end, 0xB0);
    char character[4] = {0};

    if (low < 0)
        return 0;
    buffer_append(utf8, character,
                  utf8_write(character, 0x10000 + ((uint32_t)high << 10) + (uint32_t)low));
    return 6;
}

/* The pages of Windows for the scripts that these bytes begin the letters of in UTF-8. */
static const struct page {
    unsigned char first, last;
    const char *converter;
} pages[] = {
    {0xCE, 0xCF, "windows-1253"},
    {0xD0, 0xD3, "windows-1251"},
    {0xD7, 0xD7, "windows-1255"},
    {0xD8, 0xDB, "windows-1256"},
};

#define PAGES (sizeof(pages) / sizeof(pages[0]))

/* Of the script that most letters beyond ASCII are of; NULL: of none of those. */
static const struct page *page_of(const char *bytes, size_t len)
{
    size_t counts[PAGES] = {0}, all = 0;

    for (size_t at = 0; at + 1 < len; at++) {
        unsigned char lead = (unsigned char)bytes[at];
        if (lead < 0xC2 || ((unsigned char)bytes[at + 1] & 0xC0) != 0x80)
            continue;
        all++;
        for (size_t i = 0; i < PAGES; i++)
            counts[i] += lead >= pages[i].first && lead <= pages[i].last;
    }
    for (size_t i = 0; i < PAGES; i++) {
        if (counts[i] * 2 > all)
            return &pages[i];
    }
    return NULL;
}

struct repair {
    const char *begin;
    const char *at;
    const char *end;
    struct buffer *utf8;
    bool is_looked_at; /* for a page */
    const struct page *page;
    char characters[128][8]; /* of the page; "": it has none there */
};

static void look_for_page(struct repair *repair)
{
    repair->is_looked_at = true;
    repair->page = page_of(repair->begin, (size_t)(repair->end - repair->begin));
    if (repair->page == NULL)
        return;
    struct encoding_name name = {.converter = repair->page->converter};
    for (int i = 0; i < 128; i++) {
        char byte = (char)(0x80 + i);
        struct buffer utf8;
        buffer_init(&utf8, sizeof(repair->characters[i]) - 1);
        if (encoding_convert(&name, &byte, 1, &utf8) == 0 && utf8.len > 0)
            memcpy(repair->characters[i], utf8.data, utf8.len);
        buffer_free(&utf8);
    }
}

static bool is_letter(char c)
{
    return isalpha((unsigned char)c) != 0;
}

/* Behind the bytes from `at` on that are no UTF-8. */
static const char *skip_stray(const struct repair *repair, const char *at)
{
    while (at < repair->end && (unsigned char)*at >= 0x80 && sequence_at(at, repair->end) == 0)
        at++;
    return at;
}

static void append_as_windows(struct buffer *utf8, unsigned char byte)
{
    uint32_t c = byte < 0xA0 ? html_character_of_c1(byte) : byte;
    char character[4] = {0};

    if (c != 0)
        buffer_append(utf8, character, utf8_write(character, c));
}

/* A byte alone within a Latin word is Latin, whatever stands round that. Returns how many it were.
 */
static size_t append_stray(struct repair *repair)
{
    if (!repair->is_looked_at)
        look_for_page(repair);
    const char *from = repair->at;
    const char *behind = repair->page == NULL ? from + 1 : skip_stray(repair, from + 1);
    bool is_latin = behind - from == 1 && ((from > repair->begin && is_letter(from[-1])) ||
                                           (behind < repair->end && is_letter(*behind)));

    for (; repair->at < behind; repair->at++) {
        unsigned char byte = (unsigned char)*repair->at;
        if (repair->page == NULL || is_latin)
            append_as_windows(repair->utf8, byte);
        else
            buffer_append_string(repair->utf8, repair->characters[byte - 0x80]);
    }
    return (size_t)(behind - from);
}

static bool is_in(char c, char first, char last)
{
    return c >= first && c <= last;
}

/* Where a text was cut: its end, an ellipsis, "[more]". */
static bool is_cut_here(const char *at, const char *end)
{
    return at == end || strchr(".<[]&", *at) != NULL ||
           (end - at > 2 && memcmp(at, "\xE2\x80\xA6", 3) == 0);
}

/* In windows-1252 the byte at `at` is a capital, or a letter that ends no word; `next` is behind
 * it. It is none behind a small letter, where the word is over, nor alone where the text was cut.
 */
static bool is_no_letter(const char *begin, const char *at, const char *next, const char *end)
{
    unsigned char lead = (unsigned char)*at;
    const char before = *(at == begin ? " " : at - 1);
    bool is_over = next == end || !is_in((char)(*next | 0x20), 'a', 'z');

    if (lead >= 0xDF && lead != 0xE2)
        return false;
    if (is_in(before, 'a', 'z'))
        return is_over && (next == end || (unsigned char)*next < 0x80 || is_cut_here(next, end));
    return !is_in(before, 'A', 'Z') && (unsigned char)before < 0x80 && is_cut_here(next, end);
}

/* The begin of a sequence whose end was cut off, as programs do that count bytes: behind another
 * sequence, or one of a sign or picture that no two characters of windows-1252 stand for, or that
 * is no letter of it. Returns its length, 0: it is none. */
static size_t torn_sequence(const char *begin, const char *at, const char *end,
                            bool is_behind_sequence)
{
    size_t whole = length_of_sequence((unsigned char)*at), len = 1;

    while (len < whole && at + len < end && ((unsigned char)at[len] & 0xC0) == 0x80)
        len++;
    bool is_sign = len > 1 && (memcmp(at, "\xE2\x80", 2) == 0 || memcmp(at, "\xF0\x9F", 2) == 0);
    bool is_torn =
        is_behind_sequence || is_sign || (len == 1 && is_no_letter(begin, at, at + 1, end));
    return whole > len && is_torn ? len : 0;
}

/* Appends what is whole. Returns how many characters beyond ASCII that were. */
static size_t append_whole(struct repair *repair, bool *is_behind_sequence)
{
    const char *from = repair->at;
    size_t step, sequences = 0;

    while (repair->at < repair->end && (unsigned char)*repair->at < 0x80)
        repair->at++;
    for (; repair->at < repair->end; repair->at += step, sequences++) {
        step = sequence_at(repair->at, repair->end);
        if (step == 0)
            break;
    }
    buffer_append(repair->utf8, from, (size_t)(repair->at - from));
    *is_behind_sequence = sequences > 0;
    return sequences;
}

size_t encoding_repair_utf8(const char *bytes, size_t len, struct buffer *utf8, size_t *sequences)
{
    struct repair repair = {.begin = bytes, .at = bytes, .end = bytes + len, .utf8 = utf8};
    size_t malformed = 0, step;
    bool is_behind_sequence;

    *sequences = 0;
    while (repair.at < repair.end) {
        *sequences += append_whole(&repair, &is_behind_sequence);
        if (repair.at == repair.end)
            break;
        if ((step = append_pair(utf8, repair.at, repair.end)) != 0) {
            repair.at += step;
            ++*sequences;
        } else if ((step = torn_sequence(bytes, repair.at, repair.end, is_behind_sequence)) != 0) {
            repair.at += step;
            *sequences += is_behind_sequence || step > 1; /* a byte alone shows no UTF-8 */
            malformed++;
        } else if ((unsigned char)*repair.at >= 0x80) {
            malformed += append_stray(&repair);
        }
    }
    return malformed;
}
