/* reason_text.h: why an item is a copy, or what came nearest to making it one, in words and
 * figures. */
#pragma once

#include <stdint.h>

struct arena;
struct stored_item;

/* `reason`: JSON as dedup_reason_write() makes it, of an item that is shown in the story `shown`.
 * NULL where there is nothing to say: no reason, or none that can be read. The text is escaped for
 * a terminal. */
const char *reason_text(const char *reason, int64_t shown, struct arena *arena);

/* "numbers is 0.50, the limit 0.70": the test that failed, where `reason` is that `story` came
 * nearest and was missed. NULL: it is another. Escaped, too. */
const char *reason_kept_apart(const char *reason, int64_t story, struct arena *arena);

/* Why the item stands in its story: by the verdict, by an operator's hand, or because its text is
 * another than it was. NULL: it leads, and nothing came near. */
const char *reason_of_item(const struct stored_item *item, struct arena *arena);
