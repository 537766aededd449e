/* warm.h: opens what libraries open late, before the sandbox closes (TRUST 2, step 3). */
#pragma once

/* Resolver and name service modules, ICU's data, converters. What is missing shows when it is
 * needed. */
void warm_up(void);
