/* encoding_repair.h: UTF-8 of which some bytes are not. */
#pragma once

#include "config/base/buffer.h"

#include <stddef.h>

/* Appends it to `utf8`, those bytes read as windows-1252, or as the page of Windows for the script
 * that the text is in. Returns how many they were; `sequences` counts the good characters beyond
 * ASCII. */
size_t encoding_repair_utf8(const char *bytes, size_t len, struct buffer *utf8, size_t *sequences);
