#include "feeds/parse/keep.h"

#include "config/base/arena.h"
#include "config/base/utf8.h"
#include "feeds/parse/guess.h"
#include "feeds/parse/warnings.h"
#include "feeds/url.h"

#include <string.h>
#include <strings.h>

#define ELLIPSIS "\xE2\x80\xA6"

enum bound {
    BOUND_NAME,
    BOUND_TITLE,
    BOUND_TEXT,
    BOUND_URL,
    BOUND_GROWTH,
    BOUND_TAGS,
    BOUND_AUTHORS,
    BOUND_ATTACHMENTS,
};

static void tell(struct keep *keep, enum bound bound)
{
    static const char *const texts[] = {
        [BOUND_NAME] = "a name or tag is over 256 bytes and was cut",
        [BOUND_TITLE] = "a title or id is over 1 KiB and was cut",
        [BOUND_TEXT] = "a text is over 512 KiB and was cut",
        [BOUND_URL] = "a URL is over 4 KiB and was left out",
        [BOUND_GROWTH] = "relative URLs come to over 16 MiB with their base; the rest was left out",
        [BOUND_TAGS] = "an item has more than 256 tags; the rest was left out",
        [BOUND_AUTHORS] = "there are more than 64 authors; the rest was left out",
        [BOUND_ATTACHMENTS] = "an item has more than 64 attachments; the rest was left out",
    };

    if ((keep->told >> bound & 1) == 0)
        warnings_add(keep->warnings, "%s", texts[bound]);
    keep->told |= 1U << bound;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v';
}

static void trim(const char **text, size_t *len)
{
    while (*len > 0 && is_space(**text)) {
        (*text)++;
        (*len)--;
    }
    while (*len > 0 && is_space((*text)[*len - 1]))
        (*len)--;
}

static const char *cut(struct keep *keep, const char *text, size_t len, size_t max)
{
    tell(keep, max == ITEM_NAME_MAX    ? BOUND_NAME
               : max == ITEM_TITLE_MAX ? BOUND_TITLE
                                       : BOUND_TEXT);
    return arena_format(keep->arena, "%.*s" ELLIPSIS,
                        (int)utf8_cut(text, len, max - strlen(ELLIPSIS)), text);
}

const char *keep_string(struct keep *keep, const char *text, size_t len, size_t max)
{
    if (text == NULL)
        return NULL;
    trim(&text, &len);
    if (len == 0)
        return NULL;
    return len <= max ? arena_string_of(keep->arena, text, len) : cut(keep, text, len, max);
}

const char *keep_plain(struct keep *keep, const char *text, size_t len, size_t max)
{
    if (text == NULL || guess_markup(text, len) != MARKUP_HTML)
        return keep_string(keep, text, len, max);
    const char *plain = guess_plain(keep->arena, text, &len);
    return keep_string(keep, plain, len, max);
}

/* Where a tag begins that is open at `max`; `max` when none is. */
static size_t before_open_tag(const char *html, size_t max)
{
    const char *less = memrchr(html, '<', max);

    if (less == NULL || memchr(less, '>', max - (size_t)(less - html)) != NULL)
        return max;
    return (size_t)(less - html);
}

struct text keep_text(struct keep *keep, const char *text, size_t len, enum markup markup,
                      size_t max)
{
    trim(&text, &len);
    if (len == 0)
        return (struct text){NULL, MARKUP_NONE};
    if (len <= max)
        return (struct text){arena_string_of(keep->arena, text, len), markup};
    if (markup == MARKUP_HTML) {
        size_t whole = before_open_tag(text, utf8_cut(text, len, max - strlen(ELLIPSIS)));
        return (struct text){cut(keep, text, whole, max), markup};
    }
    return (struct text){cut(keep, text, len, max), markup};
}

/* Behind "http://", "https://" and what lacks the colon; the text itself: it begins with neither.
 */
static const char *skip_scheme(const char *text)
{
    static const char *const schemes[] = {"http://", "https://", "http//", "https//"};

    for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
        if (strncasecmp(text, schemes[i], strlen(schemes[i])) == 0)
            return text + strlen(schemes[i]);
    }
    return text;
}

/* Some write an address with two schemes, the last of which was meant, or without one. It is no
 * path: it begins with the host that the base has, or with one that is called by no other name. */
static const char *with_scheme(struct keep *keep, const char *base, const char *reference)
{
    const char *behind = skip_scheme(reference);

    while (skip_scheme(behind) != behind) {
        reference = behind;
        behind = skip_scheme(reference);
    }
    if (behind > reference && behind[-3] != ':')
        return arena_format(keep->arena, "%.*s:%s", (int)(behind - 2 - reference), reference,
                            behind - 2);
    if (strncasecmp(reference, "www.", 4) == 0)
        return arena_format(keep->arena, "http://%s", reference);
    const char *host = base == NULL ? NULL : strstr(base, "://");
    if (host == NULL)
        return reference;
    host += strlen("://");
    size_t len = strcspn(host, "/?#");
    bool is_host = len > 0 && strncasecmp(reference, host, len) == 0 &&
                   strchr("/?# \t\r\n", reference[len]) != NULL;
    return is_host ? arena_format(keep->arena, "//%s", reference) : reference;
}

const char *keep_url(struct keep *keep, const char *base, const char *reference)
{
    if (reference == NULL)
        return NULL;
    reference += strspn(reference, " \t\r\n\f");
    if (*reference == '\0')
        return NULL;
    if (strlen(reference) > ITEM_URL_MAX) {
        tell(keep, BOUND_URL);
        return NULL;
    }
    if (keep->growth > KEEP_GROWTH_MAX) {
        tell(keep, BOUND_GROWTH);
        base = NULL;
    }
    const char *url = url_join(keep->arena, base, with_scheme(keep, base, reference));
    size_t len = url == NULL ? 0 : strlen(url), written = strlen(reference);
    keep->growth += len > written ? len - written : 0;
    return url;
}

void keep_tag(struct keep *keep, const char **list, size_t *count, const char *tag)
{
    for (size_t i = 0; i < *count; i++) {
        if (strcmp(list[i], tag) == 0)
            return;
    }
    if (*count < ITEM_TAGS_MAX)
        list[(*count)++] = tag;
    else
        tell(keep, BOUND_TAGS);
}

static bool is_same_text(const char *left, const char *right)
{
    return left == right || (left != NULL && right != NULL && strcasecmp(left, right) == 0);
}

static bool is_same_person(const struct person *left, const struct person *right)
{
    if (left->name == NULL && !is_same_text(left->url, right->url))
        return false;
    return is_same_text(left->name, right->name) &&
           (left->email == NULL || right->email == NULL || is_same_text(left->email, right->email));
}

void keep_author(struct keep *keep, struct person *list, size_t *count, const struct person *person)
{
    for (size_t i = 0; i < *count; i++) {
        if (is_same_person(&list[i], person)) {
            if (list[i].email == NULL)
                list[i].email = person->email;
            if (list[i].url == NULL)
                list[i].url = person->url;
            return;
        }
    }
    if (*count < ITEM_AUTHORS_MAX)
        list[(*count)++] = *person;
    else
        tell(keep, BOUND_AUTHORS);
}

static void merge_attachment(struct attachment *kept, const struct attachment *other)
{
    if (kept->mime_type == NULL)
        kept->mime_type = other->mime_type;
    if (kept->title == NULL)
        kept->title = other->title;
    if (kept->size_in_bytes == 0)
        kept->size_in_bytes = other->size_in_bytes;
    if (kept->duration_in_seconds == 0)
        kept->duration_in_seconds = other->duration_in_seconds;
}

void keep_attachment(struct keep *keep, struct attachment *list, size_t *count,
                     const struct attachment *attachment)
{
    for (size_t i = 0; i < *count; i++) {
        if (strcmp(list[i].url, attachment->url) == 0) {
            merge_attachment(&list[i], attachment);
            return;
        }
    }
    if (*count < ITEM_ATTACHMENTS_MAX)
        list[(*count)++] = *attachment;
    else
        tell(keep, BOUND_ATTACHMENTS);
}
