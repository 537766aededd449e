/* html_open.h: the elements that are open at a place in HTML, as far as they mean something for the
 * text: the others (b, span, unknown ones) are kept only when their style says something, and in
 * what is unseen. */
#pragma once

#include "feeds/text/html_elements.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HTML_DEPTH_MAX 256

struct html_piece;

struct html_open_element {
    int element; /* html_elements.h; -1: none of these, known by its name */
    unsigned roles;
    const char *name;
    size_t name_len;
    unsigned figures; /* around it, that make it no furniture */
};

/* Begins as all zero. */
struct html_open {
    struct html_open_element stack[HTML_DEPTH_MAX];
    size_t depth;
    uint32_t count[HTML_ELEMENTS_MAX]; /* of each element in it */
    size_t over_depth;                 /* elements opened beyond HTML_DEPTH_MAX and not closed */
    size_t nameless;                   /* of the stack, those that are no known element */
    unsigned furniture;                /* how many have this role and make furniture of the text */
    unsigned figures;                  /* of these */
    unsigned unseen;
    unsigned lines;
    unsigned quotes;
    unsigned drawings;
    unsigned cells;
};

/* Must this start tag of no known element be pushed, for its end tag not to end another? */
bool html_open_has_name(const struct html_open *open, const struct html_piece *tag);

void html_open_push(struct html_open *open, const struct html_piece *tag, int element,
                    unsigned roles);

void html_open_pop(struct html_open *open);

/* How many to pop when the start of an element with these roles ends what had no end tag: a <p>
 * before the next block, an item of a list before the next one. */
size_t html_open_count_implied(const struct html_open *open, int element, unsigned roles);

/* How many to pop when this tag ends the drawings that it stands in, as most of HTML does. */
size_t html_open_count_drawings(const struct html_open *open, const struct html_piece *tag);

/* How many to pop for an end tag: the innermost element of its name and all within it; 0: none. */
size_t html_open_count_closed(struct html_open *open, const struct html_piece *tag, int element);
