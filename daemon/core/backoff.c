#include "daemon/core/backoff.h"

#define FIRST 5
#define MOST 3600
#define DOUBLINGS_MAX 20
#define JITTER_SHARE 0.2
#define RETRY_AFTER_MAX 86400

int64_t backoff_seconds(int32_t attempts, int64_t retry_after, double jitter)
{
    int32_t doublings = attempts < 1 ? 0 : attempts - 1;
    int64_t wait = (int64_t)FIRST << (doublings < DOUBLINGS_MAX ? doublings : DOUBLINGS_MAX);

    wait = wait < MOST ? wait : MOST;
    wait += (int64_t)((double)wait * JITTER_SHARE * jitter);
    if (retry_after > RETRY_AFTER_MAX)
        retry_after = RETRY_AFTER_MAX;
    return wait > retry_after ? wait : retry_after;
}
