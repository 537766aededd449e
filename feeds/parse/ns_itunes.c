#include "feeds/parse/readers.h"

#include <stdlib.h>

/* "1:02:03", "62:03" or seconds. */
READER(itunes_read_duration)
{
    struct draft *draft = reader->draft;
    int64_t seconds = 0;
    const char *at = element->text;

    (void)rule;
    for (int part = 0; part < 3; part++) {
        char *end;
        long number = strtol(at, &end, 10);
        if (end == at || number < 0 || number > 1000000)
            return;
        seconds = seconds * 60 + number;
        if (*end != ':')
            break;
        at = end + 1;
    }
    if (draft->attachment_count > 0 &&
        draft->attachments[draft->attachment_count - 1].duration_in_seconds == 0)
        draft->attachments[draft->attachment_count - 1].duration_in_seconds = seconds;
}
