#include "feeds/fetch/seconds.h"

#include <ctype.h>
#include <stddef.h>

int64_t seconds_parse(const char *value)
{
    const int64_t very_large = INT32_MAX; /* as RFC 9111 says */
    int64_t seconds = 0;

    if (value == NULL || !isdigit((unsigned char)*value))
        return -1;
    for (; isdigit((unsigned char)*value); value++) {
        seconds = seconds * 10 + (*value - '0');
        if (seconds > very_large)
            seconds = very_large;
    }
    return *value == '\0' ? seconds : -1;
}
