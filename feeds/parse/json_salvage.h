/* json_salvage.h: the items of a JSON Feed that as a whole is no JSON. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* Has this object what only an item has? An author or an attachment has not. */
bool json_is_item(const json_t *object);

/* A document (the caller's) of the items that are JSON each by itself, and of what stands before
 * them if that is; NULL: `text` has no such item, or no sign of being a JSON Feed. Whatever is in
 * it, the time is linear in `len`, and the values are JSON_VALUES_MAX (json_mend.h) at most. */
json_t *json_salvage(const char *text, size_t len);
