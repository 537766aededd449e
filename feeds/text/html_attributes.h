/* html_attributes.h: what the attributes of a tag say of its text: how it is shown (`hidden`,
 * `open`, `style`; a feed's document has no style sheet), and what it is (`class`). */
#pragma once

struct html_piece;

/* Roles (html_elements.h) that the start tag's attributes add to those of its element. */
unsigned html_attribute_roles(const struct html_piece *tag);
