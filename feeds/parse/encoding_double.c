#include "feeds/parse/encoding_double.h"

#include "config/base/utf8.h"
#include "feeds/html_entities.h"

#include <ctype.h>
#include <string.h>

#define CLOSING_QUOTE "\xE2\x80\x9D"
#define AMPERSAND "&amp;"
#define REFERENCE_MAX ((size_t)12) /* bytes of one that means a character of windows-1252 */

/* The length of the reference at `at`, which may be escaped; 0: it is to ASCII, or none. */
static size_t reference_at(const char *at, const char *end, uint32_t *c)
{
    char plain[REFERENCE_MAX + 1] = "&", text[HTML_ENTITY_SIZE];
    bool is_escaped =
        (size_t)(end - at) > strlen(AMPERSAND) && memcmp(at, AMPERSAND, strlen(AMPERSAND)) == 0;
    const char *name = at + (is_escaped ? strlen(AMPERSAND) : 1);
    size_t left = (size_t)(end - name), text_len;

    if (left > REFERENCE_MAX)
        left = REFERENCE_MAX;
    memcpy(plain + 1, name, left);
    size_t len = html_entity_read(plain, plain + 1 + left, text, &text_len);
    if (len == 0 || (unsigned char)*text < 0x80 || utf8_length_at(text, text_len) != text_len)
        return 0;
    *c = utf8_code_point(text, text_len);
    return (size_t)(name - at) + len - 1;
}

/* The length of the character beyond ASCII at `at`, however it is written; 0: it is another one. */
static size_t character_at(const char *at, const char *end, uint32_t *c)
{
    if (at == end || (unsigned char)*at < 0x80)
        return at < end && *at == '&' ? reference_at(at, end, c) : 0;
    size_t len = utf8_length_at(at, (size_t)(end - at));
    if (len > 0)
        *c = utf8_code_point(at, len);
    return len;
}

/* The byte that windows-1252 has for a character; 0: none. */
static unsigned byte_of(uint32_t c)
{
    unsigned byte = 0x80;

    if (c < 0x100)
        return c;
    while (byte < 0xA0 && html_character_of_c1(byte) != c)
        byte++;
    return byte < 0xA0 ? byte : 0;
}

/* The length of one doubly encoded character at `at`, whose bytes are given; 0: it is none. */
static size_t double_at(const char *at, const char *end, char bytes[4])
{
    const char *from = at;

    for (size_t count = 1; count <= 4; count++) {
        uint32_t c = 0;
        size_t len = character_at(at, end, &c);
        unsigned byte = byte_of(c);
        if (len == 0 || byte == 0)
            return 0;
        at += len;
        bytes[count - 1] = (char)byte;
        if (utf8_length_at(bytes, count) == count)
            return (size_t)(at - from);
    }
    return 0;
}

/* Most references are to signs of markup, which begin no letter's name. */
static bool may_be_letter(const char *at, const char *end)
{
    return *at != '&' || end - at < 2 || strchr("lgq", at[1]) == NULL;
}

/* Where the next one is that begins so; NULL: there is none. */
static const char *next_double(const char *text, const char *end, unsigned char first)
{
    char bytes[4];

    while (text < end && (text = memchr(text, first, (size_t)(end - text))) != NULL) {
        if (may_be_letter(text, end) && double_at(text, end, bytes) > 0)
            return text;
        text++;
    }
    return NULL;
}

#define DOUBLES_MIN 4 /* so many are no accident */

/* Of Latin letters and dashes one is enough, if it does not look like the end of "IRMÃ…". */
static size_t weight_of(const char bytes[4], const char *behind, const char *end)
{
    unsigned char lead = (unsigned char)bytes[0];
    bool is_dash = lead == 0xE2 && bytes[1] == '\x80';
    bool is_latin = lead == 0xC2 || lead == 0xC3;
    bool is_ambiguous =
        (unsigned char)bytes[1] < 0xA0 && (behind == end || !isalpha((unsigned char)*behind));

    return is_dash || (is_latin && !is_ambiguous) ? DOUBLES_MIN : 1;
}

/* A closing quotation mark whose last byte, which windows-1252 does not have, was dropped: "â€".
 * Returns its length, 0: it is none. */
static size_t torn_quote_at(const char *at, const char *end)
{
    uint32_t first = 0, second = 0;
    size_t len = character_at(at, end, &first);
    size_t second_len = len == 0 ? 0 : character_at(at + len, end, &second);

    return first == 0xE2 && second == 0x20AC ? len + second_len : 0;
}

/* False: not all beyond ASCII is doubly encoded, or too little is. */
static bool undo_part(const char *text, const char *end, struct buffer *utf8)
{
    size_t doubles = 0;
    uint32_t c;

    while (text < end) {
        const char *from = text;
        char bytes[5] = {0};
        while (text < end && character_at(text, end, &c) == 0)
            text++;
        buffer_append(utf8, from, (size_t)(text - from));
        if (text == end)
            break;
        size_t len = double_at(text, end, bytes), torn = 0;
        if (len == 0)
            torn = torn_quote_at(text, end);
        if (len == 0 && torn == 0)
            return false;
        text += len + torn;
        doubles += torn > 0 ? 0 : weight_of(bytes, text, end);
        buffer_append_string(utf8, torn > 0 ? CLOSING_QUOTE : bytes);
    }
    return doubles >= DOUBLES_MIN;
}

/* Behind the next tag; the text before it is of one field. */
static const char *end_of_part(const char *part, const char *end)
{
    const char *behind = memchr(part, '>', (size_t)(end - part));

    return behind == NULL ? end : behind + 1;
}

static bool undo_parts(const char *text, const char *end, const char *first, struct buffer *utf8)
{
    bool is_undone = false;

    while (text < end) {
        size_t before = utf8->len;
        const char *behind = end_of_part(text, end);
        if (behind > first && undo_part(text, behind, utf8)) {
            is_undone = true;
        } else {
            utf8->len = before;
            buffer_append(utf8, text, (size_t)(behind - text));
        }
        text = behind;
    }
    return is_undone;
}

bool encoding_undo_double(const char *text, size_t len, struct buffer *utf8)
{
    const char *end = text + len;
    const char *first = next_double(text, end, 0xC3); /* U+00C2 to U+00F4 */
    const char *reference = next_double(text, first == NULL ? end : first, '&');

    if (reference != NULL)
        first = reference;
    if (first == NULL)
        return false;
    if (undo_part(text, end, utf8))
        return true;
    buffer_clear(utf8);
    return undo_parts(text, end, first, utf8);
}
