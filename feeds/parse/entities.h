/* entities.h: characters by the names and numbers that HTML has for them. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* The character of an HTML 4 entity such as "eacute" (case counts), 0 when there is none. */
uint32_t entity_character(const char *name, size_t len);

/* What U+0080 to U+009F stand for, read as windows-1252; 0 for none. */
uint32_t character_of_c1(uint32_t c1);

/* The character as UTF-8. Returns its length. */
size_t character_encode(uint32_t character, char out[4]);
