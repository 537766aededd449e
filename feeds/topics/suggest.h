/* suggest.h: the name that was probably meant. */
#pragma once

#include <stddef.h>

/* The nearest of `names` to the first `len` bytes of `written`, ASCII case aside; NULL when none is
 * near enough to be a slip of the hand. */
const char *suggest_nearest(const char *written, size_t len, const char *const *names,
                            size_t count);
