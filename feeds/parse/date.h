/* date.h: dates as feeds write them. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Reads RFC 822, RFC 850, asctime(), W3CDTF, ISO 8601 (also week and ordinal dates) and the
 * accidents of all of them, names of months and days in many languages. Without a zone it is UTC.
 * False: no date can be told from it. */
bool date_parse(const char *text, int64_t *time);
