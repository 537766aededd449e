/* guard.h: a bound on the time that reading one document may take. */
#pragma once

#define GUARD_SECONDS 5 /* of CPU (TRUST 4: one document's parse) */

/* From here on GUARD_SECONDS of CPU time end the process, by a signal, until guard_end(). */
void guard_begin(void);
void guard_end(void);
