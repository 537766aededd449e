/* scratch.h: a folder for a benchmark's files, gone afterwards. */
#pragma once

/* The path of a new folder in TMPDIR, else /var/tmp (on a disk, as a store is); the caller frees
 * it. */
char *scratch_new(void);

/* Deletes the folder with all that is in it and frees the path. */
void scratch_remove(char *path);
