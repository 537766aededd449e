/* html_style.h: how the text of an element is shown that has a style of its own (CSS Style
 * Attributes). */
#pragma once

#include <stddef.h>

/* Roles (html_elements.h) that the value of a style attribute adds to those of its element. */
unsigned html_style_roles(const char *style, size_t len);
