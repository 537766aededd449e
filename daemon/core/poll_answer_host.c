/* What an answer says of the host that gave it: whether it is to be left alone, and where it is. */
#include "daemon/core/holds.h"
#include "daemon/core/poll_answer_state.h"

struct host *poll_answer_host(const struct poll_answer *answer)
{
    const char *other = answer->polled->answered_host;

    return other != NULL ? hosts_find(roster_hosts(answer->roster), other)
                         : answer->job->feed->host;
}

/* The host that answered, to note something of it: any server can name hosts, so they are made only
 * then. */
static struct host *host_to_note(const struct poll_answer *answer)
{
    const char *other = answer->polled->answered_host;

    return other != NULL ? hosts_get(roster_hosts(answer->roster), other) : answer->job->feed->host;
}

static void hold_until(struct poll_answer *answer, int64_t until)
{
    struct host *host = host_to_note(answer);

    host_hold(host, until);
    answer->held = host;
}

void poll_answer_hold_host(struct poll_answer *answer, struct feed_state *state,
                           const struct schedule_verdict *verdict)
{
    const char *other = answer->polled->answered_host;
    struct host *host = poll_answer_host(answer);
    int64_t before = host == NULL ? 0 : host->unavailable_feed;
    bool is_second = before != 0 && before != state->id;

    state->held_host = state->status == FEED_HELD ? other : NULL;
    if (verdict->is_success && host != NULL)
        host->unavailable_feed = 0;
    if (verdict->hold_until != NO_TIME || (verdict->is_unavailable && is_second))
        hold_until(answer, state->hold_until);
    if (verdict->is_unavailable)
        host_to_note(answer)->unavailable_feed = state->id;
}

void poll_answer_keep_address(const struct poll_answer *answer, struct feed_state *state)
{
    const struct in6_addr *address = &answer->polled->address;

    if (IN6_IS_ADDR_UNSPECIFIED(address))
        return;
    state->address = (struct bytes){address, sizeof(*address), true};
    host_dialled(answer->job->feed->host, address);
}

void poll_answer_hold_after_page(struct poll_answer *answer, int64_t now)
{
    const struct feed_state first_failure = {.failures = 1};
    const struct hold hold = hold_by_status(answer->polled, &first_failure, now, answer->arena);

    if (answer->polled->outcome == POLLED_RATE_LIMITED)
        hold_until(answer, hold.until);
}
