/* jsonfeed.h: JSON Feed 1.0 and 1.1. */
#pragma once

#include "feeds/parse/parse.h"

struct encoded;
struct warnings;

/* Borrows `encoded` until it returns. */
enum parse_outcome json_read_document(const struct parse_input *input,
                                      const struct encoded *encoded, struct arena *arena,
                                      struct document *document, struct warnings *warnings,
                                      struct error *err);
