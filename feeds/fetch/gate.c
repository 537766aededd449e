#include "feeds/fetch/gate.h"

#include "config/base/clock.h"
#include "config/base/memory.h"

#include <assert.h>
#include <event2/event.h>
#include <event2/event_struct.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

TAILQ_HEAD(pass_list, gate_pass);
TAILQ_HEAD(gate_list, gate);

struct gate {
    struct gates *gates;
    struct pass_list waiting;
    unsigned inside;
    struct moment next_start;
    struct event wake;
    bool is_held_up; /* on the list of those that wait for the total, or for the end of a pause */
    TAILQ_ENTRY(gate) link;
    size_t key_len;
    char key[];
};

struct gates {
    struct event_base *base;
    struct gate_limits limits;
    gate_on_enter *on_enter;
    unsigned total;
    bool is_paused;
    struct gate_list held_up;
    void *tree; /* of gates by key, for tsearch(3) */
};

static int compare(const void *left, const void *right)
{
    const struct gate *a = left, *b = right;

    if (a->key_len != b->key_len)
        return a->key_len < b->key_len ? -1 : 1;
    return memcmp(a->key, b->key, a->key_len);
}

static void wake_in(struct gate *gate, int64_t ms)
{
    struct timeval delay = {.tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000};

    evtimer_del(&gate->wake);
    if (ms > 0)
        evtimer_add(&gate->wake, &delay);
    else
        event_active(&gate->wake, EV_TIMEOUT, 0); /* in order of arrival, as timers are not */
}

static int64_t ms_to_start(const struct gate *gate)
{
    int64_t ms = moment_elapsed_ms(clock_moment(), gate->next_start);

    return ms > 0 ? ms : 0;
}

static void end_hold_up(struct gate *gate)
{
    if (gate->is_held_up)
        TAILQ_REMOVE(&gate->gates->held_up, gate, link);
    gate->is_held_up = false;
}

static void free_gate(struct gate *gate)
{
    end_hold_up(gate);
    evtimer_del(&gate->wake);
    tdelete(gate, &gate->gates->tree, compare);
    free(gate);
}

static bool is_full(const struct gates *gates)
{
    return gates->is_paused || gates->total >= gates->limits.total;
}

/* A place in the total is free: the gate that waited longest for one gets it. */
static void wake_held_up(struct gates *gates)
{
    struct gate *gate = TAILQ_FIRST(&gates->held_up);

    if (gate == NULL || is_full(gates))
        return;
    end_hold_up(gate);
    wake_in(gate, 0);
}

static void enter(struct gate *gate, struct gate_pass *pass)
{
    pass->gate = gate;
    pass->is_inside = true;
    gate->inside++;
    gate->gates->total++;
    gate->next_start = moment_after_ms(clock_moment(), gate->gates->limits.spacing_ms);
}

static void let_first_in(struct gate *gate)
{
    struct gates *gates = gate->gates;
    struct gate_pass *pass = TAILQ_FIRST(&gate->waiting);

    if (is_full(gates)) {
        if (!gate->is_held_up)
            TAILQ_INSERT_TAIL(&gates->held_up, gate, link);
        gate->is_held_up = true;
        return;
    }
    TAILQ_REMOVE(&gate->waiting, pass, link);
    enter(gate, pass);
    wake_in(gate, gates->limits.spacing_ms);
    gates->on_enter(pass->owner); /* may leave again at once: touch nothing after this */
}

static void on_wake(evutil_socket_t fd, short what, void *arg)
{
    struct gate *gate = arg;
    struct gates *gates = gate->gates;
    int64_t ms = ms_to_start(gate);

    (void)fd;
    (void)what;
    if (ms > 0)
        wake_in(gate, ms);
    else if (TAILQ_EMPTY(&gate->waiting) && gate->inside == 0)
        free_gate(gate);
    else if (!TAILQ_EMPTY(&gate->waiting) && gate->inside < gates->limits.inside)
        let_first_in(gate);
    wake_held_up(gates);
}

static struct gate *find_or_make(struct gates *gates, const void *key, size_t len)
{
    struct gate *gate = memory_new(1, sizeof(*gate) + len);

    gate->gates = gates;
    gate->key_len = len;
    memcpy(gate->key, key, len);
    struct gate **found = tsearch(gate, &gates->tree, compare);
    assert(found != NULL);
    if (*found != gate) {
        free(gate);
        return *found;
    }
    TAILQ_INIT(&gate->waiting);
    gate->next_start = clock_moment();
    evtimer_assign(&gate->wake, gates->base, on_wake, gate);
    return gate;
}

struct gates *gates_new(struct event_base *base, const struct gate_limits *limits,
                        gate_on_enter *on_enter)
{
    struct gates *gates = memory_new(1, sizeof(*gates));

    *gates = (struct gates){.base = base, .limits = *limits, .on_enter = on_enter};
    TAILQ_INIT(&gates->held_up);
    return gates;
}

static void free_node(void *node)
{
    struct gate *gate = node;

    assert(gate->inside == 0 && TAILQ_EMPTY(&gate->waiting));
    evtimer_del(&gate->wake);
    free(gate);
}

void gates_free(struct gates *gates)
{
    if (gates == NULL)
        return;
    tdestroy(gates->tree, free_node);
    free(gates);
}

void gate_wait(struct gates *gates, struct gate_pass *pass, const void *key, size_t len,
               enum gate_place place)
{
    struct gate *gate = find_or_make(gates, key, len);

    assert(pass->gate == NULL);
    pass->gate = gate;
    pass->is_inside = false;
    if (place == GATE_FIRST)
        TAILQ_INSERT_HEAD(&gate->waiting, pass, link);
    else
        TAILQ_INSERT_TAIL(&gate->waiting, pass, link);
    if (!gate->is_held_up)
        wake_in(gate, ms_to_start(gate));
}

bool gate_try(struct gates *gates, struct gate_pass *pass, const void *key, size_t len)
{
    struct gate *gate = find_or_make(gates, key, len);
    bool has_room = TAILQ_EMPTY(&gate->waiting) && gate->inside < gates->limits.inside &&
                    !is_full(gates) && ms_to_start(gate) == 0;

    assert(pass->gate == NULL);
    if (has_room)
        enter(gate, pass);
    else if (!gate->is_held_up)
        wake_in(gate, ms_to_start(gate)); /* a gate made in vain goes again */
    return has_room;
}

void gates_pause(struct gates *gates, bool is_paused)
{
    gates->is_paused = is_paused;
    wake_held_up(gates);
}

void gate_leave(struct gate_pass *pass)
{
    struct gate *gate = pass->gate;

    if (gate == NULL)
        return;
    if (pass->is_inside) {
        gate->inside--;
        gate->gates->total--;
        wake_held_up(gate->gates);
    } else {
        TAILQ_REMOVE(&gate->waiting, pass, link);
    }
    *pass = (struct gate_pass){.owner = pass->owner};
    if (!gate->is_held_up)
        wake_in(gate, ms_to_start(gate));
}

bool gate_is_awaited(const struct gate_pass *pass)
{
    return pass->gate != NULL && !TAILQ_EMPTY(&pass->gate->waiting);
}

bool gate_has_key(const struct gate_pass *pass, const void *key, size_t len)
{
    return pass->gate != NULL && pass->gate->key_len == len &&
           memcmp(pass->gate->key, key, len) == 0;
}
