#include "config/slips.h"

#include "config/base/spelling.h"
#include "config/schema.h"
#include "config/yaml_tree.h"

#include <string.h>

bool key_is_slip(const char *key, const char *name)
{
    return spelling_distance(name, strlen(name), key, strlen(key)) * 2 <= strlen(name);
}

bool option_is_missing(const struct section *section, const struct node *map, const char *name)
{
    if (map->is_cut || node_child(map, name) != NULL)
        return false;
    for (const struct node *child = map->first; child != NULL; child = child->next) {
        const char *key = child->key->text;
        if (key_is_slip(key, name) && schema_find(section, key) == NULL)
            return false;
    }
    return true;
}
