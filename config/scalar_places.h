/* scalar_places.h: where each character of a YAML text stands in the file.
 *
 * libyaml tells only where a text begins, and of a block scalar only where its "|" or ">" is. So
 * the source is walked again beside the value, by the rules of YAML 1.1 for its style: folding,
 * escapes, indentation, chomping. */
#pragma once

#include "config/settings.h"

struct arena;
struct node;

/* The text of `node`, a NODE_TEXT, with its places, in `arena`. False when source and value do not
 * agree, which would be a mistake of this module: then every character stands where the text
 * begins. */
bool scalar_places_find(struct arena *arena, const struct node *node, struct placed_text *text);
