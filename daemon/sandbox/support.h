/* support.h: what this kernel has of the sandbox, asked without entering any of it. */
#pragma once

#include "config/base/attributes.h"

#include <stdbool.h>

struct error;

/* 0: there is no Landlock; `err` says why. */
int sandbox_landlock_abi(struct error *err);

/* False: no filter can be set; `err` says why. */
bool sandbox_has_seccomp(struct error *err);
