/* html_class.h: what the classes of an element say of it that the programs of many sites give to
 * what they put round a story. */
#pragma once

#include <stddef.h>

struct html_piece;

/* The roles of a start tag with this value of its class attribute: furniture, if one of its classes
 * is that of share buttons, related links, a caption, an advertisement or "read more"; unseen, if
 * it is for ears. */
unsigned html_class_roles(const struct html_piece *tag, const char *value, size_t len);
