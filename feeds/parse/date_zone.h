/* date_zone.h: zones by their long names and by their places. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Minutes east of UTC of a zone's long English name, as "Eastern Daylight Time". Returns its
 * length, 0 when the text begins with none. */
size_t date_zone_read(const char *text, int *minutes);

/* Minutes east of UTC of a zone such as "Europe/Brussels" at a local time. False: unknown. */
bool date_area_offset(const char *area, size_t len, int64_t local_time, int *minutes);
