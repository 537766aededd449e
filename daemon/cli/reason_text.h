/* reason_text.h: why an item is a copy, or what came nearest to making it one, in words and
 * figures. */
#pragma once

struct arena;

/* `reason` is the stored JSON (DEDUP.md step 9), or NULL. NULL: there is nothing to say. */
const char *reason_text(const char *reason, struct arena *arena);
