#include "feeds/item.h"

#include "config/base/arena.h"
#include "feeds/url.h"

#include <string.h>

#define XXH_STATIC_LINKING_ONLY /* the state on the stack */
#include <xxhash.h>

/* A field and its end: "ab" + "c" is another item than "a" + "bc", and none another than "". */
static void hash_field(XXH3_state_t *state, const char *field)
{
    char mark = field == NULL ? '\x01' : '\x02';

    XXH3_64bits_update(state, &mark, 1);
    if (field != NULL)
        XXH3_64bits_update(state, field, strlen(field) + 1);
}

static void hash_text(XXH3_state_t *state, const struct item *item)
{
    hash_field(state, item->title.str);
    hash_field(state, item->summary.str);
    hash_field(state, item->content.str);
}

uint64_t item_revision(const struct item *item)
{
    XXH3_state_t state;

    XXH3_64bits_reset(&state);
    hash_field(&state, item->id);
    hash_field(&state, item->url);
    hash_text(&state, item);
    return XXH3_64bits_digest(&state);
}

uint64_t item_content_hash(const struct item *item, struct arena *arena)
{
    const char *link = item->url == NULL ? NULL : url_canonical(arena, item->url);
    XXH3_state_t state;

    XXH3_64bits_reset(&state);
    hash_field(&state, link != NULL ? link : item->url);
    hash_text(&state, item);
    return XXH3_64bits_digest(&state);
}

const char *item_identity(const struct item *item, struct arena *arena)
{
    XXH3_state_t state;

    if (item->id != NULL && item->id[0] != '\0')
        return item->id;
    if (item->url != NULL && item->url[0] != '\0' && !item->shares_link)
        return item->url;
    XXH3_64bits_reset(&state);
    hash_text(&state, item);
    return arena_format(arena, "text:%016llx", (unsigned long long)XXH3_64bits_digest(&state));
}
