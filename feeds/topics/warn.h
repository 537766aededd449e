/* warn.h: what is well written and probably not meant (GRAMMAR 6). */
#pragma once

#include "feeds/topics/query_parser.h"

struct watch_list_source;

typedef void warn_on_warning(void *owner, struct query_mistake warning);

/* Calls `on_warning` for each warning of a query. Messages are in the arena. */
void warn_about(const struct query_tokens *tokens, const struct query_node *root,
                const struct watch_list_source *source, struct arena *arena,
                warn_on_warning *on_warning, void *owner);
