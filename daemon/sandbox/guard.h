/* guard.h: a bound on the time that a library may take over a document, which can keep it busy for
 * ever (TRUST 4). */
#pragma once

#define GUARD_SECONDS 5 /* of CPU */

/* From here on GUARD_SECONDS of CPU time end the process, by a signal, until guard_end(). */
void guard_begin(void);
void guard_end(void);
