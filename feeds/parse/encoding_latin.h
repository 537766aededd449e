/* encoding_latin.h: encodings of Latin letters, told apart by the alphabets of languages. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* The first label in which nearly all letters beyond ASCII are of one language; windows-1252 comes
 * first. NULL: there are fewer than `least` letters, or none fits. */
const char *encoding_detect_latin(const char *bytes, size_t len, size_t least);

/* Do most letters of other scripts in this UTF-8 stand in words with letters of ASCII? Only Latin
 * text that was read in another script's encoding has such: "Grцьner". */
bool encoding_mixes_scripts(const char *utf8, size_t len);
