/* json_source.h: the values of a JSON Feed: as they stand, mended where they are no JSON
 * (json_mend.h), else of the items that are whole (json_salvage.h). */
#pragma once

#include <jansson.h>
#include <stddef.h>

struct warnings;

/* The root, which is the caller's. What was mended or left out is warned of. NULL: nothing is left
 * of it, and `problem` says what is wrong. */
json_t *json_source_load(const char *text, size_t len, struct warnings *warnings,
                         json_error_t *problem);
