/* encoding_mac.h: encodings of the classic Macintosh that no library has: they are its Roman one
 * with a few other characters. */
#pragma once

#include <stdint.h>

struct encoding_mac;

/* By its label, of which only letters and digits are left, in lower case. NULL: it is none. */
const struct encoding_mac *encoding_mac_of(const char *squeezed);

const char *encoding_mac_name(const struct encoding_mac *mac);

/* What stands where Roman has `c`. */
uint16_t encoding_mac_character(const struct encoding_mac *mac, uint16_t c);
