/* html_names.h: the names that HTML has for elements, in any case. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

bool html_name_is_element(const char *name, size_t len);

/* Of an element that has no end tag, those of older HTML too (WHATWG HTML section 13.1.2). */
bool html_name_is_void(const char *name, size_t len);

/* Of an element that builds pages: a title has no use for it, but may talk about it. */
bool html_name_is_of_page(const char *name, size_t len);
