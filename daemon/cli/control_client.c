#include "daemon/cli/control_client.h"

#include "config/base/buffer.h"
#include "config/base/error.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#define ANSWER_MAX ((size_t)16 << 20)
#define TIMEOUT_SECONDS 30 /* a reload of a large config takes seconds */

static int dial(const char *path, struct error *err)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const struct timeval timeout = {.tv_sec = TIMEOUT_SECONDS};

    if (strlen(path) >= sizeof(address.sun_path)) {
        error_set(err, "%s: the path is too long for a socket", path);
        return -1;
    }
    memcpy(address.sun_path, path, strlen(path));
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout)) == 0 &&
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof(timeout)) == 0 &&
        connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0)
        return fd;
    error_set(err, "%s: %s: is storywatchd running?", path, strerror(errno));
    if (fd >= 0)
        close(fd);
    return -1;
}

static bool send_all(int fd, const char *text, struct error *err)
{
    size_t len = strlen(text);

    while (len > 0) {
        ssize_t sent = send(fd, text, len, MSG_NOSIGNAL);
        if (sent < 0) {
            error_set(err, "the service does not listen: %s", strerror(errno));
            return false;
        }
        text += sent;
        len -= (size_t)sent;
    }
    return true;
}

/* Reads up to the newline. */
static bool receive_line(int fd, struct buffer *line, struct error *err)
{
    char chunk[4096];

    while (line->len == 0 || line->data[line->len - 1] != '\n') {
        ssize_t len = recv(fd, chunk, sizeof(chunk), 0);
        if (len > 0 && buffer_append(line, chunk, (size_t)len))
            continue;
        error_set(err, "the service did not answer: %s",
                  len < 0    ? strerror(errno)
                  : len == 0 ? "it closed the connection"
                             : "its answer is too long");
        return false;
    }
    return true;
}

json_t *control_client_ask(const char *state_dir, const char *request, struct error *err)
{
    char path[4096], line[1024];
    struct buffer answer;
    json_t *object = NULL;

    snprintf(path, sizeof(path), "%s/control", state_dir);
    snprintf(line, sizeof(line), "%s\n", request);
    int fd = dial(path, err);
    if (fd < 0)
        return NULL;
    buffer_init(&answer, ANSWER_MAX);
    if (send_all(fd, line, err) && receive_line(fd, &answer, err)) {
        object = json_loadb(answer.data, answer.len, 0, NULL);
        if (!json_is_object(object)) {
            error_set(err, "%s: the answer is no JSON object", path);
            json_decref(object);
            object = NULL;
        }
    }
    buffer_free(&answer);
    close(fd);
    return object;
}
