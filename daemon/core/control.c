#include "daemon/core/control.h"

#include "config/base/error.h"
#include "config/base/memory.h"
#include "config/base/utf8.h"

#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/listener.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define REQUEST_MAX 1024 /* bytes of a line */
#define CLIENTS_MAX 32
#define CLIENT_TIMEOUT_S 10

struct client {
    struct control *control;
    struct bufferevent *bev;
    size_t slot;
};

struct control {
    struct event_base *base;
    struct evconnlistener *listener;
    control_answer *answer;
    void *owner;
    struct client *clients[CLIENTS_MAX]; /* NULL: free */
    char *path;
};

static void close_client(struct client *client)
{
    client->control->clients[client->slot] = NULL;
    bufferevent_free(client->bev);
    free(client);
}

static void on_client_event(struct bufferevent *bev, short what, void *arg)
{
    (void)bev;
    (void)what;
    close_client(arg);
}

static void send_answer(struct client *client, json_t *answer)
{
    char *text = json_dumps(answer, JSON_COMPACT);
    struct evbuffer *out = bufferevent_get_output(client->bev);

    if (text != NULL) {
        evbuffer_add(out, text, strlen(text));
        evbuffer_add(out, "\n", 1);
    }
    free(text);
    json_decref(answer);
}

static void answer_line(struct client *client, char *line)
{
    struct control *control = client->control;
    char *argument = strchr(line, ' ');

    if (argument != NULL)
        *argument++ = '\0';
    if (argument != NULL && !utf8_is_valid(argument, strlen(argument))) /* answers cite it */
        send_answer(client, json_pack("{s:b, s:s}", "ok", 0, "error", "a request is UTF-8"));
    else
        send_answer(client, control->answer(control->owner, line, argument));
}

static void on_client_readable(struct bufferevent *bev, void *arg)
{
    struct client *client = arg;
    char *line;

    while ((line = evbuffer_readln(bufferevent_get_input(bev), NULL, EVBUFFER_EOL_LF)) != NULL) {
        answer_line(client, line);
        free(line);
    }
    if (evbuffer_get_length(bufferevent_get_input(bev)) > REQUEST_MAX)
        close_client(client);
}

static size_t find_free_slot(const struct control *control)
{
    size_t slot = 0;

    while (slot < CLIENTS_MAX && control->clients[slot] != NULL)
        slot++;
    return slot;
}

static void on_accept(struct evconnlistener *listener, evutil_socket_t fd, struct sockaddr *address,
                      int len, void *arg)
{
    static const struct timeval timeout = {CLIENT_TIMEOUT_S, 0};
    struct control *control = arg;
    size_t slot = find_free_slot(control);
    struct bufferevent *bev = NULL;

    (void)listener;
    (void)address;
    (void)len;
    if (slot < CLIENTS_MAX)
        bev = bufferevent_socket_new(control->base, fd, BEV_OPT_CLOSE_ON_FREE);
    if (bev == NULL) {
        evutil_closesocket(fd);
        return;
    }
    struct client *client = memory_new(1, sizeof(*client));
    *client = (struct client){.control = control, .bev = bev, .slot = slot};
    control->clients[slot] = client;
    bufferevent_setcb(bev, on_client_readable, NULL, on_client_event, client);
    bufferevent_set_timeouts(bev, &timeout, &timeout);
    bufferevent_enable(bev, EV_READ | EV_WRITE);
}

bool control_address(const char *state_dir, int folder, struct sockaddr_un *address)
{
    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    int len = snprintf(address->sun_path, sizeof(address->sun_path), "%s/control", state_dir);
    if (len >= 0 && (size_t)len < sizeof(address->sun_path))
        return true;
    len =
        snprintf(address->sun_path, sizeof(address->sun_path), "/proc/self/fd/%d/control", folder);
    return len >= 0 && (size_t)len < sizeof(address->sun_path);
}

static int open_socket(const char *path, const char *state_dir, struct error *err)
{
    struct sockaddr_un address;
    int folder = open(state_dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    bool is_open = folder >= 0 && fd >= 0 && control_address(state_dir, folder, &address);

    if (is_open) {
        unlink(path); /* the store's lock says that no other service listens there */
        is_open = bind(fd, (const struct sockaddr *)&address, sizeof(address)) == 0 &&
                  chmod(path, 0660) == 0;
    }
    if (!is_open)
        error_set(err, "cannot open the control socket %s: %s", path, strerror(errno));
    if (!is_open && fd >= 0)
        close(fd);
    if (folder >= 0)
        close(folder);
    return is_open ? fd : -1;
}

struct control *control_open(struct event_base *base, const char *state_dir, control_answer *answer,
                             void *owner, struct error *err)
{
    struct control *control = memory_new(1, sizeof(*control));

    *control = (struct control){.base = base, .answer = answer, .owner = owner};
    if (asprintf(&control->path, "%s/control", state_dir) < 0)
        control->path = NULL;
    int fd = control->path == NULL ? -1 : open_socket(control->path, state_dir, err);
    if (fd >= 0)
        control->listener =
            evconnlistener_new(base, on_accept, control, LEV_OPT_CLOSE_ON_FREE, -1, fd);
    if (control->listener == NULL) {
        free(control->path);
        free(control);
        return NULL;
    }
    return control;
}

void control_close(struct control *control)
{
    if (control == NULL)
        return;
    for (size_t i = 0; i < CLIENTS_MAX; i++) {
        if (control->clients[i] != NULL)
            close_client(control->clients[i]);
    }
    evconnlistener_free(control->listener);
    unlink(control->path);
    free(control->path);
    free(control);
}
