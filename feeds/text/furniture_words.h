/* furniture_words.h: how sites word what they put round a story, in many languages: lower case, '
 * for every apostrophe, each list ended by NULL (pairs by a NULL begin). */
#pragma once

#include "feeds/text/phrases.h"

/* Leads on to the rest of the text, at the end of what there is of it. */
extern const struct phrase words_read_more[];

/* The same, but also words of a sentence: only with an arrow, dots or brackets round it. */
extern const struct phrase words_more[];

/* Stands behind the first of these when a place follows: "Read more at …". */
extern const struct phrase words_at[];

/* Leads to other texts: alone, or when a colon or the like and a title follow. */
extern const struct phrase words_related[];

/* Stands in a block of its own, among others of these or of the second list. */
extern const struct phrase words_alone[];
extern const struct phrase words_beside[];

/* A block at the end of a text that ends with it. */
extern const struct phrase words_rights[];

/* Begins a line of copyright: a year or a name in capitals follows. */
extern const struct phrase words_copyright[];

/* Where sites are followed. */
extern const struct phrase words_networks[];

/* Begins so, and has that in it somewhere behind: "" nothing, NULL one of the networks. */
struct words_pair {
    const char *begin;
    const char *middle;
};

/* The last sentence of a text. */
extern const struct words_pair words_first_on[];

/* A block at the end of a text. */
extern const struct words_pair words_ending[];
