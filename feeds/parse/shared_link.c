#include "feeds/parse/shared_link.h"

#include "feeds/item.h"

#include <string.h>

/* Two items of many with one link are most often an article and its next version. */
void shared_link_mark(struct item *items, size_t count)
{
    const char *link = NULL;
    size_t with_link = 0;

    for (size_t i = 0; i < count; i++) {
        if (items[i].url == NULL)
            continue;
        if (with_link++ == 0)
            link = items[i].url;
        else if (strcmp(items[i].url, link) != 0)
            return;
    }
    for (size_t i = 0; with_link > 1 && i < count; i++)
        items[i].shares_link = items[i].url != NULL;
}
