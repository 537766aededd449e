/* mail_letter.h: an alert as a mail that a person reads (RFC 5322). */
#pragma once

#include "config/base/attributes.h"

#include <stdbool.h>
#include <stdint.h>

struct buffer;

struct mail_letter {
    const char *store_uuid;
    const char *from; /* an address */
    const char *to;   /* addresses, with commas between */
    int64_t alert;
    int64_t follows;  /* the alert whose mail begins the thread; 0: this one does */
    const char *line; /* the alert's JSON object */
};

#define MAIL_LETTER_MAX (512UL * 1024) /* bytes; a line is 64 KiB, each byte at most three here */

/* Appends the whole mail, its lines ended by CR LF: the same on every try, under the Message-ID
 * "<STORE-ALERT@HOST OF THE SENDER>". Nothing that the alert holds can begin a header. False: the
 * line is no alert. */
MUST_CHECK bool mail_letter_write(const struct mail_letter *letter, struct buffer *out);
