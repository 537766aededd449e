#include "feeds/parse/encoding_convert.h"

#include "config/base/utf8.h"
#include "feeds/parse/entities.h"

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

static void append_wide(struct buffer *utf8, const UChar *wide, const UChar *end)
{
    char character[4] = {0};

    while (wide < end) {
        /* NOLINTNEXTLINE(clang-analyzer-core.uninitialized.Assign) ICU has written up to `end` */
        uint32_t c = *wide++;
        if ((c & 0xFC00) == 0xD800 && wide < end && (*wide & 0xFC00) == 0xDC00)
            c = 0x10000 + ((c & 0x3FF) << 10) + (*wide++ & 0x3FFu);
        if ((c & 0xF800) == 0xD800)
            c = 0xFFFD;
        buffer_append(utf8, character, character_encode(c, character));
    }
}

/* A surrogate pair that the chunk's end would part is kept for the next one. */
static size_t whole_part(const UChar *wide, size_t len)
{
    return len > 1 && (wide[len - 1] & 0xFC00) == 0xD800 ? len - 1 : len;
}

static size_t convert_with_icu(const char *converter_name, const char *bytes, size_t len,
                               struct buffer *utf8)
{
    UErrorCode status = U_ZERO_ERROR;
    UConverter *converter = ucnv_open(converter_name, &status);
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
        append_wide(utf8, wide, wide + whole);
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
    return convert_with_icu(encoding->converter, bytes, len, utf8);
}

/* The length of the sequence at `at` if it is well-formed and not ASCII, else 0. */
static size_t sequence_at(const char *at, const char *end)
{
    unsigned char lead = (unsigned char)*at;
    size_t len = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;

    return len != 0 && (size_t)(end - at) >= len && utf8_is_valid(at, len) ? len : 0;
}

static void append_as_windows(struct buffer *utf8, unsigned char byte)
{
    uint32_t c = byte < 0xA0 ? character_of_c1(byte) : byte;
    char character[4] = {0};

    if (c != 0)
        buffer_append(utf8, character, character_encode(c, character));
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
        while (at < end && (step = sequence_at(at, end)) != 0) {
            at += step;
            ++*sequences;
        }
        buffer_append(utf8, from, (size_t)(at - from));
        if (at < end && (unsigned char)*at >= 0x80) {
            append_as_windows(utf8, (unsigned char)*at++);
            malformed++;
        }
    }
    return malformed;
}

/* The byte that windows-1252 has for the character at `*at`, which is stepped over; -1: none. */
static int byte_of_character(const char **at)
{
    const unsigned char *byte = (const unsigned char *)*at;

    if (byte[0] == 0xC2 || byte[0] == 0xC3) {
        *at += 2;
        return (byte[0] & 3) << 6 | (byte[1] & 0x3F);
    }
    for (unsigned c1 = 0x80; c1 < 0xA0; c1++) {
        char character[4] = {0};
        uint32_t meant = character_of_c1(c1);
        size_t len = meant == 0 ? 0 : character_encode(meant, character);
        if (len != 0 && memcmp(*at, character, len) == 0) {
            *at += len;
            return (int)c1;
        }
    }
    return -1;
}

/* U+00C2 or U+00C3, or U+00E2 U+20AC: they stand for the first bytes of most characters. */
static bool has_double(const char *text, size_t len)
{
    static const char dash[] = "\xC3\xA2\xE2\x82\xAC";
    const char *end = text + len;

    while (end - text > 1 && (text = memchr(text, 0xC3, (size_t)(end - text - 1))) != NULL) {
        if ((unsigned char)text[1] == 0x82 || (unsigned char)text[1] == 0x83)
            return true;
        if ((size_t)(end - text) >= sizeof(dash) - 1 && memcmp(text, dash, sizeof(dash) - 1) == 0)
            return true;
        text++;
    }
    return false;
}

bool encoding_undo_double(const char *text, size_t len, struct buffer *utf8)
{
    const char *end = text + len;

    if (!has_double(text, len))
        return false;
    while (text < end) {
        const char *from = text;
        while (text < end && (unsigned char)*text < 0x80)
            text++;
        buffer_append(utf8, from, (size_t)(text - from));
        while (text < end && (unsigned char)*text >= 0x80) {
            int byte = byte_of_character(&text);
            if (byte < 0)
                return false;
            buffer_append_byte(utf8, (char)byte);
        }
    }
    return utf8_is_valid(utf8->data, utf8->len);
}
