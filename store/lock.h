/* lock.h: one writer in a state folder. */
#pragma once

struct error;

/* Takes the lock of the folder for as long as the descriptor is open. -1 and `err`, which names who
 * holds it. */
int lock_take(const char *state_dir, struct error *err);
void lock_release(int lock); /* -1 is allowed */
