/* reader.h: what the modules share that read one XML feed document.
 *
 * The mender tells of elements (xml_source.c). An element stands in a *scope*; the table in
 * fields.c says what it means there: it opens another scope, or its text and attributes are
 * *captured* and given to the reading functions of its rows. Those put values into a *draft*, the
 * feed's or the open item's, where of two rivals the one whose row stands higher stays. draft.c
 * makes items of drafts. */
#pragma once

#include "config/base/buffer.h"
#include "feeds/item.h"
#include "feeds/parse/keep.h"
#include "feeds/parse/namespaces.h"
#include "feeds/parse/parse.h"

#include <stdbool.h>
#include <stddef.h>

enum scope {
    IN_DOCUMENT = 1 << 0, /* nothing of a feed has come yet */
    IN_FEED = 1 << 1,
    IN_ITEM = 1 << 2,
    IN_PERSON = 1 << 3,
    IN_IMAGE = 1 << 4,
    IN_SOURCE = 1 << 5,
    IN_SKIP = 1 << 6, /* skipHours, skipDays */
    IN_NOTHING = 1 << 7,
    ON_FEED = 1 << 8, /* the attributes of the element that opened the scope */
    ON_ITEM = 1 << 9,
    ON_IMAGE = 1 << 10,
    IN_MEDIA = 1 << 11, /* a file of an item, or a group of them */
};

enum field {
    FIELD_NONE,
    FIELD_ID,
    FIELD_TITLE,
    FIELD_URL,
    FIELD_FEED_URL,
    FIELD_NEXT_URL,
    FIELD_ARCHIVE_URL,
    FIELD_CONTENT,
    FIELD_SUMMARY,
    FIELD_PUBLISHED,
    FIELD_UPDATED,
    FIELD_LANGUAGE,
    FIELD_ICON,
    FIELD_FAVICON,
    FIELD_COPYRIGHT,
    FIELD_GENERATOR,
    FIELD_AUTHORS,
    FIELD_TAGS,
    FIELD_ATTACHMENTS,
    FIELD_ENCLOSED_URL, /* of an enclosure, before a service that counts */
    FIELD_DURATION,     /* of the recording that an item is about */
    FIELD_TTL,
    FIELD_SKIP_HOURS,
    FIELD_SKIP_DAYS,
    FIELD_UPDATE_PERIOD,
    FIELD_UPDATE_FREQUENCY,
    FIELD_COUNT
};

struct value {
    unsigned rank; /* row of the table that gave it, from 1; 0: empty */
    struct text text;
    const char *base;
    const char *lang;
    int64_t number; /* times, counts */
};

/* A feed or an item while its elements come in. */
struct draft {
    struct value values[FIELD_COUNT];
    struct value second_summary; /* the next best of another row */
    struct person authors[ITEM_AUTHORS_MAX];
    size_t author_count;
    size_t leading_authors; /* of the highest row */
    const char *tags[ITEM_TAGS_MAX];
    size_t tag_count;
    struct attachment attachments[ITEM_ATTACHMENTS_MAX];
    size_t attachment_count;
    const char *base;
    const char *lang;
};

struct element_attribute {
    enum ns ns;
    const char *name;
    const char *value;
};

/* A whole element, as the reading functions get it. Dies with the call. */
struct element {
    enum ns ns;
    const char *name;
    const struct element_attribute *attributes;
    size_t attribute_count;
    const char *base; /* what its relative URLs are resolved against; may be NULL */
    const char *lang;
    const char *text;
    size_t len;
    bool has_markup; /* elements stood inside: the text is HTML */
};

struct reader {
    struct keep keep;
    const char *url;     /* of the document, or its Content-Location; may be NULL */
    const char *base;    /* of what no xml:base is over; may be NULL */
    struct draft *draft; /* where values go: `feed` or `item` */
    struct draft feed;
    struct draft item;
    struct person person; /* the open one */
    const char *format;
    bool is_atom; /* the root is Atom's: its elements need no namespace */
    bool is_rdf;
    bool is_generic; /* the root is no feed's alone: RDF, or of no namespace and a common name */
    const char *assumed_base; /* base.h; NULL: not asked for */
    bool wants_base;          /* a relative URL came and nothing yet that it is relative to */
};

/* NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding) in the order in which the table reads */
struct rule {
    unsigned in; /* scopes */
    unsigned ns; /* namespaces */
    const char *name;
    enum field field;
    /* Called when the element ends. NULL: its own rows say it all. */
    void (*read)(struct reader *, const struct rule *, const struct element *);
    unsigned opens; /* scope; 0: the element is captured */
};

const char *element_attribute(const struct element *element, unsigned ns, const char *name);

/* The attribute as a count; its thousands may be parted by commas. 0: it says none. */
int64_t element_count(const struct element *element, const char *name);
