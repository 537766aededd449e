#include "daemon/sandbox/filters/roles.h"

#include "daemon/sandbox/filters/calls.h"
#include "daemon/sandbox/filters/rules.h"

#include <sys/socket.h>

/* ---- what all have in common */

/* What no process of the service may ever do. */
static struct rules *deny_attacks(void)
{
    struct rules *open = rules_new_open();

    rules_kill(open, calls_of_attack);
    return open;
}

static struct rules *decline(void)
{
    struct rules *open = rules_new_open();

    calls_decline(open);
    return open;
}

/* A process that is at work: it has what it is made of, its loop and its descriptors, runs no
 * program, and gains nothing. */
static struct rules *begin_work(void)
{
    struct rules *closed = rules_new_closed();

    rules_allow(closed, calls_of_work);
    calls_allow_self(closed);
    calls_allow_harmless_controls(closed);
    calls_allow_sanitizers(closed);
    calls_pass_declined(closed);
    rules_kill(closed, calls_of_attack);
    rules_kill(closed, calls_of_programs);
    return closed;
}

/* A client of the network: names that become addresses, certificates that are believed,
 * connections, and threads to wait in. */
static void allow_network(struct rules *closed)
{
    rules_allow(closed, calls_of_looking_at_files);
    rules_allow(closed, calls_of_connections);
    calls_allow_family(closed, AF_INET);
    calls_allow_family(closed, AF_INET6);
    calls_allow_threads(closed);
}

/* ---- the roles */

static struct rules *core(void)
{
    /* The store's files are made the service's whoever starts it, and its log is removed. */
    static const char *const of_state[] = {"unlink", "unlinkat", "chmod",  "fchmodat",
                                           "fchown", "wait4",    "waitid", NULL};
    struct rules *closed = begin_work();

    rules_allow(closed, calls_of_looking_at_files);
    rules_allow(closed, calls_of_writing_files);
    rules_allow(closed, of_state);
    rules_allow(closed, calls_of_listening);
    calls_allow_family(closed, AF_UNIX);
    calls_allow_killing(closed); /* the spawner, at the end */
    return closed;
}

/* Whatever a child needs to start and to work is in it. */
static struct rules *spawner(void)
{
    struct rules *closed = rules_new_closed();

    calls_pass_declined(closed);
    rules_allow(closed, calls_of_work);
    rules_allow(closed, calls_of_looking_at_files);
    rules_allow(closed, calls_of_writing_files);
    rules_allow(closed, calls_of_connections);
    rules_allow(closed, calls_of_starting);
    calls_allow_family(closed, AF_UNIX);
    calls_allow_family(closed, AF_INET);
    calls_allow_family(closed, AF_INET6);
    calls_allow_killing(closed);
    calls_allow_harmless_controls(closed);
    calls_allow_sanitizers(closed);
    rules_kill(closed, calls_of_attack);
    return closed;
}

static struct rules *decline_as_fetcher(void)
{
    struct rules *open = decline();

    calls_decline_family(open, AF_UNIX); /* of caches of names, and of the core's control socket */
    return open;
}

static struct rules *fetcher(void)
{
    struct rules *closed = begin_work();

    allow_network(closed);
    calls_allow_family(closed, AF_UNIX); /* which is declined */
    calls_allow_reading(closed);
    return closed;
}

static struct rules *notifier(void)
{
    struct rules *closed = begin_work();

    allow_network(closed);
    rules_allow(closed, calls_of_writing_files);
    calls_allow_family(closed, AF_UNIX); /* the journal's */
    return closed;
}

const struct role_rules roles[] = {
    {"service", {deny_attacks, NULL}}, /* all of them */
    {"core", {decline, core}},
    {"spawner", {decline, spawner}},
    {"fetcher", {decline_as_fetcher, fetcher}},
    {"notifier", {decline, notifier}},
};
const size_t role_count = sizeof(roles) / sizeof(roles[0]);
