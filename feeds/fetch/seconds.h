/* seconds.h: delta-seconds of HTTP headers (RFC 9111 section 1.2.2). */
#pragma once

#include <stdint.h>

/* The number that `value` is; one too large to be kept is a very large one. -1: it is none. */
int64_t seconds_parse(const char *value);
