#include "daemon/notifier/http.h"

#include "config/base/error.h"
#include "config/base/memory.h"

#include <event2/event.h>
#include <stdlib.h>

struct http {
    struct event_base *base;
    CURLM *multi;
    struct event *timer;
};

struct watch { /* of one transfer: what to call */
    void (*on_done)(void *owner, CURLcode result);
    void *owner;
};

static struct watch *watch_of(CURL *transfer)
{
    char *watch = NULL;

    curl_easy_getinfo(transfer, CURLINFO_PRIVATE, &watch);
    return (struct watch *)(void *)watch;
}

static void forget(struct http *http, CURL *transfer)
{
    free(watch_of(transfer));
    curl_easy_setopt(transfer, CURLOPT_PRIVATE, NULL);
    curl_multi_remove_handle(http->multi, transfer);
}

static void report_ends(struct http *http)
{
    CURLMsg *message;
    int left;

    while ((message = curl_multi_info_read(http->multi, &left)) != NULL) {
        if (message->msg != CURLMSG_DONE)
            continue;
        CURLcode result = message->data.result;
        struct watch watch = *watch_of(message->easy_handle);
        forget(http, message->easy_handle); /* `message` is dead */
        watch.on_done(watch.owner, result);
    }
}

static void on_socket_ready(evutil_socket_t fd, short what, void *arg)
{
    struct http *http = arg;
    int running;
    int ready =
        ((what & EV_READ) ? CURL_CSELECT_IN : 0) | ((what & EV_WRITE) ? CURL_CSELECT_OUT : 0);

    curl_multi_socket_action(http->multi, fd, ready, &running);
    report_ends(http);
}

static void on_time(evutil_socket_t fd, short what, void *arg)
{
    struct http *http = arg;
    int running;

    (void)fd;
    (void)what;
    curl_multi_socket_action(http->multi, CURL_SOCKET_TIMEOUT, 0, &running);
    report_ends(http);
}

/* libcurl says what it waits for at a socket; `socket_data` is our event for it. */
static int on_wish(CURL *transfer, curl_socket_t fd, int wish, void *arg, void *socket_data)
{
    const struct http *http = arg;
    struct event *event = socket_data;
    short what = EV_PERSIST;

    (void)transfer;
    if (event != NULL)
        event_free(event);
    curl_multi_assign(http->multi, fd, NULL);
    if (wish == CURL_POLL_REMOVE)
        return 0;
    if (wish != CURL_POLL_OUT)
        what |= EV_READ;
    if (wish != CURL_POLL_IN)
        what |= EV_WRITE;
    event = event_new(http->base, fd, what, on_socket_ready, arg);
    if (event == NULL || event_add(event, NULL) != 0)
        return -1;
    curl_multi_assign(http->multi, fd, event);
    return 0;
}

static int on_timer_wish(CURLM *multi, long timeout_ms, void *arg)
{
    const struct http *http = arg;
    struct timeval timeout = {.tv_sec = timeout_ms / 1000, .tv_usec = timeout_ms % 1000 * 1000};

    (void)multi;
    if (timeout_ms < 0)
        return evtimer_del(http->timer);
    return evtimer_add(http->timer, &timeout);
}

struct http *http_new(struct event_base *base, struct error *err)
{
    struct http *http = memory_new(1, sizeof(*http));

    http->base = base;
    if (curl_global_init_mem(CURL_GLOBAL_DEFAULT, memory_take, free, memory_take_again,
                             memory_string, memory_new) != CURLE_OK ||
        (http->multi = curl_multi_init()) == NULL ||
        (http->timer = evtimer_new(base, on_time, http)) == NULL) {
        error_set(err, "libcurl cannot be initialised");
        http_free(http);
        return NULL;
    }
    curl_multi_setopt(http->multi, CURLMOPT_SOCKETFUNCTION, on_wish);
    curl_multi_setopt(http->multi, CURLMOPT_SOCKETDATA, http);
    curl_multi_setopt(http->multi, CURLMOPT_TIMERFUNCTION, on_timer_wish);
    curl_multi_setopt(http->multi, CURLMOPT_TIMERDATA, http);
    return http;
}

void http_free(struct http *http)
{
    if (http == NULL)
        return;
    if (http->multi != NULL)
        curl_multi_cleanup(http->multi);
    if (http->timer != NULL)
        event_free(http->timer);
    free(http);
    curl_global_cleanup();
}

bool http_start(struct http *http, CURL *transfer, void (*on_done)(void *owner, CURLcode result),
                void *owner)
{
    struct watch *watch = memory_new(1, sizeof(*watch));

    *watch = (struct watch){.on_done = on_done, .owner = owner};
    curl_easy_setopt(transfer, CURLOPT_PRIVATE, watch);
    if (curl_multi_add_handle(http->multi, transfer) == CURLM_OK)
        return true;
    free(watch);
    curl_easy_setopt(transfer, CURLOPT_PRIVATE, NULL);
    return false;
}

void http_cancel(struct http *http, CURL *transfer)
{
    forget(http, transfer);
}
