/* encoding_cyrillic.h: which of the code pages for Cyrillic a text is written in. */
#pragma once

#include <stddef.h>

/* A label, or NULL when the bytes read as no language that is written in Cyrillic. */
const char *encoding_detect_cyrillic(const char *bytes, size_t len);
