#include "feeds/parse/encoding_convert.h"

#include "config/base/utf8.h"
#include "feeds/html_entities.h"
#include "feeds/parse/encoding_mac.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>
#include <unicode/ucnv.h>
#include <unicode/ucnv_cb.h>

#define CHUNK 8192
#define REPLACEMENT "\xEF\xBF\xBD"

static void count_malformed(const void *context, UConverterToUnicodeArgs *arguments,
                            const char *units, int32_t len, UConverterCallbackReason reason,
                            UErrorCode *status)
{
    static const UChar replacement = 0xFFFD;
    size_t *malformed;

    (void)units, (void)len;
    if (reason > UCNV_IRREGULAR)
        return;
    memcpy(&malformed, context, sizeof(malformed));
    ++*malformed;
    *status = U_ZERO_ERROR;
    ucnv_cbToUWriteUChars(arguments, &replacement, 1, 0, status);
}

static void append_wide(struct buffer *utf8, const UChar *wide, const UChar *end,
                        const struct encoding_mac *mac)
{
    char character[4] = {0};

    while (wide < end) {
        /* NOLINTNEXTLINE(clang-analyzer-core.uninitialized.Assign) ICU has written up to `end` */
        uint32_t c = *wide++;
        if (mac != NULL)
            c = encoding_mac_character(mac, (uint16_t)c);
        if ((c & 0xFC00) == 0xD800 && wide < end && (*wide & 0xFC00) == 0xDC00)
            c = 0x10000 + ((c & 0x3FF) << 10) + (*wide++ & 0x3FFu);
        if ((c & 0xF800) == 0xD800)
            c = 0xFFFD;
        buffer_append(utf8, character, utf8_write(character, c));
    }
}

/* A surrogate pair that the chunk's end would part is kept for the next one. */
static size_t whole_part(const UChar *wide, size_t len)
{
    return len > 1 && (wide[len - 1] & 0xFC00) == 0xD800 ? len - 1 : len;
}

static size_t convert_with_icu(const struct encoding_name *encoding, const char *bytes, size_t len,
                               struct buffer *utf8)
{
    UErrorCode status = U_ZERO_ERROR;
    UConverter *converter = ucnv_open(encoding->converter, &status);
    UChar wide[CHUNK];
    size_t malformed = 0, kept = 0;
    size_t *counter = &malformed;
    const char *end = bytes + len;

    if (U_FAILURE(status))
        return len;
    ucnv_setToUCallBack(converter, count_malformed, &counter, NULL, NULL, &status);
    do {
        UChar *to = wide + kept;
        status = U_ZERO_ERROR;
        ucnv_toUnicode(converter, &to, wide + CHUNK, &bytes, end, NULL, true, &status);
        size_t count = (size_t)(to - wide);
        size_t whole = status == U_BUFFER_OVERFLOW_ERROR ? whole_part(wide, count) : count;
        append_wide(utf8, wide, wide + whole, encoding->mac);
        kept = count - whole;
        memmove(wide, wide + whole, kept * sizeof(*wide));
    } while (status == U_BUFFER_OVERFLOW_ERROR && !utf8->is_full);
    ucnv_close(converter);
    return malformed + (U_FAILURE(status) ? 1 : 0);
}

static size_t convert_with_iconv(const char *converter_name, const char *bytes, size_t len,
                                 struct buffer *utf8)
{
    iconv_t converter = iconv_open("UTF-8", converter_name);
    char chunk[CHUNK];
    char *from;
    size_t malformed = 0;

    /* NOLINTNEXTLINE(performance-no-int-to-ptr) so POSIX says that there is none */
    if (converter == (iconv_t)-1)
        return len;
    memcpy(&from, &bytes, sizeof(from)); /* iconv() takes it without const and changes nothing */
    while (len > 0 && !utf8->is_full) {
        char *to = chunk;
        size_t room = sizeof(chunk);
        size_t result = iconv(converter, &from, &len, &to, &room);
        buffer_append(utf8, chunk, (size_t)(to - chunk));
        if (result == (size_t)-1 && errno != E2BIG) {
            malformed++;
            buffer_append_string(utf8, REPLACEMENT);
            from++;
            len--;
        }
    }
    iconv_close(converter);
    return malformed;
}

size_t encoding_convert(const struct encoding_name *encoding, const char *bytes, size_t len,
                        struct buffer *utf8)
{
    if (encoding->is_foreign)
        return convert_with_iconv(encoding->converter, bytes, len, utf8);
    return convert_with_icu(encoding, bytes, len, utf8);
}

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

static void append_as_windows(struct buffer *utf8, unsigned char byte)
{
    uint32_t c = byte < 0xA0 ? html_character_of_c1(byte) : byte;
    char character[4] = {0};

    if (c != 0)
        buffer_append(utf8, character, utf8_write(character, c));
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
    char before = at == begin ? ' ' : at[-1];
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

size_t encoding_repair_utf8(const char *bytes, size_t len, struct buffer *utf8, size_t *sequences)
{
    const char *at = bytes, *end = bytes + len;
    size_t malformed = 0;

    *sequences = 0;
    while (at < end) {
        const char *from = at;
        size_t step;
        while (at < end && (unsigned char)*at < 0x80)
            at++;
        const char *first = at;
        while (at < end && (step = sequence_at(at, end)) != 0) {
            at += step;
            ++*sequences;
        }
        buffer_append(utf8, from, (size_t)(at - from));
        if (at < end && (step = append_pair(utf8, at, end)) != 0) {
            at += step;
            ++*sequences;
        } else if (at < end && (step = torn_sequence(bytes, at, end, at > first)) != 0) {
            at += step;
            ++*sequences;
            malformed++;
        } else if (at < end && (unsigned char)*at >= 0x80) {
            append_as_windows(utf8, (unsigned char)*at++);
            malformed++;
        }
    }
    return malformed;
}
