/* encoding.h: from the bytes of a document to UTF-8. */
#pragma once

#include <stddef.h>

struct arena;
struct parse_input;
struct warnings;

struct encoded {
    const char *name; /* of the encoding that was read, in lower case */
    const char *text; /* well-formed UTF-8 without byte order mark, NUL-terminated */
    size_t len;
    void *owned; /* NULL, or what encoding_free() frees */
};

/* Never fails: bytes that no encoding explains are read as windows-1252. */
void encoding_decode(const struct parse_input *input, struct arena *arena,
                     struct warnings *warnings, struct encoded *encoded);
void encoding_free(struct encoded *encoded);
