/* file_kind.h: what a file that is no feed is, by its first bytes. */
#pragma once

#include <stddef.h>

/* "a gzip file", "a PDF document" …, static; NULL: not one that is known. */
const char *file_kind(const void *bytes, size_t len);
