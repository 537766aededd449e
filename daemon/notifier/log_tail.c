#include "daemon/notifier/log_tail.h"

#include <string.h>

#define LINE_START "{\"id\":" /* every alert line begins so (DESIGN, The outside) */
#define ID_DIGITS_MAX 18

/* The id of an alert line; 0: it is none. */
static int64_t line_id(const char *line, size_t len)
{
    size_t at = strlen(LINE_START);
    int64_t id = 0;
    size_t digits = 0;

    if (len < at || memcmp(line, LINE_START, at) != 0)
        return 0;
    for (; at < len && line[at] >= '0' && line[at] <= '9'; at++) {
        if (++digits > ID_DIGITS_MAX)
            return 0;
        id = id * 10 + (line[at] - '0');
    }
    return at < len && line[at] == ',' ? id : 0;
}

struct log_tail log_tail_read(const char *bytes, size_t len)
{
    const char *newline = len == 0 ? NULL : memrchr(bytes, '\n', len);
    struct log_tail tail = {.whole = newline == NULL ? 0 : (size_t)(newline - bytes) + 1};
    size_t end = tail.whole;

    /* From the last line back: somebody may have written below the alerts. */
    while (end > 0 && tail.last_id == 0) {
        const char *before = end == 1 ? NULL : memrchr(bytes, '\n', end - 1);
        size_t start = before == NULL ? 0 : (size_t)(before - bytes) + 1;
        tail.last_id = line_id(bytes + start, end - 1 - start);
        end = start;
    }
    return tail;
}
