#include "daemon/fetcher/client_setup.h"

#include "config/base/arena.h"
#include "daemon/ipc/message.h"
#include "feeds/fetch/client.h"

static struct fetch_network *read_networks(const struct fetcher_setup_message *message,
                                           struct arena *arena, size_t *count)
{
    struct fetch_network *networks =
        arena_array(arena, message->allow_address_count, sizeof(*networks));

    *count = 0; /* the core has checked them: what is none is left out */
    for (uint32_t i = 0; i < message->allow_address_count; i++)
        if (fetch_network_parse(message->allow_addresses[i], &networks[*count]))
            (*count)++;
    return networks;
}

struct fetch_client *client_set_up(struct event_base *base,
                                   const struct fetcher_setup_message *message, struct error *err)
{
    struct arena *arena = arena_new();
    size_t count;
    const struct fetch_network *networks = read_networks(message, arena, &count);
    const struct fetch_settings settings = {
        .user_agent = message->user_agent,
        .proxy = message->proxy,
        .ca_file = message->ca_file,
        .connect_timeout_ms = message->connect_timeout_ms,
        .max_body = message->max_body,
        .max_header = message->max_header,
        .connections = message->connections,
        .per_host_connections = message->per_host_connections,
        .per_host_spacing_ms = message->per_host_spacing_ms,
        .per_address_connections = message->per_address_connections,
        .per_address_starts = message->per_address_starts,
        .allowed = networks,
        .allowed_count = count,
    };

    struct fetch_client *client = fetch_client_new(base, &settings, err); /* copies them */
    arena_free(arena);
    return client;
}
