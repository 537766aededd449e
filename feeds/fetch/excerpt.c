#include "feeds/fetch/excerpt.h"

#include "config/base/utf8.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

static bool begins_with(const char *at, const char *end, const char *name)
{
    size_t len = strlen(name);

    return (size_t)(end - at) >= len && strncasecmp(at, name, len) == 0;
}

static const char *skip_to(const char *at, const char *end, const char *name)
{
    while (at < end && !begins_with(at, end, name))
        at++;
    return at;
}

/* The end of the tag that begins at `at`, with the content of what is not text. */
static const char *skip_tag(const char *at, const char *end)
{
    if (begins_with(at, end, "<!--"))
        at = skip_to(at, end, "-->");
    else if (begins_with(at, end, "<script"))
        at = skip_to(at, end, "</script");
    else if (begins_with(at, end, "<style"))
        at = skip_to(at, end, "</style");
    const char *close = memchr(at, '>', (size_t)(end - at));
    return close == NULL ? end : close + 1;
}

/* The length of the character at `at`; 0: it is none, or a control character. */
static size_t character_len(const char *at, const char *end)
{
    if ((unsigned char)*at < 0x80)
        return (unsigned char)*at > ' ' && *at != 0x7f;
    for (size_t len = 2; len <= 4 && at + len <= end; len++)
        if (utf8_is_valid(at, len))
            return (unsigned char)*at == 0xc2 && (unsigned char)at[1] < 0xa0 ? 0 : len; /* C1 */
    return 0;
}

const char *excerpt_make(const void *body, size_t len, char out[EXCERPT_SIZE])
{
    const char *at = body, *end = len == 0 ? at : at + len;
    size_t used = 0;
    bool is_after_space = false;

    while (at < end) {
        size_t width = *at == '<' ? 0 : character_len(at, end);
        if (width == 0) {
            is_after_space = used > 0;
            at = *at == '<' ? skip_tag(at, end) : at + 1;
            continue;
        }
        if (used + is_after_space + width >= EXCERPT_SIZE)
            break;
        if (is_after_space)
            out[used++] = ' ';
        memcpy(out + used, at, width);
        used += width;
        at += width;
        is_after_space = false;
    }
    out[used] = '\0';
    return out;
}
