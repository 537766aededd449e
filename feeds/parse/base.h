/* base.h: what relative URLs are relative to where neither xml:base nor Content-Location says it:
 * the page that the feed is of, for feeds are fetched from hosts that only pass them on. Atom's, to
 * the document (RFC 4287 section 2), but from another host. */
#pragma once

#include <stdbool.h>

struct reader;

/* Of the feed's link to its page, the document's address and the feed's link to itself, each of
 * which may be NULL. */
const char *base_of_links(const char *page, const char *document, const char *self);

/* By what the document has said so far; NULL: nothing yet. */
const char *base_of(const struct reader *reader);

/* The first answer of base_of(), and the same ever after. */
const char *base_assumed(struct reader *reader);

/* At the document's end: was all resolved by `base`? Else it has to be read once more. */
bool base_held(const struct reader *reader, const char *base);
