/* xml_parts.h: what reading an XML feed document is made of; for the xml_*.c that do it.
 *
 * xml_source.c hears of elements and text from the mender (mend.h), xml_elements.c does for each
 * element what its rows in the table of fields say. */
#pragma once

#include "feeds/parse/fields.h"
#include "feeds/parse/mend.h"
#include "feeds/parse/reader.h"
#include "feeds/parse/warnings.h"
#include "feeds/parse/xhtml.h"

#define NS_CACHE 16

/* An open element. */
struct frame {
    enum ns ns;
    const char *prefix;
    const char *name;
    unsigned scope; /* of what stands inside */
    const struct rule *opener;
    const char *base;
    const char *lang;
    bool owns_item;
    bool is_repeated; /* it stands for the captured element that it is in */
};

struct source {
    struct reader reader;
    struct warnings *warnings;
    const char *text;
    struct field_index index;
    struct frame frames[MEND_DEPTH_MAX + 1];
    unsigned depth;
    struct arena *scratch; /* of the captured element */
    struct element captured;
    const struct rule *captured_rule; /* its first */
    struct xhtml capture;
    unsigned capture_depth; /* 0: nothing is captured */
    struct buffer direct;   /* text that stands directly in a person or an image */
    struct {
        const char *uri;
        const char *prefix;
        enum ns ns;
    } cache[NS_CACHE];
    size_t cached;
    const char *adopted_prefix; /* it means nothing */
    const char *base;           /* of items over which there is none */
    struct item *items;
    size_t item_count;
    size_t item_capacity;
    bool is_html;
    bool has_no_root;   /* items stand in an element that is no feed's */
    bool may_lack_tags; /* of the root, too: something was wrong with one */
    bool is_over;       /* no more is read */
};

enum ns xml_resolve_ns(struct source *source, const char *uri, const char *prefix);

/* The scope of the element that begins, with what its attributes say of base and language. */
void xml_push_frame(struct source *source, const struct mend_tag *tag);

/* An element has begun outside of a captured one, or inside of it. */
void xml_start_element(struct source *source, const struct mend_tag *tag);
void xml_start_inside(struct source *source, const struct mend_tag *tag);

/* The innermost element ends. */
void xml_end_element(struct source *source);
