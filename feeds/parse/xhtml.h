/* xhtml.h: elements inside a text, written as HTML. */
#pragma once

#include "config/base/buffer.h"

#include <stdbool.h>
#include <stddef.h>

/* What a long base and many short links may come to; over it, links stay as written. */
#define XHTML_GROWTH_MAX ((size_t)16 * 1024 * 1024)

struct arena;

/* What is captured of one element: text as it stands, HTML once an element comes. */
struct xhtml {
    struct buffer out;
    struct buffer text; /* that stands in no inner element, since the last one */
    bool is_packed;
    bool has_markup;
    unsigned depth;
    /* The div that is all there is, if so: where its content begins and ends in `out`. */
    size_t div_begin; /* 0: none */
    size_t div_end;
    size_t growth; /* of all that was captured: bytes that resolved URLs are longer by */
};

struct xhtml_attribute {
    const char *prefix; /* NULL: none */
    const char *name;
    const char *value;
    size_t value_len;
};

void xhtml_init(struct xhtml *xhtml, size_t limit);
void xhtml_free(struct xhtml *xhtml);
/* `is_packed`: what stands in no inner element may be HTML itself, escaped. */
void xhtml_begin(struct xhtml *xhtml, bool is_packed);

void xhtml_start(struct xhtml *xhtml, const char *prefix, const char *name);
/* URLs in attributes that hold one are resolved against `base`. */
void xhtml_attribute(struct xhtml *xhtml, const struct xhtml_attribute *attribute, const char *base,
                     struct arena *scratch);
void xhtml_start_done(struct xhtml *xhtml);
void xhtml_text(struct xhtml *xhtml, const char *text, size_t len);
void xhtml_end(struct xhtml *xhtml, const char *prefix, const char *name);

/* What was captured, without the div round it when `is_inside_div`. */
const char *xhtml_result(struct xhtml *xhtml, bool is_inside_div, size_t *len);
