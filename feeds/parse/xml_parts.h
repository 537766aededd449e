/* xml_parts.h: what reading an XML feed document is made of; for the xml_*.c that do it.
 *
 * xml_source.c has xml_run.c run libxml2 over the mended text, xml_elements.c does for each element
 * what its rows in the table of fields say. */
#pragma once

#include "feeds/parse/fields.h"
#include "feeds/parse/reader.h"
#include "feeds/parse/warnings.h"
#include "feeds/parse/xhtml.h"

#include <libxml/parser.h>

#define FRAMES_MAX 256
#define NS_CACHE 16

/* An open element. */
struct frame {
    unsigned scope; /* of what stands inside */
    const struct rule *opener;
    const char *base;
    const char *lang;
    bool owns_item;
};

struct source {
    struct reader reader;
    const struct parse_input *input;
    struct warnings *warnings;
    const char *text;
    struct field_index index;
    struct frame frames[FRAMES_MAX];
    unsigned depth;
    struct arena *scratch; /* of the captured element */
    struct element captured;
    const struct rule *captured_rule; /* its first */
    struct xhtml capture;
    unsigned capture_depth; /* 0: nothing is captured */
    struct buffer direct;   /* text that stands directly in a person or an image */
    struct {
        const xmlChar *uri;
        enum ns ns;
    } cache[NS_CACHE];
    size_t cached;
    const xmlChar *adopted_prefix; /* it means nothing; libxml2 keeps one copy of each */
    struct item *items;
    size_t item_count;
    size_t item_capacity;
    bool is_html;
    bool has_no_root; /* items stand in an element that is no feed's */
    bool has_faults;
    bool is_over; /* no more is read */
};

enum ns xml_resolve_ns(struct source *source, const xmlChar *uri, const xmlChar *prefix);

struct xml_tag {
    const xmlChar *prefix;
    enum ns ns;
    const char *name;
    const char *uri;
    int count;
    const xmlChar **attributes; /* in fives: name, prefix, URI, begin and end of the value */
};

/* The scope of the element that begins, with what its attributes say of base and language. */
void xml_push_frame(struct source *source, const struct xml_tag *tag);

/* An element begins outside of a captured one, or inside of it. */
void xml_start_element(struct source *source, const struct xml_tag *tag);
void xml_start_inside(struct source *source, const struct xml_tag *tag);

/* The innermost element ends. */
void xml_end_element(struct source *source, const struct xml_tag *tag);
