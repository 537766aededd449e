/* xml_source.h: an XML feed document. */
#pragma once

#include "feeds/parse/parse.h"

struct encoded;
struct warnings;

/* Borrows `encoded` until it returns. */
enum parse_outcome xml_read_document(const struct parse_input *input, const struct encoded *encoded,
                                     struct arena *arena, struct document *document,
                                     struct warnings *warnings, struct error *err);
