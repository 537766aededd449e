/* encoding_latin.h: encodings of Latin letters, told apart by the alphabets of languages. */
#pragma once

#include <stddef.h>

/* The first label in which nearly all letters beyond ASCII are of one language; windows-1252 comes
 * first. NULL: there are fewer than `least` letters, or none fits. */
const char *encoding_detect_latin(const char *bytes, size_t len, size_t least);
