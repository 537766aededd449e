#include "feeds/parse/draft.h"
#include "feeds/parse/playing_time.h"
#include "feeds/parse/readers.h"

#include <strings.h>

READER(itunes_read_duration)
{
    int64_t seconds;

    if (playing_time_parse(element->text, &seconds))
        draft_set_number(reader, rule, seconds);
}

READER(itunes_read_image_link)
{
    const char *rel = element_attribute(element, NS_NONE, "rel");

    if (rel != NULL && strcasecmp(rel, "image") == 0)
        read_url(reader, rule, element);
}
