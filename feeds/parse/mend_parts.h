/* mend_parts.h: what the parts of the mender share; for mend*.c only. */
#pragma once

#include "feeds/parse/mend.h"

#include <stdint.h>

#define MEND_OUT_SIZE ((size_t)32 * 1024)
#define MEND_COPY_MAX ((size_t)1024)

struct open_element {
    const char *name; /* in the source */
    uint32_t len;
    uint32_t namespaces; /* in scope outside of it */
    unsigned kinds;      /* of its name */
};

/* What the name of a tag or an attribute is. */
enum name_kind {
    NAME_SOUND = 1 << 0,    /* libxml2 reads it whole */
    NAME_ADMITTED = 1 << 1, /* there are not too many different ones */
    NAME_ITEM = 1 << 2,     /* item, entry */
    NAME_HOLDS_ITEMS = 1 << 3,
    NAME_RDF = 1 << 4,       /* holds items of any prefix */
    NAME_FOREIGN = 1 << 5,   /* may hold an item as an example */
    NAME_UNENDED = 1 << 6,   /* of HTML: the next of its name ends it */
    NAME_TEXT_ONLY = 1 << 7, /* holds no element */
    NAME_FIELD = 1 << 8,     /* of a feed or an item: ends a NAME_TEXT_ONLY */
    NAME_VOID = 1 << 9,      /* of HTML: has no end tag */
};

struct known_name {
    const char *name;
    size_t len;
    unsigned kinds;
};

#define MEND_KNOWN_SLOTS 64

struct declared_entity {
    const char *name;
    const char *value;
    size_t name_len;
    size_t value_len;
};

struct tag_attribute {
    const char *name;
    const char *value;
    uint32_t name_len;
    uint32_t value_len;
};

/* A start tag as it stands in the source. */
struct tag {
    const char *begin;
    const char *name;
    const char *end; /* behind '>' */
    size_t name_len;
    unsigned kinds; /* of its name */
    struct tag_attribute attributes[MEND_ATTRIBUTES_MAX];
    size_t count;
    unsigned namespaces; /* that it declares */
    bool is_empty;       /* "/>" */
    bool is_clean;       /* well-formed: may go out as it stands */
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
    bool is_stopped; /* the sink wants no more */
    unsigned depth;
    unsigned too_deep; /* elements open beyond the limit, which are left out */
    unsigned namespaces;
    bool has_seen[FAULT_COUNT];
    struct open_element open[MEND_DEPTH_MAX];
    struct declared_entity entities[MEND_ENTITIES_MAX];
    size_t entity_count;
    size_t expanded; /* bytes that declared entities stood for */
    struct mend_search comment_end;
    struct mend_search cdata_end;
    struct known_name known[MEND_KNOWN_SLOTS]; /* the last ones asked for */
    size_t name_count;
    uint64_t *names; /* hashes; 0: free */
    size_t name_slots;
    const char *span; /* of the source, behind `out`: written, but not copied yet */
    size_t span_len;
    char last; /* byte that was written */
    size_t out_len;
    char *out;      /* MEND_OUT_SIZE */
    struct tag tag; /* the one at hand: too large to be made anew each time */
};

enum mend_place {
    PLACE_TEXT = 1,
    PLACE_CDATA = 2,
    PLACE_ATTRIBUTE = 4
};

void mend_put(struct mend *m, const char *bytes, size_t len); /* they stay until mend_flush() */
void mend_put_made(struct mend *m, const char *bytes, size_t len);
void mend_put_string(struct mend *m, const char *text);
void mend_flush(struct mend *m);
void mend_note(struct mend *m, enum mend_fault fault, const char *where);

/* Writes source text so that it is well-formed in that place; references become characters. */
void mend_put_text(struct mend *m, const char *text, size_t len, enum mend_place place);

/* Behind what mend_put_text() writes as it stands. */
const char *mend_skip_plain(const char *at, const char *end, enum mend_place place);

/* True when mend_put_text() would write it as it stands. */
bool mend_is_clean(const char *text, size_t len, enum mend_place place);

/* At '<' before a name: writes the start tag and steps behind it. False: it is no tag. */
bool mend_start_tag(struct mend *m);

/* At "</" before a name: closes what it closes and steps behind it. */
void mend_end_tag(struct mend *m);

/* Closes the open elements above `depth`. */
void mend_close_to(struct mend *m, unsigned depth);

/* At "<!DOCTYPE": keeps the simple entities of the internal subset and steps behind it. */
void mend_doctype(struct mend *m);

/* False: the document has too many different names already. */
bool mend_admit_name(struct mend *m, const char *name, size_t len);

/* What the name is (enum name_kind); admits it. */
unsigned mend_name_kinds(struct mend *m, const char *name, size_t len);

const char *mend_find(const char *from, const char *end, const char *needle);
bool mend_is_name_start(char c);
const char *mend_skip_name(const char *at, const char *end);
