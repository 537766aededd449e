/* host_holds.h: hosts that are left alone because of what one feed's server said: their other feeds
 * wait too (POLLING, decision table, 429 and 503). */
#pragma once

#include "store/feeds.h"

struct error;
struct host_holds;

/* NULL: the store cannot be read. */
struct host_holds *host_holds_read(struct store *store, int64_t now, struct error *err);
void host_holds_free(struct host_holds *holds); /* NULL is allowed */

/* Gives a feed as it was stored the hold of its host, where that is later. True: it waits for it.
 */
bool host_holds_apply(const struct host_holds *holds, struct feed_state *feed,
                      struct arena *scratch);
