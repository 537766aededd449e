/* gate.h: gates before hosts and addresses: so many inside at a time, one start each so often, and
 * those that wait in order of arrival.
 *
 * A `gates` is a set with one gate per key; a gate exists while somebody waits, is inside, or its
 * last start is so fresh that the next must wait for it. */
#pragma once

#include "config/base/attributes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

struct event_base;
struct gate;
struct gates;

/* One that wants in. Embedded in what passes; all but its owner zeroed at first. Must be out before
 * it is freed. */
struct gate_pass {
    void *owner;
    struct gate *gate; /* NULL: it is out */
    bool is_inside;
    TAILQ_ENTRY(gate_pass) link;
};

struct gate_limits {
    unsigned inside;    /* of one gate at a time */
    unsigned total;     /* of all gates together */
    int64_t spacing_ms; /* between two starts at one gate */
};

/* It is the turn of a pass: it is inside. Called from the loop only. */
typedef void gate_on_enter(void *owner);

struct gates *gates_new(struct event_base *base, const struct gate_limits *limits,
                        gate_on_enter *on_enter);
void gates_free(struct gates *gates); /* everybody must be out. NULL is allowed */

enum gate_place {
    GATE_LAST,
    GATE_FIRST, /* for one that has waited before */
};

void gate_wait(struct gates *gates, struct gate_pass *pass, const void *key, size_t len,
               enum gate_place place);

/* Goes in if there is room now and nobody waits. */
MUST_CHECK bool gate_try(struct gates *gates, struct gate_pass *pass, const void *key, size_t len);

/* Nobody whose turn it is goes in during a pause; those inside stay. */
void gates_pause(struct gates *gates, bool is_paused);

/* Out, from wherever it is. */
void gate_leave(struct gate_pass *pass);

bool gate_is_awaited(const struct gate_pass *pass); /* others wait at its gate */
bool gate_has_key(const struct gate_pass *pass, const void *key, size_t len);
