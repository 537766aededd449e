/* encoding_detect.h: what encoding bytes look like of which nobody said it. */
#pragma once

#include <stddef.h>

/* A label, or NULL when nothing is likely. */
const char *encoding_detect(const char *bytes, size_t len);

/* The encodings of ISO 2022 and HZ by their escape sequences. NULL: there is none. */
const char *encoding_detect_shifted(const char *bytes, size_t len);

/* UTF-16 or UTF-32 by where the zero bytes of the first characters stand, EBCDIC by its "<?xm".
 * NULL: none of them. */
const char *encoding_detect_wide(const char *bytes, size_t len);

/* As encoding_detect(), where Latin-1 is said: only what is surely of another script or of
 * letters that Latin-1 does not have, else NULL. */
const char *encoding_detect_other_than_latin1(const char *bytes, size_t len);

/* The encoding of a text in Latin letters that is said to be of another script's; NULL: it does not
 * look so. */
const char *encoding_detect_latin_text(const char *bytes, size_t len);
