/* The loop's side of the client: libcurl tells which sockets and which time-out it waits for,
 * libevent tells when they are due. */
#include "feeds/fetch/client.h"

#include "config/base/arena.h"
#include "config/base/error.h"
#include "config/base/memory.h"
#include "feeds/fetch/transfer.h"

#include <event2/event.h>
#include <limits.h>
#include <stdlib.h>

#define DEBIAN_CA_FILE "/etc/ssl/certs/ca-certificates.crt"

struct watch { /* a socket that libcurl waits for */
    struct event event;
    struct fetch_client *client;
};

static void end_exchanges(struct fetch_client *client)
{
    const CURLMsg *message;
    int left;

    while ((message = curl_multi_info_read(client->multi, &left)) != NULL) {
        char *transfer = NULL;
        CURLcode code = message->data.result;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
        transfer_on_exchange_end((struct fetch_transfer *)(void *)transfer, code);
    }
}

static void on_socket_ready(evutil_socket_t fd, short what, void *arg)
{
    const struct watch *watch = arg;
    struct fetch_client *client = watch->client; /* libcurl may end the watch */
    int action = (what & EV_READ ? CURL_CSELECT_IN : 0) | (what & EV_WRITE ? CURL_CSELECT_OUT : 0);
    int running;

    curl_multi_socket_action(client->multi, fd, action, &running);
    end_exchanges(client);
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
    struct fetch_client *client = arg;
    int running;

    (void)fd;
    (void)what;
    curl_multi_socket_action(client->multi, CURL_SOCKET_TIMEOUT, 0, &running);
    end_exchanges(client);
}

static void end_watch(struct watch *watch)
{
    if (watch == NULL)
        return;
    event_del(&watch->event);
    free(watch);
}

static int watch_socket(CURL *easy, curl_socket_t fd, int what, void *owner, void *known)
{
    struct fetch_client *client = owner;
    struct watch *watch = known;

    (void)easy;
    if (what == CURL_POLL_REMOVE) {
        end_watch(watch);
        return 0;
    }
    if (watch == NULL) {
        watch = memory_new(1, sizeof(*watch));
        watch->client = client;
        curl_multi_assign(client->multi, fd, watch);
    } else {
        event_del(&watch->event);
    }
    int wanted =
        EV_PERSIST | (what & CURL_POLL_IN ? EV_READ : 0) | (what & CURL_POLL_OUT ? EV_WRITE : 0);
    event_assign(&watch->event, client->base, fd, (short)wanted, on_socket_ready, watch);
    event_add(&watch->event, NULL);
    return 0;
}

static int set_timer(CURLM *multi, long ms, void *owner)
{
    struct fetch_client *client = owner;
    struct timeval delay = {.tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000};

    (void)multi;
    if (ms < 0)
        evtimer_del(&client->timer);
    else
        evtimer_add(&client->timer, &delay);
    return 0;
}

static void on_stillborn(evutil_socket_t fd, short what, void *arg)
{
    struct fetch_client *client = arg;
    struct fetch_transfer *transfer;

    (void)fd;
    (void)what;
    while ((transfer = TAILQ_FIRST(&client->stillborn)) != NULL)
        transfer_end_stillborn(transfer);
}

static void copy_settings(struct fetch_client *client, const struct fetch_settings *settings)
{
    const char *ca_file = settings->ca_file == NULL ? DEBIAN_CA_FILE : settings->ca_file;
    struct fetch_network *allowed =
        arena_array(client->arena, settings->allowed_count, sizeof(*allowed));

    for (size_t i = 0; i < settings->allowed_count; i++)
        allowed[i] = settings->allowed[i];
    client->settings = *settings;
    client->settings.user_agent = arena_string(client->arena, settings->user_agent);
    client->settings.proxy = arena_string(client->arena, settings->proxy);
    client->settings.ca_file = arena_string(client->arena, ca_file);
    client->settings.allowed = allowed;
}

static void make_gates(struct fetch_client *client)
{
    const struct fetch_settings *settings = &client->settings;
    unsigned starts = settings->per_address_starts;
    struct gate_limits hosts = {
        .inside = settings->per_host_connections,
        .total = settings->connections,
        .spacing_ms = settings->per_host_spacing_ms,
    };
    struct gate_limits addresses = {
        .inside = settings->per_address_connections,
        .total = UINT_MAX,
        .spacing_ms = starts == 0 ? 0 : 1000 / (int64_t)starts,
    };

    client->hosts = gates_new(client->base, &hosts, transfer_on_host_turn);
    client->addresses = gates_new(client->base, &addresses, transfer_on_address_turn);
}

static void set_multi(struct fetch_client *client)
{
    curl_multi_setopt(client->multi, CURLMOPT_SOCKETFUNCTION, watch_socket);
    curl_multi_setopt(client->multi, CURLMOPT_SOCKETDATA, client);
    curl_multi_setopt(client->multi, CURLMOPT_TIMERFUNCTION, set_timer);
    curl_multi_setopt(client->multi, CURLMOPT_TIMERDATA, client);
    curl_multi_setopt(client->multi, CURLMOPT_PIPELINING, (long)CURLPIPE_MULTIPLEX);
    curl_multi_setopt(client->multi, CURLMOPT_MAXCONNECTS, (long)client->settings.connections);
}

struct fetch_client *fetch_client_new(struct event_base *base,
                                      const struct fetch_settings *settings, struct error *err)
{
    if (curl_global_init_mem(CURL_GLOBAL_DEFAULT, memory_take, free, memory_take_again,
                             memory_string, memory_new) != CURLE_OK) {
        error_set(err, "libcurl cannot be initialised");
        return NULL;
    }
    CURLM *multi = curl_multi_init();
    if (multi == NULL) {
        curl_global_cleanup();
        error_set(err, "libcurl is out of memory");
        return NULL;
    }
    struct fetch_client *client = memory_new(1, sizeof(*client));
    client->base = base;
    client->multi = multi;
    TAILQ_INIT(&client->transfers);
    TAILQ_INIT(&client->stillborn);
    client->arena = arena_new();
    copy_settings(client, settings);
    evtimer_assign(&client->timer, base, on_timer, client);
    evtimer_assign(&client->stillborn_timer, base, on_stillborn, client);
    make_gates(client);
    set_multi(client);
    return client;
}

void fetch_client_pause(struct fetch_client *client, bool is_paused)
{
    gates_pause(client->hosts, is_paused);
}

static void free_all(struct transfer_list *list)
{
    struct fetch_transfer *transfer;

    while ((transfer = TAILQ_FIRST(list)) != NULL)
        transfer_free(transfer);
}

void fetch_client_free(struct fetch_client *client)
{
    if (client == NULL)
        return;
    free_all(&client->transfers);
    free_all(&client->stillborn);
    curl_multi_cleanup(client->multi); /* closes what was kept open, through dial_close_socket() */
    for (size_t fd = 0; fd < client->dial_capacity; fd++)
        dial_free(client->dials[fd]);
    free(client->dials);
    gates_free(client->hosts);
    gates_free(client->addresses);
    evtimer_del(&client->timer);
    evtimer_del(&client->stillborn_timer);
    arena_free(client->arena);
    free(client);
    curl_global_cleanup();
}
