#include "feeds/parse/base.h"

#include "feeds/parse/reader.h"

#include <string.h>
#include <strings.h>

/* Scheme, host and port. */
static bool is_of_one_origin(const char *url, const char *other)
{
    size_t len = strlen("https://") + strcspn(url + strlen("https://"), "/?#");

    return strncasecmp(url, other, len) == 0 && strchr("/?#", other[len]) != NULL;
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

const char *base_assumed(struct reader *reader)
{
    if (reader->assumed_base == NULL)
        reader->assumed_base = base_of(reader);
    return reader->assumed_base;
}

bool base_held(const struct reader *reader, const char *base)
{
    return !reader->wants_base &&
           (reader->assumed_base == NULL || strcmp(reader->assumed_base, base) == 0);
}
