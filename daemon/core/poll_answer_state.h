/* poll_answer_state.h: what the files of poll_answer share: poll_answer.c (items and schedule into
 * the store), poll_answer_host.c (the host that answered) and poll_answer_log.c (what is said). */
#pragma once

#include "daemon/core/poll_answer.h"
#include "daemon/core/schedule.h"

/* ---- poll_answer.c ---- */
bool poll_answer_is_success(enum polled_outcome outcome);

/* ---- poll_answer_host.c ---- */
/* Where a redirect led to, or the feed's own. NULL: a host of which nothing is known. */
struct host *poll_answer_host(const struct poll_answer *answer);
/* Who answered is left alone, wherever it was that a redirect came from. */
void poll_answer_hold_host(struct poll_answer *answer, struct feed_state *state,
                           const struct schedule_verdict *verdict);
/* A server that asks to slow down is heard, whatever it was asked for. */
void poll_answer_hold_after_page(struct poll_answer *answer, int64_t now);
/* `state` borrows the address of the answer. */
void poll_answer_keep_address(const struct poll_answer *answer, struct feed_state *state);

/* ---- poll_answer_log.c ---- */
/* `before`: the feed's state before the answer. */
void poll_answer_log(const struct poll_answer *answer, const struct feed_state *before,
                     const struct feed_state *state, int64_t now);
void poll_answer_log_page(const struct poll_answer *answer);
void poll_answer_log_overruns(const struct poll_answer *answer); /* of topics' regexes */
