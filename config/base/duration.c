#include "config/base/duration.h"

#include <ctype.h>
#include <stddef.h>
#include <stdio.h>

#define YEAR ((int64_t)365 * 86400)
#define LONGEST (1000 * YEAR)

static const struct unit {
    char letter;
    int64_t seconds;
} units[] = {{'y', YEAR}, {'w', 604800}, {'d', 86400}, {'h', 3600}, {'m', 60}, {'s', 1}};

#define UNIT_COUNT (sizeof(units) / sizeof(units[0]))

bool duration_parse(const char *text, int64_t *seconds)
{
    int64_t number = 0;

    if (!isdigit((unsigned char)*text))
        return false;
    for (; isdigit((unsigned char)*text); text++) {
        number = number * 10 + (*text - '0');
        if (number > LONGEST)
            return false;
    }
    for (size_t i = 0; i < UNIT_COUNT; i++) {
        if (*text != units[i].letter || text[1] != '\0')
            continue;
        if (number > LONGEST / units[i].seconds)
            return false;
        *seconds = number * units[i].seconds;
        return true;
    }
    return false;
}

const char *duration_format(int64_t seconds, char out[DURATION_SIZE])
{
    for (size_t i = 0; i < UNIT_COUNT; i++) {
        bool is_exact = units[i].letter != 'w' && seconds % units[i].seconds == 0;
        if ((seconds != 0 && is_exact) || units[i].seconds == 1) {
            snprintf(out, DURATION_SIZE, "%lld%c", (long long)(seconds / units[i].seconds),
                     units[i].letter);
            break;
        }
    }
    return out;
}
