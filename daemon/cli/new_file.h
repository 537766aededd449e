/* new_file.h: a file that is there whole, or not at all. */
#pragma once

#include "config/base/attributes.h"

#include <stdbool.h>
#include <stddef.h>

struct error;

/* Writes `path`, making its folder if there is none. Unless `is_forced`, a file that is there stays
 * as it is. False: `err` says why. */
bool new_file_write(const char *path, const char *bytes, size_t len, bool is_forced,
                    struct error *err) MUST_CHECK;
