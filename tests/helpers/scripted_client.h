/* scripted_client.h: the network, linked in place of feeds/fetch: a transfer ends when the test
 * says so. */
#pragma once

/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/arena.h"
#include "feeds/fetch/client.h"
#include "feeds/url.h"

#include <stdbool.h>
#include <string.h>

#define TRANSFERS_MAX 8

struct fetch_transfer {
    fetch_on_done *on_done; /* NULL: it has ended */
    void *owner;
    char url[128];
    bool is_cancelled;
};

struct fetch_client {
    struct fetch_transfer transfers[TRANSFERS_MAX];
    size_t count;
    bool is_paused;
    void (*on_request)(const struct fetch_request *request);
    bool (*is_held)(void *owner, const char *url);
    bool (*is_elsewhere)(void *owner, const struct in6_addr *address);
};

struct fetch_transfer *fetch_start(struct fetch_client *client, const struct fetch_request *request,
                                   fetch_on_done *on_done, void *owner)
{
    struct fetch_transfer *transfer = &client->transfers[client->count++];

    assert_true(client->count <= TRANSFERS_MAX);
    *transfer = (struct fetch_transfer){.on_done = on_done, .owner = owner};
    strncpy(transfer->url, request->url, sizeof(transfer->url) - 1);
    client->is_held = request->is_held;
    client->is_elsewhere = request->is_elsewhere;
    if (client->on_request != NULL)
        client->on_request(request);
    return transfer;
}

void fetch_cancel(struct fetch_transfer *transfer)
{
    assert_non_null(transfer->on_done);
    transfer->on_done = NULL;
    transfer->is_cancelled = true;
}

void fetch_client_pause(struct fetch_client *client, bool is_paused)
{
    client->is_paused = is_paused;
}

bool fetch_waits_for(const struct fetch_transfer *transfer, const char *host)
{
    struct arena *arena = arena_new();
    bool is_same_host = strcmp(url_host(arena, transfer->url), host) == 0;

    arena_free(arena);
    return is_same_host;
}
