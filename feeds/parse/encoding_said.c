#include "feeds/parse/encoding_said.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#define DECLARATION_MAX ((size_t)4096)

static bool has_prefix(const char *bytes, size_t len, const char *prefix, size_t prefix_len)
{
    return len >= prefix_len && memcmp(bytes, prefix, prefix_len) == 0;
}

/* The mark of UTF-16 and a NUL, which a fault may leave, are not UTF-32's: what follows that is a
 * character of four bytes. */
static bool is_mark_here(const char *bytes, size_t len, const char *mark, size_t mark_len)
{
    bool is_long = mark_len == 4 && mark[0] == '\xFF' && len >= 8;

    return has_prefix(bytes, len, mark, mark_len) &&
           !(is_long && (bytes[7] != '\0' || (unsigned char)bytes[6] > 0x10));
}

const char *encoding_skip_mark(const char **bytes, size_t *len)
{
    static const struct {
        const char *mark;
        size_t len;
        const char *label;
    } marks[] = {
        {"\x00\x00\xFE\xFF", 4, "utf-32be"}, {"\xFF\xFE\x00\x00", 4, "utf-32le"},
        {"\xEF\xBB\xBF", 3, "utf-8"},        {"\xFE\xFF", 2, "utf-16be"},
        {"\xFF\xFE", 2, "utf-16le"},
    };

    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        if (!is_mark_here(*bytes, *len, marks[i].mark, marks[i].len))
            continue;
        do { /* some stand twice */
            *bytes += marks[i].len;
            *len -= marks[i].len;
        } while (has_prefix(*bytes, *len, marks[i].mark, marks[i].len));
        return marks[i].label;
    }
    return NULL;
}

static const char *skip_any(const char *at, const char *end, const char *characters)
{
    while (at < end && *at != '\0' && strchr(characters, *at) != NULL)
        at++;
    return at;
}

static bool is_of_label(char c)
{
    return isalnum((unsigned char)c) || (c != '\0' && strchr("-_.:+()", c) != NULL);
}

/* Whatever stands for a quote: typographic ones, and EBCDIC's in another code page. */
static const char *skip_quotes(const char *at, const char *end)
{
    while (at < end && !is_of_label(*at) && strchr("?>;,<", *at) == NULL)
        at++;
    return at;
}

/* The value of `name` in "name = value", quoted or not, without case. */
static const char *find_value(const char *text, size_t len, const char *name, size_t *value_len)
{
    const char *end = text + len;
    size_t name_len = strlen(name);

    for (const char *at = text; (size_t)(end - at) > name_len; at++) {
        if (strncasecmp(at, name, name_len) != 0)
            continue;
        const char *equals = skip_any(at + name_len, end, " \t\r\n");
        if (equals == end || *equals != '=')
            continue;
        const char *value = skip_quotes(equals + 1, end);
        const char *behind = value;
        while (behind < end && is_of_label(*behind))
            behind++;
        *value_len = (size_t)(behind - value);
        return value;
    }
    return NULL;
}

struct encoding_name encoding_of_header(struct arena *arena, const char *content_type)
{
    size_t len = 0;
    const char *label = content_type == NULL
                            ? NULL
                            : find_value(content_type, strlen(content_type), "charset", &len);

    if (label == NULL)
        return (struct encoding_name){0};
    return encoding_of_label(arena, label, len);
}

/* "<?xml ", with blanks in it or without its question mark */
static bool is_declaration(const char *at, const char *end)
{
    const char *name = skip_any(at + 1, end, "? \t\r\n");

    return *at == '<' && end - name > 3 && strncasecmp(name, "xml", 3) == 0 &&
           isspace((unsigned char)name[3]);
}

static const char *find_declaration(const char *at, const char *end)
{
    while ((at = memchr(at, '<', (size_t)(end - at))) != NULL && !is_declaration(at, end))
        at++;
    return at;
}

/* The label in the declaration at `at`, or in one that follows it, as a template's may stand before
 * the document's own. NULL: none names one. */
static const char *find_label(const char *at, const char *end, size_t *len)
{
    while (at < end && is_declaration(at, end)) {
        const char *close = memchr(at, '>', (size_t)(end - at));
        if (close == NULL)
            return NULL;
        const char *label = find_value(at, (size_t)(close - at), "encoding", len);
        if (label != NULL)
            return label;
        at = skip_any(close + 1, end, " \t\r\n");
    }
    return NULL;
}

struct encoding_name encoding_of_declaration(struct arena *arena, const char *text, size_t len)
{
    const char *end = text + (len < DECLARATION_MAX ? len : DECLARATION_MAX);
    const char *declaration = find_declaration(text, end);
    size_t label_len = 0;
    const char *label = declaration == NULL ? NULL : find_label(declaration, end, &label_len);

    if (label == NULL)
        return (struct encoding_name){0};
    return encoding_of_label(arena, label, label_len);
}
