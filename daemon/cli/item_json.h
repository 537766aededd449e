/* item_json.h: an item in the form that `replay` reads. */
#pragma once

struct arena;
struct buffer;
struct stored_item;

/* Appends one object, without newline. `arena` is scratch. */
void item_json_write(const struct stored_item *stored, struct arena *arena, struct buffer *out);
