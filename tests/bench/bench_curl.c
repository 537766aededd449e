/* links: PkgConfig::libcurl PkgConfig::libevent_core */
/* The least that a feed reader on libcurl can do: its multi interface on libevent asks for every
 * URL of a file once, keeps nothing and reads nothing. One line: CPU and wall seconds.
 *
 *   bench_curl URLS CONNECTIONS caches|no-caches [ETAG]
 *
 * With "caches" libcurl's DNS cache and connection pool are as it has them by default. */
#include "config/base/memory.h"
#include "tests/bench/meter.h"

#include <curl/curl.h>
#include <errno.h>
#include <event2/event.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct loop {
    struct event_base *base;
    struct event *timer;
    CURLM *multi;
    FILE *urls;
    struct curl_slist *fields;
    bool has_caches;
    size_t done, failed;
};

static size_t on_body(char *data, size_t size, size_t count, void *owner)
{
    (void)data;
    (void)owner;
    return size * count;
}

/* The next URL of the file on this handle; false: there is none left. */
static bool ask_next(struct loop *loop, CURL *easy)
{
    char url[4096];

    if (fgets(url, sizeof(url), loop->urls) == NULL)
        return false;
    url[strcspn(url, "\n")] = '\0';
    curl_easy_reset(easy);
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, loop->fields);
    curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip, br, zstd");
    curl_easy_setopt(easy, CURLOPT_TIMEOUT, 60L);
    if (!loop->has_caches) {
        curl_easy_setopt(easy, CURLOPT_DNS_CACHE_TIMEOUT, 0L);
        curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
    }
    return curl_multi_add_handle(loop->multi, easy) == CURLM_OK;
}

static void finish(struct loop *loop, const CURLMsg *message)
{
    CURL *easy = message->easy_handle;

    loop->done++;
    loop->failed += message->data.result != CURLE_OK;
    curl_multi_remove_handle(loop->multi, easy);
    if (!ask_next(loop, easy))
        curl_easy_cleanup(easy);
}

static void take_finished(struct loop *loop)
{
    int left;

    for (CURLMsg *message; (message = curl_multi_info_read(loop->multi, &left)) != NULL;)
        finish(loop, message);
}

static void on_socket(evutil_socket_t fd, short what, void *arg)
{
    struct loop *loop = arg;
    int running, action = ((what & EV_READ) != 0 ? CURL_CSELECT_IN : 0) |
                          ((what & EV_WRITE) != 0 ? CURL_CSELECT_OUT : 0);

    curl_multi_socket_action(loop->multi, fd, action, &running);
    take_finished(loop);
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
    struct loop *loop = arg;
    int running;

    (void)fd;
    (void)what;
    curl_multi_socket_action(loop->multi, CURL_SOCKET_TIMEOUT, 0, &running);
    take_finished(loop);
}

static int watch_socket(CURL *easy, curl_socket_t fd, int what, void *owner, void *watched)
{
    struct loop *loop = owner;
    struct event *event = watched;

    (void)easy;
    if (event != NULL)
        event_free(event);
    event = NULL;
    if (what != CURL_POLL_REMOVE) {
        short wanted = (short)(EV_PERSIST | ((what & CURL_POLL_IN) != 0 ? EV_READ : 0) |
                               ((what & CURL_POLL_OUT) != 0 ? EV_WRITE : 0));
        event = event_new(loop->base, fd, wanted, on_socket, loop);
        event_add(event, NULL);
    }
    curl_multi_assign(loop->multi, fd, event);
    return 0;
}

static int set_timer(CURLM *multi, long ms, void *owner)
{
    struct loop *loop = owner;
    struct timeval delay = {ms / 1000, ms % 1000 * 1000};

    (void)multi;
    return ms < 0 ? evtimer_del(loop->timer) : evtimer_add(loop->timer, &delay);
}

static void open_loop(struct loop *loop, const char *urls, const char *etag)
{
    loop->base = event_base_new();
    loop->timer = evtimer_new(loop->base, on_timer, loop);
    loop->multi = curl_multi_init();
    loop->urls = fopen(urls, "r");
    if (loop->urls == NULL)
        meter_fail(urls, strerror(errno));
    if (etag != NULL) {
        char field[256];
        snprintf(field, sizeof(field), "If-None-Match: %s", etag);
        loop->fields = curl_slist_append(NULL, field);
    }
    curl_multi_setopt(loop->multi, CURLMOPT_SOCKETFUNCTION, watch_socket);
    curl_multi_setopt(loop->multi, CURLMOPT_SOCKETDATA, loop);
    curl_multi_setopt(loop->multi, CURLMOPT_TIMERFUNCTION, set_timer);
    curl_multi_setopt(loop->multi, CURLMOPT_TIMERDATA, loop);
}

static void close_loop(struct loop *loop)
{
    curl_multi_cleanup(loop->multi);
    event_free(loop->timer);
    event_base_free(loop->base);
    curl_slist_free_all(loop->fields);
    fclose(loop->urls);
    curl_global_cleanup();
}

int main(int argc, char **argv)
{
    struct loop loop = {0};

    if (argc < 4)
        meter_fail("usage", "bench_curl URLS CONNECTIONS caches|no-caches [ETAG]");
    loop.has_caches = strcmp(argv[3], "caches") == 0;
    curl_global_init(CURL_GLOBAL_DEFAULT);
    open_loop(&loop, argv[1], argv[4]);
    struct meter start = meter_now();
    for (long i = 0; i < strtol(argv[2], NULL, 10); i++) {
        CURL *easy = curl_easy_init();
        if (!ask_next(&loop, easy))
            curl_easy_cleanup(easy);
    }
    event_base_dispatch(loop.base);
    struct meter cost = meter_since(start);
    close_loop(&loop);
    if (loop.failed > 0)
        meter_fail("bench_curl", "requests failed");
    printf("%zu %.6f %.6f\n", loop.done, cost.cpu, cost.wall);
    return 0;
}
