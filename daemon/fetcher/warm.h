/* warm.h: opens what libraries open late, before the sandbox closes (TRUST 2, step 3). */
#pragma once

struct warmth; /* converters, kept open: glibc unloads the code of one that nobody has open */

/* Resolver, ICU's data, converters. What is missing shows when it is needed. */
struct warmth *warm_up(void);
void warm_down(struct warmth *warmth); /* NULL is allowed */
