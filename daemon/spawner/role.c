#include "daemon/spawner/role.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TITLE_PREFIX "storywatchd: "
#define NUMBER_MAX 9999

const char *role_name(enum role role)
{
    switch (role) {
    case ROLE_CORE:
        return "core";
    case ROLE_SPAWNER:
        return "spawner";
    case ROLE_FETCHER:
        return "fetcher";
    case ROLE_NOTIFIER:
        return "notifier";
    }
    return "";
}

const char *role_title(enum role role, unsigned number, char out[ROLE_TITLE_SIZE])
{
    if (number == 0)
        snprintf(out, ROLE_TITLE_SIZE, TITLE_PREFIX "%s", role_name(role));
    else
        snprintf(out, ROLE_TITLE_SIZE, TITLE_PREFIX "%s %u", role_name(role), number);
    return out;
}

/* The number behind a name: "" is 0, " 12" is 12. */
static bool parse_number(const char *text, unsigned *number)
{
    char *end;

    *number = 0;
    if (*text == '\0')
        return true;
    if (text[0] != ' ' || text[1] < '1' || text[1] > '9')
        return false;
    unsigned long value = strtoul(text + 1, &end, 10);
    *number = (unsigned)value;
    return *end == '\0' && value <= NUMBER_MAX;
}

bool role_parse(int argc, char **argv, struct role_args *out)
{
    const char *title = argc < 1 ? "" : argv[0];

    if (strncmp(title, TITLE_PREFIX, strlen(TITLE_PREFIX)) != 0) {
        *out = (struct role_args){.role = ROLE_CORE};
        return true;
    }
    title += strlen(TITLE_PREFIX);
    for (enum role role = ROLE_SPAWNER; role <= ROLE_NOTIFIER; role++) {
        const char *name = role_name(role);
        unsigned number;
        if (strncmp(title, name, strlen(name)) != 0 || !parse_number(title + strlen(name), &number))
            continue;
        *out = (struct role_args){.role = role, .number = number};
        return argc == 1;
    }
    return false;
}
