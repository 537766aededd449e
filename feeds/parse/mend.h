/* mend.h: from text that means to be XML to well-formed XML, in one pass and linear time.
 *
 * libxml2 is given nothing but what comes out here: no DOCTYPE, no entity but the five of XML, no
 * control characters, balanced tags, bounded depth, attributes and namespaces, inside one element
 * put round the whole (so that junk before the root, or a second root, is only content). */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define MEND_DEPTH_MAX 250 /* elements; libxml2 ends at 256, the element round the whole is one */
#define MEND_ATTRIBUTES_MAX 128
#define MEND_NAMESPACES_MAX 256 /* in scope at one place */
#define MEND_NAMES_MAX 4096     /* different names and namespaces in a document */
#define MEND_TAG_MAX ((ptrdiff_t)64 * 1024)
#define MEND_ENTITIES_MAX 100
#define MEND_SUBSET_MAX ((ptrdiff_t)64 * 1024)

/* What was wrong in the text; each kind is told once, where it stood first. */
enum mend_fault {
    FAULT_AMPERSAND,
    FAULT_LESS_THAN,
    FAULT_ENTITY,
    FAULT_REFERENCE,
    FAULT_CONTROL,
    FAULT_CDATA,
    FAULT_COMMENT,
    FAULT_ATTRIBUTE,
    FAULT_DUPLICATE,
    FAULT_NAME,
    FAULT_STRAY_END,
    FAULT_UNCLOSED,
    FAULT_CUT,
    FAULT_DEPTH,
    FAULT_ATTRIBUTES,
    FAULT_NAMESPACES,
    FAULT_NAMES,
    FAULT_TAG,
    FAULT_SUBSET,
    FAULT_COUNT
};

struct mend_source {
    const char *text; /* UTF-8, NUL behind it */
    size_t len;
    bool is_cut; /* what stands open at the end is left open */
};

struct mend_sink {
    bool (*write)(void *owner, const char *xml, size_t len); /* false: no more is wanted */
    void (*on_fault)(void *owner, enum mend_fault fault, size_t offset);
    void *owner;
    /* Called for each start tag that is written, in their order, with its offset in the text; NULL:
     * nobody wants to know. */
    void (*on_tag)(void *owner, size_t offset);
};

void mend_document(const struct mend_source *source, const struct mend_sink *sink);

/* A sentence about the fault. */
const char *mend_fault_text(enum mend_fault fault);
