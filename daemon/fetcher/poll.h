/* poll.h: one job's answer: from the bytes that came to the messages that the core gets. */
#pragma once

#include "daemon/ipc/message.h"
#include "feeds/fetch/client.h"

#include <stdatomic.h>
#include <stdbool.h>

struct arena;
struct buffer;
struct channel;

/* What reading documents needs, one after the other. */
struct poll_reader {
    struct channel *channel;
    _Atomic uint32_t *slot; /* in the page shared with the core: the feed that is being read */
    struct arena *document; /* reset for each document */
    struct arena *item;     /* reset for each item */
    struct buffer *message; /* encoding in progress */
};

/* Sends the answer's unknown items, then what came of the poll. False: the channel takes nothing
 * more. */
bool poll_answer(const struct poll_reader *reader, const struct job_message *job,
                 const struct fetch_response *response);
