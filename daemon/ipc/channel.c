#include "daemon/ipc/channel.h"

#include "config/base/error.h"
#include "config/base/memory.h"

#include <assert.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <stdlib.h>

struct header { /* both ends are one binary on one host: native byte order */
    uint32_t len;
    uint16_t type;
    uint16_t zero;
};

struct channel {
    struct bufferevent *bev;
    const struct channel_handler *handler;
    void *owner;
    bool has_ended;
    bool is_delivering;
};

static void end(struct channel *ch, enum channel_end how)
{
    ch->has_ended = true;
    bufferevent_disable(ch->bev, EV_READ | EV_WRITE);
    ch->handler->on_end(ch->owner, how); /* may free `ch`: touch nothing after this */
}

static bool deliver(struct channel *ch, const struct header *head)
{
    struct evbuffer *in = bufferevent_get_input(ch->bev);

    evbuffer_drain(in, sizeof(*head));
    const void *body = head->len == 0 ? NULL : evbuffer_pullup(in, head->len);
    if (head->len > 0 && body == NULL)
        return false;

    ch->is_delivering = true;
    bool is_accepted = ch->handler->on_message(ch->owner, head->type, body, head->len);
    ch->is_delivering = false;
    evbuffer_drain(in, head->len);
    return is_accepted;
}

static void on_readable(struct bufferevent *bev, void *arg)
{
    struct channel *ch = arg;
    struct evbuffer *in = bufferevent_get_input(bev);
    struct header head;

    while (evbuffer_copyout(in, &head, sizeof(head)) == (ev_ssize_t)sizeof(head)) {
        if (head.len > CHANNEL_BODY_MAX || head.zero != 0) {
            end(ch, CHANNEL_BROKEN);
            return;
        }
        if (evbuffer_get_length(in) < sizeof(head) + head.len)
            return; /* the rest is on its way */
        if (!deliver(ch, &head)) {
            end(ch, CHANNEL_BROKEN);
            return;
        }
    }
}

static void on_socket_event(struct bufferevent *bev, short what, void *arg)
{
    bool is_between_messages = evbuffer_get_length(bufferevent_get_input(bev)) == 0;
    bool is_closed = (what & BEV_EVENT_EOF) && is_between_messages;

    end(arg, is_closed ? CHANNEL_CLOSED : CHANNEL_LOST);
}

struct channel *channel_open(struct event_base *base, int fd, const struct channel_handler *handler,
                             void *owner, struct error *err)
{
    struct bufferevent *bev = NULL;

    if (evutil_make_socket_nonblocking(fd) != 0 ||
        (bev = bufferevent_socket_new(base, fd, 0)) == NULL ||
        bufferevent_enable(bev, EV_READ | EV_WRITE) != 0) {
        error_set(err, "the channel cannot be opened on descriptor %d", fd);
        if (bev != NULL)
            bufferevent_free(bev);
        return NULL;
    }
    struct channel *ch = memory_new(1, sizeof(*ch));
    *ch = (struct channel){.bev = bev, .handler = handler, .owner = owner};
    bufferevent_setwatermark(bev, EV_READ, 0, sizeof(struct header) + CHANNEL_BODY_MAX);
    bufferevent_setcb(bev, on_readable, NULL, on_socket_event, ch);
    return ch;
}

void channel_close(struct channel *ch)
{
    if (ch == NULL)
        return;
    assert(!ch->is_delivering);
    evutil_socket_t fd = bufferevent_getfd(ch->bev);
    bufferevent_free(ch->bev);
    evutil_closesocket(fd);
    free(ch);
}

bool channel_send(struct channel *ch, uint16_t type, const void *body, size_t len)
{
    struct evbuffer *out = bufferevent_get_output(ch->bev);
    struct header head = {.len = (uint32_t)len, .type = type};

    assert(len <= CHANNEL_BODY_MAX);
    if (ch->has_ended || evbuffer_expand(out, sizeof(head) + len) != 0)
        return false;
    evbuffer_add(out, &head, sizeof(head));
    evbuffer_add(out, body, len);
    return true;
}

size_t channel_backlog(const struct channel *ch)
{
    return evbuffer_get_length(bufferevent_get_output(ch->bev));
}
