#include "feeds/text/prepare.h"

#include "config/base/arena.h"
#include "config/base/memory.h"
#include "config/base/utf8.h"
#include "feeds/text/characters.h"
#include "feeds/text/tokens.h"
#include "feeds/text/unicode_rules.h"
#include "feeds/text/utf.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>

/* NFKC goes segment by segment, each from one normalisation boundary to the next. A segment that is
 * longer is cut here (UAX #15 section 13, Stream-Safe Text): sorting marks takes quadratic time. */
#define SEGMENT_CHARACTERS 32
#define NFKC_EXPANSION_MAX 18 /* in UTF-16, of U+FDFA; in UTF-8 it is 11 */
#define UTF8_EXPANSION_MAX 11

void prepared_init(struct prepared *prepared)
{
    *prepared = (struct prepared){0};
    buffer_init(&prepared->changed, 0);
}

void prepared_free(struct prepared *prepared)
{
    buffer_free(&prepared->changed);
    free(prepared->stretches);
    prepared_init(prepared);
}

static void add_stretch(struct prepared *prepared, struct stretch stretch)
{
    if (prepared->stretch_count == prepared->stretch_capacity) {
        prepared->stretch_capacity = prepared->stretch_capacity * 2 + 32;
        prepared->stretches = memory_resize(prepared->stretches, prepared->stretch_capacity,
                                            sizeof(*prepared->stretches));
    }
    prepared->stretches[prepared->stretch_count++] = stretch;
}

static void add(struct prepared *prepared, const char *bytes, size_t len, struct stretch stretch)
{
    if (len == 0)
        return;
    stretch.at = (uint32_t)prepared->changed.len;
    add_stretch(prepared, stretch);
    (void)buffer_append(&prepared->changed, bytes, len); /* the limit is the longest there can be */
}

static void add_copied(struct prepared *prepared, const char *source, struct stretch stretch)
{
    stretch.is_copied = true;
    add(prepared, source + stretch.begin, stretch.end - stretch.begin, stretch);
}

static uint32_t before_nfkc(uint32_t c)
{
    if (unicode_is_apostrophe(c))
        return '\'';
    if (c == 0x2122 || c == 0x2120 || c == 0xAE || c == 0xA9) /* ™ ℠ ® © */
        return ' ';
    return c;
}

/* Writes what becomes of one character of NFKC; returns its size. */
static size_t after_nfkc(uint32_t c, char *out)
{
    if (unicode_is_apostrophe(c))
        c = '\'';
    else if (unicode_is_deleted(c))
        return 0;
    else if (u_charType((UChar32)c) == U_DECIMAL_DIGIT_NUMBER)
        c = '0' + (uint32_t)u_charDigitValue((UChar32)c);
    return utf8_write(out, c);
}

static void add_segment(struct prepared *prepared, const char *source, size_t begin, size_t end)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar raw[SEGMENT_CHARACTERS * UTF16_SIZE_MAX];
    UChar nfkc[SEGMENT_CHARACTERS * NFKC_EXPANSION_MAX * UTF16_SIZE_MAX];
    char out[SEGMENT_CHARACTERS * NFKC_EXPANSION_MAX * UTF8_SIZE_MAX];
    int32_t raw_len = 0, at = 0;
    size_t len = 0;

    for (size_t i = begin; i < end;) {
        struct character ch = character_at(source + i, source + end);
        raw_len += utf16_write(raw + raw_len, before_nfkc(ch.c));
        i += ch.size;
    }
    int32_t nfkc_len = unorm2_normalize(unorm2_getNFKCInstance(&status), raw, raw_len, nfkc,
                                        (int32_t)(sizeof(nfkc) / sizeof(nfkc[0])), &status);
    while (at < nfkc_len)
        len += after_nfkc(utf16_read(nfkc, &at), out + len);
    /* cppcheck-suppress uninitvar ; written up to `len` */
    bool is_same = len == end - begin && memcmp(out, source + begin, len) == 0;
    add(prepared, out, len,
        (struct stretch){.begin = (uint32_t)begin, .end = (uint32_t)end, .is_copied = is_same});
}

/* Bytes at `at` that are ASCII other than the sign `, eight at a time. */
static size_t skip_ascii(const char *source, size_t at, size_t len)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), tops = UINT64_C(0x8080808080808080);

    for (; len - at >= sizeof(uint64_t); at += sizeof(uint64_t)) {
        uint64_t word;
        memcpy(&word, source + at, sizeof(word));
        uint64_t differences = word ^ (ones * '`');
        bool has_sign = ((differences - ones) & ~differences & tops) != 0;
        if ((word & tops) != 0 || has_sign)
            break;
    }
    return at;
}

static size_t skip_plain(const char *source, size_t at, size_t len)
{
    for (;;) {
        at = skip_ascii(source, at, len);
        for (unsigned count = 0; count < sizeof(uint64_t); count++) {
            if (at >= len)
                return at;
            struct character ch = character_at(source + at, source + len);
            if (!(ch.class & CHARACTER_PLAIN))
                return at;
            at += ch.size;
        }
    }
}

/* What becomes of the most common characters that are not plain, without asking ICU; 0: it must be
 * asked. */
static uint32_t ascii_of(uint32_t c)
{
    if (unicode_is_apostrophe(c) || c == 0xFF40) /* the fullwidth form of ` */
        return '\'';
    if (c == 0xA0 || c == 0x3000)
        return ' ';
    return c > 0xFF00 && c < 0xFF5F ? c - 0xFEE0 : 0;
}

/* A single character with nothing behind it that could combine. */
static bool add_single(struct prepared *prepared, const char *source, size_t at, size_t len)
{
    struct character ch = character_at(source + at, source + len), next = {0};
    char ascii = (char)ascii_of(ch.c);
    size_t end = at + ch.size;

    if (end < len)
        next = character_at(source + end, source + len);
    if (ascii == '\0' || (end < len && !(next.class & CHARACTER_PLAIN)))
        return false;
    add(prepared, &ascii, 1, (struct stretch){.begin = (uint32_t)at, .end = (uint32_t)end});
    return true;
}

static size_t character_before(const char *source, size_t at)
{
    do
        at--;
    while (at > 0 && ((unsigned char)source[at] & 0xC0) == 0x80);
    return at;
}

static size_t segment_end(const UNormalizer2 *nfkc, const char *source, size_t at, size_t len)
{
    for (unsigned count = 0; at < len && count < SEGMENT_CHARACTERS; count++) {
        struct character ch = character_at(source + at, source + len);
        if (count > 0 && unorm2_hasBoundaryBefore(nfkc, (UChar32)ch.c))
            break;
        at += ch.size;
    }
    return at;
}

void prepared_read(struct prepared *prepared, const char *source, size_t len)
{
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *nfkc = unorm2_getNFKCInstance(&status);
    size_t copied = 0, at = 0;

    prepared->stretch_count = 0;
    buffer_clear(&prepared->changed);
    prepared->changed.limit = len * UTF8_EXPANSION_MAX;
    while ((at = skip_plain(source, at, len)) < len) {
        struct character ch = character_at(source + at, source + len);
        bool is_boundary = unorm2_hasBoundaryBefore(nfkc, (UChar32)ch.c);
        size_t begin = at > copied && !is_boundary ? character_before(source, at) : at;
        add_copied(prepared, source,
                   (struct stretch){.begin = (uint32_t)copied, .end = (uint32_t)begin});
        if (add_single(prepared, source, begin, len)) {
            at = begin + character_at(source + begin, source + len).size;
        } else {
            at = segment_end(nfkc, source, begin, len);
            add_segment(prepared, source, begin, at);
        }
        copied = at;
    }
    bool is_changed = copied > 0;
    if (is_changed) {
        add_copied(prepared, source,
                   (struct stretch){.begin = (uint32_t)copied, .end = (uint32_t)len});
    } else if (len > 0) {
        add_stretch(prepared, (struct stretch){.end = (uint32_t)len, .is_copied = true});
    }
    prepared->len = is_changed ? prepared->changed.len : len;
    prepared->text = is_changed && prepared->len > 0 ? prepared->changed.data : source;
}

char *text_prepare(struct arena *arena, const char *text, uint32_t **offsets)
{
    size_t len = strlen(text), stretch = 0;
    struct prepared prepared;

    prepared_init(&prepared);
    prepared_read(&prepared, text, len);
    char *copy = arena_string_of(arena, prepared.text, prepared.len);
    if (offsets != NULL) {
        *offsets = arena_array(arena, prepared.len + 1, sizeof(**offsets));
        for (size_t i = 0; i < prepared.len; i++)
            (*offsets)[i] = prepared_begin(&prepared, i, &stretch);
        (*offsets)[prepared.len] = (uint32_t)len;
    }
    prepared_free(&prepared);
    return copy;
}
