#include "feeds/parse/json_mend.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

static bool read_escape(const char *at, const char *end, uint32_t *unit)
{
    if (end - at < 6 || at[0] != '\\' || at[1] != 'u')
        return false;
    *unit = 0;
    for (int i = 2; i < 6; i++) {
        if (!isxdigit((unsigned char)at[i]))
            return false;
        *unit = *unit * 16 +
                (uint32_t)(isdigit((unsigned char)at[i]) ? at[i] - '0' : (at[i] | 0x20) - 'a' + 10);
    }
    return true;
}

static const char *put_escape(struct buffer *mended, const char *at, const char *end)
{
    uint32_t unit, low;
    size_t len = end - at > 1 ? 2 : 1;

    if (!read_escape(at, end, &unit)) {
        bool is_known = len == 2 && strchr("\"\\/bfnrt", at[1]) != NULL && at[1] != '\0';
        if (is_known)
            buffer_append(mended, at, len);
        return at + (is_known ? len : 1);
    }
    if (unit >= 0xD800 && unit < 0xDC00 && read_escape(at + 6, end, &low) && low >= 0xDC00 &&
        low < 0xE000)
        len = 12;
    else if (unit >= 0xD800 && unit < 0xE000)
        len = 0;
    else
        len = 6;
    if (len == 0)
        buffer_append_string(mended, "\\uFFFD");
    else
        buffer_append(mended, at, len);
    return at + (len == 0 ? 6 : len);
}

/* The line ends that were in the string stand behind it: what is wrong further on is told by its
 * line. */
static const char *put_string(struct buffer *mended, const char *at, const char *end)
{
    size_t lines = 0;

    buffer_append(mended, at++, 1);
    while (at < end && *at != '"') {
        if (*at == '\\') {
            at = put_escape(mended, at, end);
        } else if ((unsigned char)*at < 0x20) {
            buffer_append(mended, " ", 1);
            lines += *at++ == '\n';
        } else {
            const char *from = at;
            while (at < end && *at != '"' && *at != '\\' && (unsigned char)*at >= 0x20)
                at++;
            buffer_append(mended, from, (size_t)(at - from));
        }
    }
    if (at < end)
        buffer_append(mended, at++, 1);
    for (; lines > 0; lines--)
        buffer_append(mended, "\n", 1);
    return at;
}

#define DIGITS_MAX 18 /* of an integer that jansson holds */

static void put_quoted(struct buffer *mended, const char *text, size_t len)
{
    buffer_append(mended, "\"", 1);
    buffer_append(mended, text, len);
    buffer_append(mended, "\"", 1);
}

/* No count, size or version of a feed has three digits in its exponent, or a hundred in all. A long
 * integer is an id: as a string it keeps its digits. */
static const char *put_number(struct buffer *mended, const char *at, const char *end)
{
    const char *from = at;

    while (at < end && (isalnum((unsigned char)*at) || strchr("+-.", *at) != NULL) && *at != '\0')
        at++;
    size_t len = (size_t)(at - from);
    const char *exponent = memchr(from, 'e', len);
    if (exponent == NULL)
        exponent = memchr(from, 'E', len);
    if (len > DIGITS_MAX && len <= 100 && strspn(from, "-0123456789") >= len)
        put_quoted(mended, from, len);
    else if (len > 100 || (exponent != NULL && at - exponent > 3))
        buffer_append_string(mended, "0");
    else
        buffer_append(mended, from, len);
    return at;
}

struct nesting {
    size_t depth;
    char outer[2];       /* what the outermost two are opened by */
    size_t values;       /* that have begun, nearly */
    size_t whole_length; /* of what was written up to the last whole element of a member's list */
};

static void follow(struct nesting *nesting, char sign, const struct buffer *mended)
{
    nesting->values += sign == ',' || sign == '{' || sign == '[';
    if (sign == '{' || sign == '[') {
        if (nesting->depth < sizeof(nesting->outer))
            nesting->outer[nesting->depth] = sign;
        nesting->depth++;
    } else if ((sign == '}' || sign == ']') && nesting->depth > 0) {
        nesting->depth--;
        if (nesting->depth == 2 && nesting->outer[0] == '{' && nesting->outer[1] == '[')
            nesting->whole_length = mended->len;
    }
}

/* A script's call or an assignment may stand before the feed. */
static const char *begin_of_root(const char *text, const char *end)
{
    static const char version[] = "jsonfeed.org/version/";
    const char *first = text;

    while (first < end && isspace((unsigned char)*first))
        first++;
    if (first == end || *first == '{' || *first == '[')
        return text;
    const char *brace = memchr(first, '{', (size_t)(end - first));
    const char *said = memmem(first, (size_t)(end - first), version, sizeof(version) - 1);
    return brace != NULL && said != NULL && brace < said ? brace : text;
}

/* Behind the outermost object nothing counts, unless another object stands there. */
static const char *end_of_root(const char *text, const char *end, bool is_behind)
{
    return is_behind && memchr(text, '{', (size_t)(end - text)) == NULL ? text : end;
}

enum json_end json_mend(const char *text, size_t len, struct buffer *mended)
{
    const char *end = text + len;
    struct nesting nesting = {0};

    text = begin_of_root(text, end);
    while (text < end && nesting.values < JSON_VALUES_MAX) {
        if (*text == '"') {
            text = put_string(mended, text, end);
        } else if (isdigit((unsigned char)*text) || *text == '-') {
            text = put_number(mended, text, end);
        } else {
            bool is_outermost = nesting.depth == 1;
            buffer_append(mended, text, 1);
            follow(&nesting, *text++, mended);
            end = end_of_root(text, end, is_outermost && nesting.depth == 0);
        }
    }
    enum json_end how = text < end ? JSON_TOO_MANY : nesting.depth > 0 ? JSON_CUT_OFF : JSON_ENDS;
    if (how != JSON_ENDS && nesting.whole_length > 0) {
        mended->len = nesting.whole_length;
        buffer_append_string(mended, "]}");
    }
    return how;
}
