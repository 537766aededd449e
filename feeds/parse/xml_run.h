/* xml_run.h: libxml2 over mended text (mend.h), with every option that keeps it harmless. */
#pragma once

#include "feeds/parse/mend.h"

#include <libxml/parser.h>

struct xml_run {
    xmlSAXHandler *handler;
    void *owner;                  /* of all callbacks */
    bool (*is_over)(void *owner); /* true: no more is wanted */
    void (*on_fault)(void *owner, enum mend_fault fault, size_t offset);
    void (*on_tag)(void *owner, size_t offset); /* as mend_sink's; NULL is allowed */
};

/* The callbacks come before it returns. */
void xml_run(const struct mend_source *source, const struct xml_run *run);
