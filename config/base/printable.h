/* printable.h: which characters are seen when they are shown. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* False for controls, separators and format characters (what moves a cursor, turns a line around or
 * cannot be seen), and for code points that stand for no character. */
bool printable_is(uint32_t point);
