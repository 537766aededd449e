#include "feeds/text/fold.h"

#include "config/base/arena.h"
#include "config/base/memory.h"
#include "feeds/text/unicode_rules.h"
#include "feeds/text/utf.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

/* UTF-16 for ICU. Folding makes up to 3 units of one, NFD 4 of one; a UTF-8 byte is at most one
 * unit. */
#define EXPANSION_MAX 12
#define SHORT_WORD 48

struct wide {
    UChar *text;
    UChar *other; /* where the next step writes */
    int32_t len;
    int32_t capacity;
    UChar short_space[2 * SHORT_WORD * EXPANSION_MAX];
};

static void wide_init(struct wide *wide, const char *text, size_t len)
{
    UErrorCode status = U_ZERO_ERROR;

    wide->capacity = (int32_t)((len < SHORT_WORD ? SHORT_WORD : len) * EXPANSION_MAX);
    wide->text = len <= SHORT_WORD ? wide->short_space
                                   : memory_new((size_t)wide->capacity * 2, sizeof(*wide->text));
    wide->other = wide->text + wide->capacity;
    u_strFromUTF8WithSub(wide->text, wide->capacity, &wide->len, text, (int32_t)len, 0xFFFD, NULL,
                         &status);
}

static void wide_swap(struct wide *wide, int32_t len)
{
    UChar *text = wide->other;

    wide->other = wide->text;
    wide->text = text;
    wide->len = len;
}

static void fold_case(struct wide *wide)
{
    UErrorCode status = U_ZERO_ERROR;

    wide_swap(wide, u_strFoldCase(wide->other, wide->capacity, wide->text, wide->len,
                                  U_FOLD_CASE_DEFAULT, &status));
}

static void normalize(struct wide *wide, const UNormalizer2 *form)
{
    UErrorCode status = U_ZERO_ERROR;

    wide_swap(wide,
              unorm2_normalize(form, wide->text, wide->len, wide->other, wide->capacity, &status));
}

static void compose(struct wide *wide)
{
    UErrorCode status = U_ZERO_ERROR;

    normalize(wide, unorm2_getNFCInstance(&status));
}

static void decompose(struct wide *wide)
{
    UErrorCode status = U_ZERO_ERROR;

    normalize(wide, unorm2_getNFDInstance(&status));
}

/* Letters that Unicode does not decompose. */
static const char *plain_letters(uint32_t c)
{
    switch (c) {
    case 0x00F8: /* ø */
        return "o";
    case 0x0142: /* ł */
        return "l";
    case 0x0111: /* đ */
    case 0x00F0: /* ð */
        return "d";
    case 0x0127: /* ħ */
        return "h";
    case 0x0131: /* ı */
        return "i";
    case 0x0167: /* ŧ */
        return "t";
    case 0x00E6: /* æ */
        return "ae";
    case 0x0153: /* œ */
        return "oe";
    case 0x00FE: /* þ */
        return "th";
    default:
        return NULL;
    }
}

static void strip(struct wide *wide)
{
    int32_t at = 0, len = 0;

    while (at < wide->len) {
        uint32_t c = utf16_read(wide->text, &at);
        const char *plain = plain_letters(c);
        for (; plain != NULL && *plain != '\0'; plain++)
            wide->other[len++] = (UChar)*plain;
        if (plain == NULL && !unicode_is_removed_mark(c))
            len += utf16_write(wide->other + len, c);
    }
    wide_swap(wide, len);
}

static char *wide_finish(struct wide *wide, struct arena *arena)
{
    UErrorCode status = U_ZERO_ERROR;
    int32_t size = 0;
    char *out = arena_alloc(arena, (size_t)wide->len * 3 + 1);

    u_strToUTF8(out, wide->len * 3 + 1, &size, wide->text, wide->len, &status);
    if (wide->capacity > SHORT_WORD * EXPANSION_MAX)
        free(wide->text < wide->other ? wide->text : wide->other);
    return out;
}

char *text_fold(struct arena *arena, const char *text, size_t len)
{
    struct wide wide;

    wide_init(&wide, text, len);
    fold_case(&wide);
    decompose(&wide);
    strip(&wide);
    compose(&wide);
    return wide_finish(&wide, arena);
}

char *text_fold_case(struct arena *arena, const char *text, size_t len)
{
    struct wide wide;

    wide_init(&wide, text, len);
    fold_case(&wide);
    compose(&wide);
    return wide_finish(&wide, arena);
}

char *text_compose(struct arena *arena, const char *text, size_t len)
{
    struct wide wide;

    wide_init(&wide, text, len);
    compose(&wide);
    return wide_finish(&wide, arena);
}

char *text_capitals(struct arena *arena, const char *text, size_t len)
{
    UErrorCode status = U_ZERO_ERROR;
    struct wide wide;

    wide_init(&wide, text, len);
    wide_swap(&wide, u_strToUpper(wide.other, wide.capacity, wide.text, wide.len, "", &status));
    compose(&wide);
    return wide_finish(&wide, arena);
}
