/* html.h: the text of HTML, walked once (html_scan.h), without a tree. */
#pragma once

#include <stddef.h>

struct arena;
struct item;

/* Marked text (marked.h) of an HTML fragment: entities decoded, markup gone and all that a browser
 * does not show (scripts, hidden elements …), block elements and <br> end a block or part words
 * (one alone in its cell is a part of the table's row), white space folded; furniture marked
 * (figure, figcaption, aside, nav, form, button; classes of share buttons and the like,
 * html_class.h; blocks under 30 words that are more than 60 % link text; by their words,
 * furniture.h). Bounded by ITEM_TEXT_MAX. */
char *text_from_html(struct arena *arena, const char *html, size_t len);

/* Marked text of plain text: blank lines part blocks; furniture marked by its words. */
char *text_from_plain(struct arena *arena, const char *plain, size_t len);

/* One line of plain text of an HTML fragment, for titles and names: bounded by ITEM_TITLE_MAX. */
char *text_line_from_html(struct arena *arena, const char *html, size_t len);

/* The same for longer texts: bounded by ITEM_TEXT_MAX. */
char *text_long_line_from_html(struct arena *arena, const char *html, size_t len);

/* The same HTML with every href, src … resolved against `base`. */
char *html_resolve_links(struct arena *arena, const char *html, size_t len, const char *base);

/* An item without a picture gets the first one of its content, which is as the parser gave it. */
void item_read_image(struct item *item, struct arena *arena);

/* Reads an item as the parser gave it: its picture, title (→ PLAIN, one line), summary and content
 * (→ MARKED). */
void item_read_texts(struct item *item, struct arena *arena);
