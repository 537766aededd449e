/* keep.h: values of a document as they are kept: trimmed, within the bounds of item.h, each once.
 * What a bound cuts off or leaves out is told in the document's warnings, each bound once. */
#pragma once

#include "feeds/item.h"

#include <stdbool.h>

/* What a long base and many short URLs may come to. */
#define KEEP_GROWTH_MAX ((size_t)16 * 1024 * 1024)

struct warnings;

struct keep {
    struct arena *arena; /* where what is kept lives */
    struct warnings *warnings;
    unsigned told; /* bounds, a bit each */
    size_t growth; /* bytes that resolved URLs are longer than they were written */
};

/* A copy without white space round it, cut to `max` bytes with "…"; NULL when nothing is left. */
const char *keep_string(struct keep *keep, const char *text, size_t len, size_t max);

/* As keep_string(), of what is never shown with markup, but written as if it were: tags are left
 * out and references are the characters that they stand for. */
const char *keep_plain(struct keep *keep, const char *text, size_t len, size_t max);

/* As keep_string(); HTML is not cut inside of a tag. */
struct text keep_text(struct keep *keep, const char *text, size_t len, enum markup markup,
                      size_t max);

/* The absolute http(s) URL; NULL when it is none or too long. */
const char *keep_url(struct keep *keep, const char *base, const char *reference);

/* What can be added once more to a list, which has room for ITEM_TAGS_MAX … of item.h. The strings
 * are kept already. */
void keep_tag(struct keep *keep, const char **list, size_t *count, const char *tag);
/* A person or attachment that is listed already gets what it did not say. */
void keep_author(struct keep *keep, struct person *list, size_t *count,
                 const struct person *person);
void keep_attachment(struct keep *keep, struct attachment *list, size_t *count,
                     const struct attachment *attachment);
