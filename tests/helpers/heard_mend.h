/* heard_mend.h: what the mender tells (mend.h), as heard.h writes it, and the faults that it finds.
 */
#pragma once

#include "feeds/parse/mend.h"
#include "tests/helpers/heard.h"

struct heard_mend {
    struct heard heard;
    unsigned faults; /* bits */
    size_t first_fault;
};

static inline void heard_mend_start(void *owner, const struct mend_tag *tag)
{
    struct heard_mend *mend = owner;

    heard_start(&mend->heard, &(struct heard_name){tag->prefix, tag->uri, tag->name});
    for (size_t i = 0; i < tag->count; i++) {
        const struct mend_attribute *one = &tag->attributes[i];
        heard_attribute(&mend->heard, &(struct heard_name){one->prefix, one->uri, one->name},
                        one->value, one->len);
    }
    heard_start_done(&mend->heard);
}

static inline void heard_mend_text(void *owner, const char *text, size_t len)
{
    struct heard_mend *mend = owner;

    heard_text(&mend->heard, text, len);
}

static inline void heard_mend_end(void *owner)
{
    struct heard_mend *mend = owner;

    heard_end(&mend->heard);
}

static inline void heard_mend_fault(void *owner, enum mend_fault fault, size_t offset)
{
    struct heard_mend *mend = owner;

    if (mend->faults == 0)
        mend->first_fault = offset;
    mend->faults |= 1u << fault;
}

static inline bool heard_mend_never_over(void *owner)
{
    (void)owner;
    return false;
}

/* The names of open elements die with it. */
static inline void heard_mend_document(struct heard_mend *mend, const struct mend_source *source)
{
    const struct mend_sink sink = {heard_mend_start, heard_mend_text,       heard_mend_end,
                                   heard_mend_fault, heard_mend_never_over, mend};

    *mend = (struct heard_mend){.faults = 0};
    heard_begin(&mend->heard);
    mend_document(source, &sink);
}
