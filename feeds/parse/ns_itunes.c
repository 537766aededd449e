#include "feeds/parse/draft.h"
#include "feeds/parse/readers.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* "1:02:03", "62:03" or seconds, with a fraction or not; "62 minutes" are none. */
READER(itunes_read_duration)
{
    int64_t seconds = 0;
    const char *at = element->text;
    char *end = NULL;

    for (int part = 0; part < 3; part++) {
        long number = strtol(at, &end, 10);
        if (end == at || number < 0 || number > 1000000)
            return;
        seconds = seconds * 60 + number;
        if (*end != ':')
            break;
        at = end + 1;
    }
    if (*end == '.')
        end += 1 + strspn(end + 1, "0123456789");
    if (end[strspn(end, " \t\r\n")] != '\0')
        return;
    draft_set_number(reader, rule, seconds);
}

READER(itunes_read_image_link)
{
    const char *rel = element_attribute(element, NS_NONE, "rel");

    if (rel != NULL && strcasecmp(rel, "image") == 0)
        read_url(reader, rule, element);
}
