/* packed.h: lists of strings as one column: ASCII's unit and record separators, which no name or
 * tag holds. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct buffer;
struct person;

/* Appends; an empty list is nothing. Control characters inside the strings become blanks. False
 * when the buffer is full. */
bool packed_add_strings(struct buffer *out, const char *const *strings, size_t count);
bool packed_add_people(struct buffer *out, const struct person *people, size_t count);

/* `packed` may be NULL: an empty list. */
void packed_read_strings(const char *packed, struct arena *arena, const char *const **strings,
                         size_t *count);
/* Absent and empty fields are NULL. */
void packed_read_people(const char *packed, struct arena *arena, const struct person **people,
                        size_t *count);
