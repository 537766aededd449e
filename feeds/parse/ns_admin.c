#include "feeds/parse/draft.h"
#include "feeds/parse/readers.h"

#include <string.h>

READER(admin_read_generator)
{
    const char *agent = element_attribute(element, NS_RDF | NS_NONE, "resource");

    if (agent != NULL)
        draft_set_string(reader, rule, agent, strlen(agent), ITEM_TITLE_MAX);
}
