/* html_class.h: what the classes of an element say of it that the programs of many sites give to
 * what they put round a story. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Is one of these classes (the value of a class attribute) that of share buttons, related links, a
 * caption, an advertisement or "read more"? */
bool html_class_is_furniture(const char *classes, size_t len);
