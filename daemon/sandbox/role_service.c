/* role_service.c: what holds for all roles alike. */
#include "daemon/sandbox/filter.h"
#include "daemon/sandbox/steps.h"

#include <stdlib.h>

/* The service manager may listen at an abstract socket. */
static uint64_t scope(void)
{
    const char *manager = getenv("NOTIFY_SOCKET");

    return manager != NULL && manager[0] == '@'
               ? DOMAIN_SCOPE_SIGNALS
               : DOMAIN_SCOPE_SIGNALS | DOMAIN_SCOPE_ABSTRACT_SOCKETS;
}

bool sandbox_enter_service(struct sandbox_state *state, struct error *err)
{
    const struct domain_reach reach = {.scope = scope()};
    struct domain domain;
    bool is_in = step_open_domain(&domain, &reach, NULL, 0, state, err) &&
                 step_enter_domain(&domain, state, err);
    step_load_filters(filters_of_service, state);
    return is_in;
}
