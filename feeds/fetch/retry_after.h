/* retry_after.h: how long a server asks to be left alone (RFC 9110 section 10.2.3). */
#pragma once

#include <stdint.h>

#define RETRY_AFTER_MAX ((int64_t)30 * 24 * 3600)

/* Seconds from now, at most RETRY_AFTER_MAX. A date counts from the answer's own `date` (NULL or
 * unreadable: from `now`), so that a server's wrong clock does no harm. 0: none, zero, past or
 * unreadable. */
int64_t retry_after_parse(const char *value, const char *date, int64_t now);
