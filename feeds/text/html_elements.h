/* html_elements.h: what an element means for the text inside and around it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum html_role {
    HTML_BLOCK = 1 << 0,     /* begins and ends a block */
    HTML_FURNITURE = 1 << 1, /* what stands in it is not the story (DEDUP.md, step 1) */
    HTML_UNSEEN = 1 << 2,    /* what stands in it is not shown, or no text */
    HTML_CELL = 1 << 3,      /* parts words, ends no block: a row is a block */
    HTML_BREAK = 1 << 4,     /* <br>: parts words; two in a row end a block */
    HTML_VOID = 1 << 5,      /* holds nothing, has no end tag */
    HTML_LINK = 1 << 6,
    HTML_LINES = 1 << 7, /* its line ends are shown */
    HTML_PARAGRAPH = 1 << 8,
    HTML_ITEM = 1 << 9, /* one of a list's: the next one ends it */
    HTML_ROW = 1 << 10,
    HTML_ROWS = 1 << 11,
    HTML_RUBY = 1 << 12,    /* a part of a ruby annotation */
    HTML_SCOPE = 1 << 13,   /* what begins in it ends nothing outside of it */
    HTML_QUOTE = 1 << 14,   /* stands in quotation marks that the browser writes */
    HTML_DRAWING = 1 << 15, /* not of HTML: most elements of HTML end it */
    HTML_ISLAND = 1 << 16,  /* elements of HTML may stand in it within a drawing */
    HTML_FIGURE = 1 << 17,  /* a picture's; but what it holds may be the story's */
    HTML_STORY = 1 << 18,   /* the story's even in a figure */
    HTML_ALONE = 1 << 19,   /* stands in none of its kind: the next one ends it */
    HTML_DISPLAY = 1 << 20, /* its style says whether it is a block */
};

struct html_element {
    const char *name;
    unsigned roles;
};

#define HTML_ELEMENTS_MAX 128 /* known elements, at most */

/* Index of a known element, -1 of one that does not part words. The name may be in any case. */
int html_element_find(const char *name, size_t len);

/* The roles of a known element. */
unsigned html_element_roles(int element);

/* Does the start of this element, known or not, end the drawings that it stands in? */
bool html_element_ends_drawing(const char *name, size_t len);
