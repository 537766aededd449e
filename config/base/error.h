/* error.h: what went wrong, for a person, with the place where it did. */
#pragma once

#include "config/base/attributes.h"

/* Filled by the function that fails, given a sentence more by each level that knows more, reported
 * once at the top. A zeroed struct is "no error". Texts are UTF-8 and cut at their
 * array's size, on a character. */
struct error {
    char message[1024];
    char file[256]; /* "" when the mistake is in no file */
    unsigned line;  /* from 1; 0: not known */
    unsigned column;
};

/* Replaces the message. `err` may be NULL: then nobody wants to know. */
void error_set(struct error *err, const char *format, ...) PRINTF_LIKE(2, 3);

/* Puts context before the message: error_add_context(err, "cannot open %s", path) makes
 * "cannot open PATH: MESSAGE". */
void error_add_context(struct error *err, const char *format, ...) PRINTF_LIKE(2, 3);

/* Says where the mistake is. */
void error_set_place(struct error *err, const char *file, unsigned line, unsigned column);
