/* html_entities.h: character references of HTML (WHATWG HTML section 13.2.5.72 and on). */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define HTML_ENTITY_SIZE 8 /* bytes that any reference becomes, at most */

/* Reads the reference at `at`, an ampersand; `end` is behind the text. Returns the bytes that it
 * takes and writes what it stands for; 0 when the ampersand is only an ampersand. C1 numbers are
 * read as windows-1252, two halves of UTF-16 as one character, numbers of no character as U+FFFD.
 */
size_t html_entity_read(const char *at, const char *end, char out[HTML_ENTITY_SIZE],
                        size_t *out_len);

/* As before, within an attribute's value, where "&copy=" is a parameter of a URL, and in text that
 * may not be HTML, where "R&region" has no sign. */
size_t html_entity_read_in_attribute(const char *at, const char *end, char out[HTML_ENTITY_SIZE],
                                     size_t *out_len);

/* What U+0080 to U+009F stand for, read as windows-1252; 0 for none. */
uint32_t html_character_of_c1(uint32_t c1);
