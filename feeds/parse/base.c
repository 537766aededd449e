#include "feeds/parse/base.h"

#include "config/base/arena.h"
#include "feeds/parse/guess.h"
#include "feeds/parse/reader.h"

#include <string.h>
#include <strings.h>

/* Scheme, host and port. */
static bool is_of_one_origin(const char *url, const char *other)
{
    size_t len = strlen("https://") + strcspn(url + strlen("https://"), "/?#");

    return strncasecmp(url, other, len) == 0 && strchr("/?#", other[len]) != NULL;
}

const char *base_location(struct keep *keep, const struct parse_input *input)
{
    return keep_url(keep, input->url, input->content_location);
}

const char *base_of_document(struct keep *keep, const struct parse_input *input)
{
    const char *location = base_location(keep, input);

    return location != NULL ? location : keep_url(keep, NULL, input->url);
}

const char *base_of_links(const char *page, const char *document, const char *self)
{
    if (page != NULL)
        return page;
    return document != NULL ? document : self;
}

const char *base_of(const struct reader *reader)
{
    const struct value *values = reader->feed.values;
    const char *page = values[FIELD_URL].text.str;

    if (page != NULL && reader->url != NULL && reader->is_atom &&
        is_of_one_origin(page, reader->url))
        return reader->url;
    return base_of_links(page, reader->url, values[FIELD_FEED_URL].text.str);
}

static const char *assumed(struct reader *reader)
{
    if (reader->assumed_base == NULL)
        reader->assumed_base = base_of(reader);
    return reader->assumed_base;
}

/* Some write a link of HTML where an address is due: it is what that leads to, or shows. */
static const char *address_in_markup(struct arena *arena, const char *markup)
{
    const char *href = strcasestr(markup, "href=");
    size_t len;

    if (href != NULL)
        markup = href + strlen("href=") + strspn(href + strlen("href="), "\"'");
    len = href == NULL ? strlen(markup) : strcspn(markup, "\"' >");
    const char *plain = guess_plain(arena, markup, &len);
    return arena_string_of(arena, plain, len);
}

const char *base_resolve(struct reader *reader, const char *base, const char *reference)
{
    if (reference != NULL && strchr(reference, '<') != NULL)
        reference = address_in_markup(reader->keep.arena, reference);
    const char *url = keep_url(&reader->keep, base, reference);

    if (base != NULL || reference == NULL || *reference == '\0' ||
        (url != NULL && strncmp(reference, "//", 2) != 0))
        return url;
    base = assumed(reader);
    reader->wants_base = reader->wants_base || base == NULL;
    return base == NULL ? url : keep_url(&reader->keep, base, reference);
}

bool base_held(const struct reader *reader, const char *base)
{
    return !reader->wants_base &&
           (reader->assumed_base == NULL || strcmp(reader->assumed_base, base) == 0);
}
