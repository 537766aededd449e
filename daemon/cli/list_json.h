/* list_json.h: a list of feeds on its way from the process that read it. */
#pragma once

#include "config/base/attributes.h"

#include <stdbool.h>

struct arena;
struct buffer;
struct error;
struct feed_list;

void list_json_write(const struct feed_list *list, struct buffer *out);

/* False: it is no list; `err` says so. What it makes lives in `arena`. */
bool list_json_read(struct feed_list *list, const struct buffer *json, struct arena *arena,
                    struct error *err) MUST_CHECK;
