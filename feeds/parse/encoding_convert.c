#include "feeds/parse/encoding_convert.h"

#include "config/base/utf8.h"
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
