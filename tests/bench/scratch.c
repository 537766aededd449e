#include "tests/bench/scratch.h"

#include "tests/bench/meter.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *scratch_new(void)
{
    const char *parent = getenv("TMPDIR");
    char *path;

    if (asprintf(&path, "%s/storywatch-bench-XXXXXX", parent != NULL ? parent : "/var/tmp") < 0 ||
        mkdtemp(path) == NULL)
        meter_fail("cannot make a folder", strerror(errno));
    return path;
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *place)
{
    (void)status;
    (void)kind;
    (void)place;
    return remove(path);
}

void scratch_remove(char *path)
{
    nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(path);
}
