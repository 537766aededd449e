/* base.h: what relative URLs are relative to: xml:base, else the document's Content-Location, else
 * the page that the feed is of, for feeds are fetched from hosts that only pass them on. Atom's, to
 * the document (RFC 4287 section 2), but from another host. */
#pragma once

#include <stdbool.h>

struct keep;
struct parse_input;
struct reader;

/* The document's Content-Location; NULL: none. */
const char *base_location(struct keep *keep, const struct parse_input *input);

/* Where the document is, which the feed's own links are relative to: its Content-Location, else its
 * URL. NULL: neither is known. */
const char *base_of_document(struct keep *keep, const struct parse_input *input);

/* Of the feed's link to its page, the document's address and the feed's link to itself, each of
 * which may be NULL. */
const char *base_of_links(const char *page, const char *document, const char *self);

/* By what the document has said so far; NULL: nothing yet. */
const char *base_of(const struct reader *reader);

/* As keep_url(). Without a base by the first answer of base_of(), the same ever after. */
const char *base_resolve(struct reader *reader, const char *base, const char *reference);

/* At the document's end: was all resolved by `base`? Else it has to be read once more. */
bool base_held(const struct reader *reader, const char *base);
