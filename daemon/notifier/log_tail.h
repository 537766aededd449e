/* log_tail.h: what the end of an alert log says: how much of it is whole, and which alert is its
 * last (TRUST 5.3). Pure. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct log_tail {
    size_t whole;    /* bytes up to and with the last newline; what follows is torn */
    int64_t last_id; /* of the last whole line that is an alert's; 0: there is none */
};

/* `bytes` are the end of a file, and may begin inside a line. */
struct log_tail log_tail_read(const char *bytes, size_t len);
