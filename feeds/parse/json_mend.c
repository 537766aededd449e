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

/* The line ends that were in what is left out or changed stand behind it: what is wrong further on
 * is told by its line. */
static void put_lines(struct buffer *mended, size_t lines)
{
    for (; lines > 0; lines--)
        buffer_append(mended, "\n", 1);
}

static bool stands_in_string(char c)
{
    return (unsigned char)c >= 0x20 && c != '"' && c != '\'' && c != '\\';
}

/* What does not, in a string. */
static const char *put_special(struct buffer *mended, const char *at, const char *end)
{
    switch (*at) {
    case '\\':
        if (end - at < 2 || at[1] != '\'')
            return put_escape(mended, at, end);
        buffer_append(mended, "'", 1);
        return at + 2;
    case '\'':
        buffer_append(mended, "'", 1);
        break;
    case '"':
        buffer_append_string(mended, "\\\"");
        break;
    default:
        buffer_append(mended, " ", 1);
        break;
    }
    return at + 1;
}

/* Python and JavaScript take an apostrophe for a quote, too. */
static const char *put_string(struct buffer *mended, const char *at, const char *end)
{
    char quote = *at++;
    size_t lines = 0;

    buffer_append(mended, "\"", 1);
    while (at < end && *at != quote) {
        const char *from = at;
        while (at < end && stands_in_string(*at))
            at++;
        buffer_append(mended, from, (size_t)(at - from));
        if (at < end && *at != quote) {
            lines += *at == '\n';
            at = put_special(mended, at, end);
        }
    }
    if (at < end) {
        buffer_append(mended, "\"", 1);
        at++;
    }
    put_lines(mended, lines);
    return at;
}

/* At "//" or a slash and a star. */
static const char *pass_comment(struct buffer *mended, const char *at, const char *end)
{
    bool is_line = at[1] == '/';
    const char *close =
        memmem(at + 2, (size_t)(end - at - 2), is_line ? "\n" : "*/", is_line ? 1 : 2);
    const char *behind = close == NULL ? end : close + (is_line ? 0 : 2);
    size_t lines = 0;

    for (; at < behind; at++)
        lines += *at == '\n';
    put_lines(mended, lines);
    return behind;
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
    else if (len > 1 && *from == '-' && isalpha((unsigned char)from[1])) /* -Infinity */
        buffer_append_string(mended, "null");
    else
        buffer_append(mended, from, len);
    return at;
}

static bool is_of_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '$';
}

/* What JavaScript and Python call the values that JSON has or has not, and keys without quotes. */
static const char *put_word(struct buffer *mended, const char *at, const char *end)
{
    static const struct {
        const char *said;
        const char *meant;
    } words[] = {
        {"NaN", "null"},  {"Infinity", "null"}, {"undefined", "null"},
        {"None", "null"}, {"True", "true"},     {"False", "false"},
    };
    const char *from = at, *behind;

    while (at < end && is_of_word(*at))
        at++;
    size_t len = (size_t)(at - from);
    for (behind = at; behind < end && isspace((unsigned char)*behind);)
        behind++;
    if (behind < end && *behind == ':') {
        put_quoted(mended, from, len);
        return at;
    }
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (strlen(words[i].said) == len && memcmp(words[i].said, from, len) == 0) {
            buffer_append_string(mended, words[i].meant);
            return at;
        }
    }
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

/* A string, number, word or comment; what is none is left where it is. */
static const char *put_token(struct buffer *mended, const char *at, const char *end)
{
    if (*at == '"' || *at == '\'')
        return put_string(mended, at, end);
    if (isdigit((unsigned char)*at) || *at == '-')
        return put_number(mended, at, end);
    if (is_of_word(*at))
        return put_word(mended, at, end);
    if (*at == '/' && end - at > 1 && (at[1] == '/' || at[1] == '*'))
        return pass_comment(mended, at, end);
    return at;
}

enum json_end json_mend(const char *text, size_t len, struct buffer *mended)
{
    const char *end = text + len;
    struct nesting nesting = {0};

    text = begin_of_root(text, end);
    while (text < end && nesting.values < JSON_VALUES_MAX) {
        const char *behind = put_token(mended, text, end);
        if (behind == text) {
            bool is_outermost = nesting.depth == 1;
            buffer_append(mended, text, 1);
            follow(&nesting, *text, mended);
            behind = text + 1;
            end = end_of_root(behind, end, is_outermost && nesting.depth == 0);
        }
        text = behind;
    }
    enum json_end how = text < end ? JSON_TOO_MANY : nesting.depth > 0 ? JSON_CUT_OFF : JSON_ENDS;
    if (how != JSON_ENDS && nesting.whole_length > 0) {
        mended->len = nesting.whole_length;
        buffer_append_string(mended, "]}");
    }
    return how;
}
