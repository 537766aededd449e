/* encoding_double.h: UTF-8 that was taken for windows-1252 and written once more. */
#pragma once

#include "config/base/buffer.h"

#include <stdbool.h>

/* Reads what was encoded twice ("Ã©", "&#195;&#169;", "&Atilde;&copy;"): true when the whole text
 * is such, or what stands between two tags is; `utf8` then is what it was. */
bool encoding_undo_double(const char *text, size_t len, struct buffer *utf8);
