/* shared_text.h: an item's text with what another text has too made to stand out. */
#pragma once

#include "feeds/dedup/fingerprint.h"

#include <stddef.h>

struct arena;
struct buffer;
struct item;

/* Appends the text by which dedup compares the item, up to `max` bytes of it, escaped for a
 * terminal: every word that is part of a shingle of `other` in the style of a match. */
void shared_text_write(const struct item *item, const struct fingerprint *other, size_t max,
                       struct arena *arena, struct buffer *out);
