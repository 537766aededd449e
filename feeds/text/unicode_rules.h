/* unicode_rules.h: GRAMMAR section 2's classes of characters, asked of ICU. Exact and slow:
 * characters.h knows the common ones by heart. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* `enum character_class` or-ed. */
uint8_t unicode_class(uint32_t c);

/* Steps 1 and 4 of the preparation: is it written for an apostrophe? */
bool unicode_is_apostrophe(uint32_t c);

/* Step 5: is it deleted? */
bool unicode_is_deleted(uint32_t c);

/* A mark that the fold removes. */
bool unicode_is_removed_mark(uint32_t c);
