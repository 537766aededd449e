/* backoff.h: how long to wait before trying a delivery again. */
#pragma once

#include <stdint.h>

#define BACKOFF_LONGEST INT32_MAX /* attempts: of a failure that will not pass soon */

/* Seconds: 5 × 2^(attempts - 1), at most an hour, lengthened by up to a fifth by `jitter` from [0,
 * 1); at least what the server asked for (0: it did not), at most a day. */
int64_t backoff_seconds(int32_t attempts, int64_t retry_after, double jitter);
