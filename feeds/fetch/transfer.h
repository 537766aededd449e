/* transfer.h: the client and its transfers from the inside.
 *
 * A client owns its transfers and, by file descriptor, the dials: sockets that libcurl has asked
 * for, each holding a place at the gate of its address. A transfer is one poll: it passes the gate
 * of its host, then makes one exchange (request and answer) after the other as redirects demand. */
#pragma once

#include "config/base/buffer.h"
#include "config/base/clock.h"
#include "feeds/fetch/answer.h"
#include "feeds/fetch/certificate.h"
#include "feeds/fetch/client.h"
#include "feeds/fetch/coding.h"
#include "feeds/fetch/gate.h"
#include "feeds/fetch/outcome.h"
#include "feeds/fetch/redirect.h"

#include <curl/curl.h>
#include <event2/event_struct.h>

struct dial {
    struct gate_pass pass; /* at the gate of the address; out when a proxy dials on */
};

TAILQ_HEAD(transfer_list, fetch_transfer);

struct fetch_client {
    struct event_base *base;
    CURLM *multi;
    struct event timer;  /* libcurl's */
    struct arena *arena; /* holds what the settings point to */
    struct fetch_settings settings;
    struct gates *hosts;
    struct gates *addresses;
    struct transfer_list transfers;
    struct transfer_list stillborn; /* that never came to a request */
    struct event stillborn_timer;
    struct dial **dials; /* by file descriptor */
    size_t dial_capacity;
};

enum transfer_state {
    TRANSFER_STILLBORN,
    TRANSFER_QUEUED,  /* at the gate of its host */
    TRANSFER_RUNNING, /* libcurl has it */
    TRANSFER_HELD,    /* at the gate of an address */
};

/* What one request and its answer need; made when a transfer first runs, used for each hop. */
struct exchange_state {
    CURL *easy;
    struct curl_slist *fields;
    struct answer answer;
    struct buffer body; /* of a document whole, of another answer the beginning */
    struct codings codings;
    int64_t body_received, body_decoded; /* bytes */
    long ms_allowed;                     /* what the poll had left when it was begun */
    enum hop_stop stop;
    bool has_sent_validators;
    bool has_dialled;
    bool is_refused;   /* an address was: `address` */
    bool is_full;      /* the gate of an address was: `address` */
    bool is_elsewhere; /* an address is another client's: `elsewhere` */
    struct in6_addr address, elsewhere;
    struct certificate certificate;
    char curl_message[CURL_ERROR_SIZE];
};

struct fetch_transfer {
    struct fetch_client *client;
    fetch_on_done *on_done;
    void *owner;
    TAILQ_ENTRY(fetch_transfer) link;
    enum transfer_state state;
    struct fetch_request request; /* in `request_memory` */
    void *request_memory;
    CURLU *url;             /* of the current hop */
    CURLU *configured;      /* whose origin is home */
    char *url_user;         /* credentials that the operator wrote into the URL; NULL: none */
    char *validators_url;   /* as the current URL is written */
    char *stillborn_reason; /* NULL: it lives */
    struct gate_pass host;
    struct dial *reserved; /* a place at an address, waited for or not yet used */
    struct redirects redirects;
    struct moment begun; /* of the first request */
    bool has_begun;
    bool is_second_try; /* after a 421 */
    int64_t bytes;
    struct exchange_state *exchange;
};

/* transfer.c */
void transfer_free(struct fetch_transfer *transfer);
void transfer_end_stillborn(struct fetch_transfer *transfer);
void transfer_on_host_turn(void *owner); /* the transfer */
void transfer_on_address_turn(void *owner);
void transfer_on_exchange_end(struct fetch_transfer *transfer, CURLcode code);
bool transfer_is_first_hop(const struct fetch_transfer *transfer);

/* exchange.c */
void exchange_begin(struct fetch_transfer *transfer);
void exchange_free(struct fetch_transfer *transfer);
bool transfer_uses_proxy(const struct fetch_transfer *transfer);

/* dial.c */
/* libcurl's callbacks; the owner of the first is the transfer, of the second the client. */
curl_socket_t dial_open_socket(void *owner, curlsocktype purpose, struct curl_sockaddr *socket_of);
int dial_close_socket(void *owner, curl_socket_t fd);

void dial_reserve(struct fetch_transfer *transfer, const struct in6_addr *address);
void dial_free(struct dial *dial); /* NULL is allowed */
