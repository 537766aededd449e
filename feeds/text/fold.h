/* fold.h: the two forms of a word (GRAMMAR section 2, last paragraph). */
#pragma once

#include <stddef.h>

struct arena;

/* Full case folding, NFD, marks removed, ø→o ł→l … æ→ae, NFC. NUL-terminated. */
char *text_fold(struct arena *arena, const char *text, size_t len);

/* Full case folding, NFC: what a stemmer wants (GRAMMAR section 3, ~strike). */
char *text_fold_case(struct arena *arena, const char *text, size_t len);

/* NFC. */
char *text_compose(struct arena *arena, const char *text, size_t len);

/* Upper case, NFC: of the letters of a dotted acronym. */
char *text_capitals(struct arena *arena, const char *text, size_t len);
