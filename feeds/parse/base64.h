/* base64.h: RFC 4648 as Atom's contents use it. */
#pragma once

#include <stddef.h>

struct arena;

/* The bytes that the text stands for, NUL-terminated, white space and padding apart. NULL when they
 * are no UTF-8. */
char *base64_decode(struct arena *arena, const char *text, size_t len, size_t *decoded);
