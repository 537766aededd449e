/* client_setup.h: the HTTP client that the core's setup asks for. */
#pragma once

struct error;
struct event_base;
struct fetch_client;
struct fetcher_setup_message;

/* NULL: `err` says why not. fetch_client_free() ends it. */
struct fetch_client *client_set_up(struct event_base *base,
                                   const struct fetcher_setup_message *message, struct error *err);
