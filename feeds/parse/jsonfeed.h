/* jsonfeed.h: JSON Feed 1.0 and 1.1. */
#pragma once

#include "feeds/parse/parse.h"

struct warnings;

/* `text` is UTF-8. */
enum parse_outcome json_read_document(const struct parse_input *input, const char *text, size_t len,
                                      struct arena *arena, struct document *document,
                                      struct warnings *warnings, struct error *err);
