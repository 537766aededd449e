/* prepare.h: a text made ready for the cut (GRAMMAR section 2, "Prepare a zone"), with the way back
 * to where each byte came from. */
#pragma once

#include "config/base/buffer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A part of the prepared text: copied byte for byte from the source, or made of all of
 * [begin, end). */
struct stretch {
    uint32_t at; /* in the prepared text; it reaches to the next stretch's */
    uint32_t begin;
    uint32_t end;
    bool is_copied;
};

struct prepared {
    const char *text; /* the source itself where nothing changed; borrowed from it then */
    size_t len;
    struct stretch *stretches;
    size_t stretch_count;
    size_t stretch_capacity;
    struct buffer changed;
};

void prepared_init(struct prepared *prepared);
void prepared_free(struct prepared *prepared);

/* Prepares another text; the one before is forgotten, its memory used again. */
void prepared_read(struct prepared *prepared, const char *source, size_t len);

static inline const struct stretch *prepared_stretch(const struct prepared *prepared, size_t at,
                                                     size_t *stretch)
{
    while (*stretch + 1 < prepared->stretch_count && prepared->stretches[*stretch + 1].at <= at)
        ++*stretch;
    return &prepared->stretches[*stretch];
}

/* Does each of its bytes stand where it stands in the source? */
static inline bool prepared_is_source(const struct prepared *prepared)
{
    return prepared->stretch_count == 1 && prepared->stretches[0].is_copied &&
           prepared->stretches[0].begin == 0;
}

/* Where the bytes before `prepared->text + at`, and the byte there, stand in the source. `*stretch`
 * is a cursor that begins at 0 and must be asked with ascending `at`. `at` < len. Inline, since
 * every word of every text asks. */
static inline uint32_t prepared_begin(const struct prepared *prepared, size_t at, size_t *stretch)
{
    const struct stretch *found = prepared_stretch(prepared, at, stretch);

    return found->is_copied ? found->begin + (uint32_t)(at - found->at) : found->begin;
}

static inline uint32_t prepared_end(const struct prepared *prepared, size_t at, size_t *stretch)
{
    const struct stretch *found = prepared_stretch(prepared, at, stretch);

    return found->is_copied ? found->begin + (uint32_t)(at - found->at) + 1 : found->end;
}
