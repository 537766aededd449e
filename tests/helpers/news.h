/* news.h: for tests of dedup: a news text as a fingerprint. */
#pragma once

#include "config/base/arena.h"
#include "feeds/dedup/fingerprint.h"
#include "feeds/item.h"

struct news {
    const char *title;
    const char *link;
    const char *text; /* paragraphs parted by '\n' */
};

static inline struct fingerprint news_fingerprint(const struct news *news, struct arena *arena)
{
    struct item item = ITEM_EMPTY;
    struct fingerprint fingerprint;

    item.url = news->link;
    item.title = (struct text){.str = news->title, .markup = MARKUP_PLAIN};
    if (news->text != NULL)
        item.content =
            (struct text){.str = arena_format(arena, "%s\n", news->text), .markup = MARKUP_MARKED};
    fingerprint_make(&fingerprint, &item, arena);
    return fingerprint;
}
