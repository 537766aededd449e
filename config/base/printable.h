/* printable.h: which characters are seen when they are shown. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* False for controls, separators and format characters (what moves a cursor, turns a line around or
 * cannot be seen), and for code points that stand for no character. */
bool printable_is(uint32_t point);

/* True for controls, separators and format characters, but not for the joiners (ZWJ, ZWNJ) that
 * scripts and emoji need, nor for what may be a character: what no terminal and no reader of JSON
 * is to be shown as it is (TRUST 6). */
bool printable_is_deceptive(uint32_t point);
