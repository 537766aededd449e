/* xml_source.h: an XML feed document, read with libxml2. */
#pragma once

#include "feeds/parse/parse.h"

struct encoded;
struct warnings;

/* `text` is UTF-8, NUL-terminated. */
enum parse_outcome xml_read_document(const struct parse_input *input, const char *text, size_t len,
                                     struct arena *arena, struct document *document,
                                     struct warnings *warnings, struct error *err);
