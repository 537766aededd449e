/* encoding_names.h: the labels by which documents name their encoding. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct encoding_mac;

enum encoding_kind {
    ENCODING_UNKNOWN,
    ENCODING_UTF8,
    ENCODING_ASCII, /* what calls itself so and is not is of no known encoding */
    ENCODING_LATIN, /* windows-1252 and what is read as it */
    ENCODING_WIDE,  /* UTF-16, UTF-32 */
    ENCODING_OTHER,
};

struct encoding_name {
    enum encoding_kind kind;
    const char *converter;          /* for ucnv_open(), or iconv_open() */
    bool is_foreign;                /* for iconv_open() */
    const char *name;               /* for people */
    const struct encoding_mac *mac; /* what the converter's characters stand for; most often NULL */
};

/* Finds the encoding of a label: IANA's names and everybody's spellings. Where the web reads a
 * larger set under a name, so do we (WHATWG Encoding section 4.2). Strings live in `arena`. */
struct encoding_name encoding_of_label(struct arena *arena, const char *label, size_t len);
