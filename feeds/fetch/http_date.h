/* http_date.h: dates in HTTP headers (RFC 9110 section 5.6.7). */
#pragma once

#include "config/base/rfc3339.h"

#include <stdint.h>

/* UTC seconds; NO_TIME when `value` is NULL or no date. */
int64_t http_date_parse(const char *value);
