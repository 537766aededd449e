/* channel.h: whole messages over a stream socket between two storywatch processes. */
#pragma once

#include "config/base/attributes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct channel; /* one end; belongs to whoever opened it */
struct error;
struct event_base;

#define CHANNEL_BODY_MAX (1u << 20) /* bytes; a peer that announces more is cut off */

enum channel_end {
    CHANNEL_CLOSED, /* the peer closed between two messages */
    CHANNEL_LOST,   /* the peer is gone, inside a message or before it had read all */
    CHANNEL_BROKEN, /* bad frame, refused message */
};

struct channel_handler {
    /* One whole message. `body` is borrowed until the call returns, not aligned, and NULL
     * if `len` is 0. False refuses it: the channel ends as BROKEN. Must not close `ch`. */
    bool (*on_message)(void *owner, uint16_t type, const void *body, size_t len);
    /* The channel has ended; nothing is called after this. The owner may close it here. */
    void (*on_end)(void *owner, enum channel_end how);
};

/* Opens a channel on `fd`, a stream socket, which it makes non-blocking. Takes `fd` on success
 * only; borrows `handler` and `owner` until channel_close(). NULL: `err` says why. */
struct channel *channel_open(struct event_base *base, int fd, const struct channel_handler *handler,
                             void *owner, struct error *err);

/* Closes the socket, drops what is unsent, calls no handler. NULL is allowed. */
void channel_close(struct channel *ch);

/* Copies `len` <= CHANNEL_BODY_MAX bytes into the send queue. False when the channel has
 * ended or memory is out; then nothing was queued. */
MUST_CHECK bool channel_send(struct channel *ch, uint16_t type, const void *body, size_t len);

/* Bytes queued and not yet written: above its own mark, a sender waits. */
size_t channel_backlog(const struct channel *ch);
