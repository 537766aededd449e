/* base.h: what relative URLs are relative to where neither xml:base nor Content-Location says it:
 * the page that the feed is of, for feeds are fetched from hosts that only pass them on. Atom's, to
 * the document (RFC 4287 section 2), but from another host. */
#pragma once

struct reader;

/* By what the document has said so far; NULL: nothing yet. */
const char *base_of(const struct reader *reader);

/* The first answer of base_of(), and the same ever after. What was resolved by it is right where
 * base_of() says so at the document's end, too: else the document has to be read once more. */
const char *base_assumed(struct reader *reader);
