#include "feeds/parse/draft.h"
#include "feeds/parse/readers.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

READER(syndication_read_period)
{
    static const struct {
        const char *name;
        int64_t seconds;
    } periods[] = {{"hourly", 3600},
                   {"daily", 86400},
                   {"weekly", INT64_C(7) * 86400},
                   {"monthly", INT64_C(30) * 86400},
                   {"yearly", INT64_C(365) * 86400}};
    const char *text = element->text + strspn(element->text, " \t\r\n");

    for (size_t i = 0; i < sizeof(periods) / sizeof(periods[0]); i++) {
        if (strncasecmp(text, periods[i].name, strlen(periods[i].name)) == 0)
            draft_set_number(reader, rule, periods[i].seconds);
    }
}

READER(syndication_read_frequency)
{
    long times = strtol(element->text, NULL, 10);

    if (times > 0)
        draft_set_number(reader, rule, times);
}
