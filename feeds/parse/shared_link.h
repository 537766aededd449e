/* shared_link.h: a link that does not tell a document's items apart. */
#pragma once

#include <stddef.h>

struct item;

/* Where all items that have a link have the same one, notes it at each of them. */
void shared_link_mark(struct item *items, size_t count);
