/* excerpt.h: the first words of an error page, for an operator. */
#pragma once

#include <stddef.h>

#define EXCERPT_SIZE 201 /* bytes, with the NUL */

/* One line of printable ASCII or valid UTF-8: markup, scripts and styles left out, white space
 * folded. Returns `out`. */
const char *excerpt_make(const void *body, size_t len, char out[EXCERPT_SIZE]);
