/* wrapped.h: a feed that a service hands out as the text of another document: escaped, as in
 * <string>&lt;rss&gt;…</string>, or in a CDATA section. */
#pragma once

#include <stddef.h>

struct arena;

/* What stands so at the begin of `text`, behind tags at most, with a NUL behind it; NULL: nothing
 * does. The time is linear in `len`. */
const char *wrapped_document(struct arena *arena, const char *text, size_t len,
                             size_t *wrapped_len);
