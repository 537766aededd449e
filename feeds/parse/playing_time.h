/* playing_time.h: how long a recording is, as podcasts write it. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Reads "1:02:03", "62:03", seconds with a fraction or not, and numbers with units as "PT1H2M3S",
 * "1h 2m", "62 minutes". False: it is none of them. */
bool playing_time_parse(const char *text, int64_t *seconds);
