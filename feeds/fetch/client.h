/* client.h: the polite HTTP client: libcurl's multi-socket interface on a libevent loop. */
#pragma once

#include "config/base/rfc3339.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;
struct event_base;
struct fetch_client;
struct fetch_transfer;

struct fetch_network { /* a network of addresses, IPv4 as v4-mapped */
    struct in6_addr address;
    unsigned prefix; /* bits, of 128 */
};

struct fetch_settings {
    const char *user_agent;
    const char *proxy;   /* NULL: none */
    const char *ca_file; /* NULL: Debian's bundle */
    int64_t connect_timeout_ms;
    int64_t max_body;   /* bytes, decoded */
    int64_t max_header; /* bytes */
    unsigned connections;
    unsigned per_host_connections;
    int64_t per_host_spacing_ms;
    unsigned per_address_connections;
    unsigned per_address_starts; /* a second */
    const struct fetch_network *allowed;
    size_t allowed_count;
};

struct fetch_bytes { /* an opaque header value */
    const char *data;
    size_t len;
    bool is_present; /* an empty value is present too */
};

struct fetch_header {
    const char *name;
    const char *value;
};

/* Borrowed until fetch_start() returns. */
struct fetch_request {
    const char *url;            /* to ask first: the remembered URL or the configured one */
    const char *configured_url; /* whose origin alone gets credentials and headers */
    struct fetch_bytes etag;
    struct fetch_bytes last_modified;
    const char *validators_url; /* that gave them and alone gets them back; NULL: configured_url */
    const struct fetch_header *headers;
    size_t header_count;
    const char *user;        /* basic: "name:password" */
    const char *bearer;      /* token */
    const char *client_cert; /* PEM, certificate */
    const char *client_key;  /* PEM */
    bool has_no_proxy;
    int64_t timeout_ms;    /* of the whole poll, hops and all */
    unsigned requests_max; /* of the whole poll; 0: as many as redirects may make */
    /* Whether the host of this URL, to which a redirect leads, is to be left alone now. Handed the
     * owner of the transfer. NULL: none is */
    bool (*is_held)(void *owner, const char *url);
    /* Whether another client is to dial this address: asked before the first request of the poll
     * leaves, and not of what a proxy dials. NULL: none is */
    bool (*is_elsewhere)(void *owner, const struct in6_addr *address);
};

enum fetch_outcome {
    FETCH_DOCUMENT,     /* 200, 203: `body` is whole */
    FETCH_CUT,          /* 200 that broke off: `body` holds what came */
    FETCH_NOT_MODIFIED, /* 304 to a conditional request */
    FETCH_GONE,         /* 410 */
    FETCH_RATE_LIMITED, /* 429 */
    FETCH_UNAVAILABLE,  /* 503 with a Retry-After */
    FETCH_FIRM,         /* somebody has to act */
    FETCH_TRANSIENT,    /* may heal by itself, an answer came */
    FETCH_UNREACHED,    /* may heal by itself, no answer came (what counts for "offline") */
    FETCH_REFUSED,      /* address not public: nothing was sent */
    FETCH_HELD,         /* a redirect led to a host that is left alone: it was not asked */
    FETCH_ELSEWHERE,    /* another client is to ask `address`: nothing was sent */
};

/* Lives until the callback returns. */
struct fetch_response {
    enum fetch_outcome outcome;
    int http_status;     /* of the last hop; 0: none */
    const char *message; /* of what is no success, for a person; "" otherwise */
    const void *body;
    size_t body_len;
    const char *content_type;
    const char *content_location;
    const char *final_url;     /* that gave the answer */
    bool is_final_configured;  /* it is the configured URL */
    const char *permanent_url; /* end of the leading run of 301/308; NULL: none */
    struct fetch_bytes etag;
    struct fetch_bytes last_modified;
    int64_t retry_after; /* seconds from now; 0: none */
    int64_t fresh_for;   /* seconds that max-age or Expires ask for, ≤ 24 h; 0: none */
    unsigned requests;   /* one, and one for each redirect that was followed */
    int64_t bytes;       /* received, all hops */
    int64_t duration_ms;
    struct in6_addr address; /* last dialled, or to be dialled elsewhere; zero: none */
};

typedef void fetch_on_done(void *owner, const struct fetch_response *response);

/* Reads "127.0.0.0/8", "::1" and the like. False: it is no network, or has bits beyond its prefix.
 */
bool fetch_network_parse(const char *text, struct fetch_network *network);

/* The settings are copied. */
struct fetch_client *fetch_client_new(struct event_base *base,
                                      const struct fetch_settings *settings, struct error *err);
void fetch_client_free(
    struct fetch_client *client); /* transfers under way end without their callback */

/* Queues a request; `on_done` is called once, from the loop, never from within this call. */
struct fetch_transfer *fetch_start(struct fetch_client *client, const struct fetch_request *request,
                                   fetch_on_done *on_done, void *owner);
/* Ends a transfer; its callback is not called. Not for the one whose callback runs. */
void fetch_cancel(struct fetch_transfer *transfer);

/* Of those that have not begun nobody begins during a pause. */
void fetch_client_pause(struct fetch_client *client, bool is_paused);

/* `transfer` has sent nothing yet and waits to ask this host (in lower case). */
bool fetch_waits_for(const struct fetch_transfer *transfer, const char *host);
