#include "daemon/core/fetcher_setup.h"

#include "config/base/arena.h"

struct fetcher_setup_message fetcher_setup_of(const struct settings *settings, struct arena *arena)
{
    const char *contact = settings->contact;
    bool has_contact = contact != NULL;

    return (struct fetcher_setup_message){
        .user_agent =
            arena_format(arena, "storywatch/" STORYWATCH_VERSION "%s%s%s", has_contact ? " (+" : "",
                         has_contact ? contact : "", has_contact ? ")" : ""),
        .proxy = settings->fetch.proxy,
        .ca_file = settings->fetch.ca_file,
        .connect_timeout_ms = settings->fetch.connect_timeout * 1000,
        .max_body = settings->fetch.max_body,
        .max_header = settings->fetch.max_header,
        .connections = (settings->fetch.connections + settings->fetchers - 1) / settings->fetchers,
        .per_host_connections = settings->fetch.per_host_connections,
        .per_host_spacing_ms = settings->fetch.per_host_spacing_ms,
        .per_address_connections = settings->fetch.per_address_connections,
        .per_address_starts = settings->fetch.per_address_starts,
        .allow_addresses = settings->fetch.allow_addresses,
        .allow_address_count = (uint32_t)settings->fetch.allow_address_count,
    };
}
