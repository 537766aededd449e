/* encoding_said.h: what is said of a document's encoding: its mark, its header, its declaration. */
#pragma once

#include "feeds/parse/encoding_names.h"

#include <stddef.h>

struct arena;

/* Steps over the byte order mark at `*bytes` and returns its encoding's label. NULL: there is none.
 */
const char *encoding_skip_mark(const char **bytes, size_t *len);

/* By the charset of HTTP's Content-Type, which may be NULL. */
struct encoding_name encoding_of_header(struct arena *arena, const char *content_type);

/* By the XML declaration, which may stand behind what is none of it; `text` has ASCII's signs. */
struct encoding_name encoding_of_declaration(struct arena *arena, const char *text, size_t len);
