/* spelling.h: how far one spelling of a name is from another. */
#pragma once

#include <stddef.h>

#define SPELLING_MAX 64 /* bytes of a name that are compared */

/* The number of letters to insert, delete, change or swap with the next between `a` and `b`, ASCII
 * case aside (optimal string alignment). */
size_t spelling_distance(const char *a, size_t a_len, const char *b, size_t b_len);
