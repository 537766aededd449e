/* mend_parts.h: what the parts of the mender share; for mend*.c only. */
#pragma once

#include "config/base/buffer.h"
#include "feeds/parse/mend.h"

#include <stdint.h>

/* What the name of a tag or an attribute is. */
enum name_kind {
    NAME_SOUND = 1 << 0,     /* set for all that are names of XML */
    NAME_NAMESPACE = 1 << 1, /* declares one: xmlns, xmlns:… */
    NAME_ITEM = 1 << 2,      /* item, entry */
    NAME_HOLDS_ITEMS = 1 << 3,
    NAME_RDF = 1 << 4,          /* holds items of any prefix */
    NAME_FOREIGN = 1 << 5,      /* may hold an item as an example */
    NAME_UNENDED = 1 << 6,      /* of HTML: the next of its name ends it */
    NAME_TEXT_ONLY = 1 << 7,    /* holds no element */
    NAME_FIELD = 1 << 8,        /* of a feed or an item: ends a NAME_TEXT_ONLY */
    NAME_VOID = 1 << 9,         /* of HTML: has no end tag */
    NAME_MARKED = 1 << 10,      /* holds text with markup of HTML */
    NAME_PLAIN_FIELD = 1 << 11, /* and no name of HTML's: ends a NAME_MARKED, too */
};

/* One of the different strings of a document: a name, a prefix, a URI. */
struct mend_name {
    uint64_t hash;
    const char *text;
    size_t len;
    unsigned kinds; /* 0: it has not been met as a name */
    uint64_t fold;  /* mend_fold() */
    const char *prefix;
    const char *local;
};

#define MEND_KNOWN_SLOTS 64
#define MEND_EXPANDED_MAX ((size_t)1024 * 1024) /* of all declared entities */
#define MEND_VALUE_MAX (2 * (size_t)MEND_TAG_MAX + MEND_EXPANDED_MAX)

struct open_element {
    const struct mend_name *name;
    const char *at;      /* the name in the source */
    unsigned namespaces; /* in scope outside of it */
};

struct namespace
{
    const char *prefix; /* NULL: the default one */
    const char *uri;
};

struct declared_entity {
    const char *name;
    const char *value;
    size_t name_len;
    size_t value_len;
};

/* An attribute as it stands in the source. */
struct tag_attribute {
    const struct mend_name *name;
    const char *value;
    size_t len;
    bool is_quoted; /* on both sides */
};

/* A start tag as it stands in the source. */
struct tag {
    const char *begin;
    const char *end; /* behind '>' */
    size_t name_len;
    const struct mend_name *name;
    struct tag_attribute attributes[MEND_ATTRIBUTES_MAX];
    size_t count;
    unsigned namespaces; /* that it declares */
    bool is_empty;       /* "/>" */
};

/* What was found last: a search that starts in between needs no second one. */
struct mend_search {
    const char *from; /* NULL: nothing was looked for yet */
    const char *found;
};

struct mend {
    const char *begin;
    const char *at;
    const char *end;
    const struct mend_sink *sink;
    bool is_cut;
    bool has_root; /* an element has begun */
    unsigned depth;
    unsigned too_deep; /* elements open beyond the limit, which are left out */
    bool has_seen[FAULT_COUNT];
    struct open_element open[MEND_DEPTH_MAX];
    struct namespace namespaces[MEND_NAMESPACES_MAX];
    unsigned namespace_count;
    struct declared_entity entities[MEND_ENTITIES_MAX];
    size_t entity_count;
    size_t expanded; /* bytes that declared entities stood for */
    struct mend_search comment_end;
    struct mend_search cdata_end;
    const char *unbalanced; /* as far as such a closing was looked for in vain; NULL: it was not */
    const struct mend_name *known[MEND_KNOWN_SLOTS]; /* the last names asked for */
    struct mend_name **names;                        /* by hash; NULL: free */
    size_t name_slots;
    size_t name_count;
    struct arena *strings; /* names, prefixes, URIs */
    struct arena *values;  /* of the attributes of the tag at hand, as far as they are mended */
    struct buffer value;   /* the one at hand */
    /* The tag at hand: too large to be made anew each time. */
    struct tag tag;
    struct mend_attribute attributes[MEND_ATTRIBUTES_MAX];
};

enum mend_place {
    PLACE_TEXT = 1,
    PLACE_CDATA = 2,
    PLACE_ATTRIBUTE = 4
};

void mend_note(struct mend *m, enum mend_fault fault, const char *where);

/* Text of the document as what it means: to the sink, an attribute's to m->value. */
void mend_put_text(struct mend *m, const char *text, size_t len, enum mend_place place);

/* True when mend_put_text() would hand it on as it stands. */
bool mend_is_clean(const char *text, size_t len, enum mend_place place);

/* At '<' before a name: reads what stands there into m->tag, but for what its name is. False:
 * nothing that ends as a tag. */
bool mend_read_tag(struct mend *m);

/* At '<' before a name: tells of the start tag and steps behind it. False: it is no tag. */
bool mend_start_tag(struct mend *m);

/* At "</": is a name behind it, or behind blanks the name of the element that is open? */
bool mend_is_end_tag(const struct mend *m);

/* There: closes what it closes and steps behind it. */
void mend_end_tag(struct mend *m);

/* Ends the open elements above `depth`. */
void mend_close_to(struct mend *m, unsigned depth);

/* At '<': is it what opens a CDATA section? Then tells of its text and steps behind it. */
bool mend_section(struct mend *m);

/* At "<!DOCTYPE": keeps the simple entities of the internal subset and steps behind it. */
void mend_doctype(struct mend *m);

/* What is known of a name. NULL: it is none (then `fault` is noted), or there are too many. */
const struct mend_name *mend_name_of(struct mend *m, const char *name, size_t len,
                                     enum mend_fault fault);

/* Is it the name of a feed, an item or a field of theirs, without prefix? */
bool mend_is_of_feed(const char *name, size_t len);

/* The same for names that differ in case only, and for no others. */
uint64_t mend_fold(const struct mend *m, const char *name, size_t len);

/* The one copy of a prefix or URI; NULL when there are too many strings. `where` it stands. */
const char *mend_one_of(struct mend *m, const char *uri, size_t len, const char *where);

const char *mend_find(const char *from, const char *end, const char *needle);

/* The same to the end of the source: what many places look for is looked for once. */
const char *mend_find_once(const struct mend *m, const char *from, const char *needle,
                           struct mend_search *last);
bool mend_is_name_start(char c);
const char *mend_skip_name(const char *at, const char *end);
