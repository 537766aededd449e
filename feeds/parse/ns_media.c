#include "feeds/parse/draft.h"
#include "feeds/parse/playing_time.h"
#include "feeds/parse/readers.h"

#include <strings.h>

static int64_t duration_of(const struct element *element)
{
    const char *said = element_attribute(element, NS_NONE, "duration");
    int64_t seconds;

    return said != NULL && playing_time_parse(said, &seconds) ? seconds : 0;
}

READER(media_read_content)
{
    (void)rule;
    draft_add_attachment(reader, element->base,
                         &(struct attachment){
                             .url = element_attribute(element, NS_NONE, "url"),
                             .mime_type = element_attribute(element, NS_NONE, "type"),
                             .size_in_bytes = element_count(element, "filesize"),
                             .duration_in_seconds = duration_of(element),
                         });
}

READER(media_read_thumbnail)
{
    draft_set_url(reader, rule, element->base, element_attribute(element, NS_NONE, "url"));
    draft_set_url(reader, rule, element->base, element->text);
}

READER(media_read_picture)
{
    const char *type = element_attribute(element, NS_NONE, "type");
    const char *medium = element_attribute(element, NS_NONE, "medium");

    if ((type != NULL && strncasecmp(type, "image/", 6) == 0) ||
        (medium != NULL && strcasecmp(medium, "image") == 0))
        read_url(reader, rule, element);
}
