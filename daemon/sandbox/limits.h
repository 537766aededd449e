/* limits.h: what the roles' sandboxes are made of. */
#pragma once

#include "config/base/attributes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;

/* Sanitizers look into their own process, which a closed sandbox does not let them. */
#if defined(__SANITIZE_ADDRESS__)
#define SANDBOX_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANDBOX_SANITIZED 1
#endif
#endif

/* Sets RLIMIT_* to `most`, or to what is left of it. */
MUST_CHECK bool sandbox_limit(int resource, uint64_t most, struct error *err);

/* What a process may hold: `data` bytes of memory of its own, its first thread `stack` bytes, each
 * other thread `thread_stack`. Without effect under sanitizers, whose shadow is all of memory. */
MUST_CHECK bool sandbox_limit_memory(uint64_t data, uint64_t stack, size_t thread_stack,
                                     struct error *err);
