/* The sockets that libcurl opens: here, on the address really dialled, it is decided whether a feed
 * may be fetched from it, and whether now (POLLING, "The request" and "Hosts"). */
#include "config/base/memory.h"
#include "feeds/fetch/address.h"
#include "feeds/fetch/transfer.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

void dial_free(struct dial *dial)
{
    if (dial == NULL)
        return;
    gate_leave(&dial->pass);
    free(dial);
}

void dial_reserve(struct fetch_transfer *transfer, const struct in6_addr *address)
{
    struct dial *dial = memory_new(1, sizeof(*dial));

    dial->pass.owner = transfer;
    dial_free(transfer->reserved);
    transfer->reserved = dial;
    gate_wait(transfer->client->addresses, &dial->pass, address, sizeof(*address), GATE_LAST);
}

static bool may_dial(const struct fetch_settings *settings, const struct in6_addr *address)
{
    return address_is_public(address) ||
           address_is_in(address, settings->allowed, settings->allowed_count);
}

/* NULL: the address has no room now. */
static struct dial *take_place(struct fetch_transfer *transfer, const struct in6_addr *address)
{
    struct dial *dial = transfer->reserved;

    if (dial != NULL && gate_has_key(&dial->pass, address, sizeof(*address))) {
        transfer->reserved = NULL;
        return dial;
    }
    dial = memory_new(1, sizeof(*dial));
    if (transfer_uses_proxy(transfer)) /* the limits are for the feeds' own servers */
        return dial;
    if (gate_try(transfer->client->addresses, &dial->pass, address, sizeof(*address)))
        return dial;
    dial_free(dial);
    return NULL;
}

static void keep(struct fetch_client *client, int fd, struct dial *dial)
{
    size_t at = (size_t)fd;

    if (at >= client->dial_capacity) {
        size_t capacity = at + 64;
        client->dials = memory_resize(client->dials, capacity, sizeof(struct dial *));
        for (size_t i = client->dial_capacity; i < capacity; i++)
            client->dials[i] = NULL;
        client->dial_capacity = capacity;
    }
    dial_free(client->dials[at]); /* closed without telling: the number is in use again */
    client->dials[at] = dial;
}

/* Hops of one poll stay with the client that has begun it. */
static bool is_elsewhere(const struct fetch_transfer *transfer, const struct in6_addr *address)
{
    const struct fetch_request *request = &transfer->request;

    return request->is_elsewhere != NULL && transfer_is_first_hop(transfer) &&
           !transfer_uses_proxy(transfer) && request->is_elsewhere(transfer->owner, address);
}

curl_socket_t dial_open_socket(void *owner, curlsocktype purpose, struct curl_sockaddr *socket_of)
{
    struct fetch_transfer *transfer = owner;
    struct exchange_state *exchange = transfer->exchange;
    struct in6_addr address;

    if (purpose != CURLSOCKTYPE_IPCXN || !address_of_socket(&socket_of->addr, &address))
        return CURL_SOCKET_BAD;
    if (!may_dial(&transfer->client->settings, &address)) {
        exchange->is_refused = true;
        exchange->address = address;
        return CURL_SOCKET_BAD;
    }
    if (is_elsewhere(transfer, &address)) {
        exchange->is_elsewhere = true;
        exchange->elsewhere = address;
        return CURL_SOCKET_BAD;
    }
    struct dial *dial = take_place(transfer, &address);
    if (dial == NULL) {
        exchange->is_full = true;
        exchange->address = address;
        return CURL_SOCKET_BAD;
    }
    int fd = socket(socket_of->family, socket_of->socktype | SOCK_CLOEXEC, socket_of->protocol);
    if (fd < 0) {
        dial_free(dial);
        return CURL_SOCKET_BAD;
    }
    exchange->has_dialled = true;
    keep(transfer->client, fd, dial);
    return fd;
}

int dial_close_socket(void *owner, curl_socket_t fd)
{
    struct fetch_client *client = owner;

    if (fd >= 0 && (size_t)fd < client->dial_capacity) {
        dial_free(client->dials[fd]);
        client->dials[fd] = NULL;
    }
    return close(fd);
}
