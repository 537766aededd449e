/* date_iso.h: the forms of ISO 8601 that no other reading of a date has. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Reads partial, compact, week and ordinal dates: "2003", "2003-12", "20031231", "031231",
 * "2003-335", "2009-W01-1" … `rest` is what follows: empty, the time without its 'T', or a zone
 * alone. False: the text begins with none of them. */
bool date_iso_read_day(const char *text, int64_t *days, const char **rest);
