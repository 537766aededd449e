/* mend.h: elements and text out of what means to be XML, in one pass and linear time.
 *
 * What comes out is as of a well-formed document with namespaces, whatever stood there: elements
 * end in order, names are ASCII with one colon at most, references are characters, line ends are
 * one. Of a DOCTYPE only entities of plain text count; nothing else is read or opened. Depth,
 * attributes, namespaces and names are bounded.
 *
 * Not libxml2's parser: it loses all that follows the first fault, so that each document would have
 * to be mended into another one for it and read twice. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define MEND_DEPTH_MAX 256 /* elements */
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
    FAULT_VALUE,
    FAULT_NAME,
    FAULT_BLANKS,
    FAULT_STRAY_END,
    FAULT_UNCLOSED,
    FAULT_OUTSIDE,
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

/* Of elements and attributes: names, prefixes and URIs live until mend_document() returns, and of
 * two equal URIs there is one pointer. A URI is NULL for no namespace and for a prefix that nobody
 * declared, a prefix where none is written. Values die with the call and have no NUL behind them.
 */
struct mend_attribute {
    const char *prefix;
    const char *uri;
    const char *name;
    const char *value;
    size_t len;
};

struct mend_tag {
    const char *prefix;
    const char *uri;
    const char *name;
    const char *default_uri; /* the default namespace that the tag declares; NULL: it does not */
    const struct mend_attribute *attributes; /* without those that declare namespaces */
    size_t count;
    size_t offset; /* of the tag in the text */
};

struct mend_sink {
    void (*on_start)(void *owner, const struct mend_tag *tag);
    void (*on_text)(void *owner, const char *text, size_t len); /* one text may come in parts */
    void (*on_end)(void *owner); /* of the innermost element; also of one without content */
    void (*on_fault)(void *owner, enum mend_fault fault, size_t offset);
    bool (*is_over)(void *owner); /* asked before each tag; true: no more is wanted */
    void *owner;
};

void mend_document(const struct mend_source *source, const struct mend_sink *sink);

/* A sentence about the fault. */
const char *mend_fault_text(enum mend_fault fault);
