/* html_style.h: what the attributes of a tag say about how its text is shown, where a sheet of the
 * page's own style has no say: `hidden`, `open` and `style`. */
#pragma once

struct html_piece;

/* Roles (html_elements.h) that the start tag's attributes add to those of its element. */
unsigned html_style_roles(const struct html_piece *tag);
