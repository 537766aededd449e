/* feed_forget.h: all of a feed, deleted because somebody asks for it (TRUST 6). */
#pragma once

#include "store/store.h"

struct store_forgotten {
    int64_t items;
    int64_t alerts; /* of stories that no other feed has */
};

/* Deletes a feed that is not configured any more, its items, and the alerts that show one. Of a
 * story that other feeds have, too, the alert stays, so that it is not raised again, and shows one
 * of their items. What is deleted is overwritten. STORE_NONE: no feed of this name is out of
 * service. */
enum store_status store_feed_forget(struct store *store, const char *name,
                                    struct store_forgotten *out, struct error *err);
