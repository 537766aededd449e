#include "daemon/cli/control_client.h"

#include "config/base/buffer.h"
#include "config/base/error.h"
#include "daemon/core/control.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#define ANSWER_MAX ((size_t)16 << 20)
#define TIMEOUT_SECONDS 30 /* a reload of a large config takes seconds; see why_silent() */

static bool connect_to(int fd, const char *state_dir, int folder)
{
    const struct timeval timeout = {.tv_sec = TIMEOUT_SECONDS};
    struct sockaddr_un address;

    return fd >= 0 && folder >= 0 && control_address(state_dir, folder, &address) &&
           setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout)) == 0 &&
           setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof(timeout)) == 0 &&
           connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0;
}

static int dial(const char *state_dir, struct error *err)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int folder = open(state_dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
    bool is_connected = connect_to(fd, state_dir, folder);

    if (!is_connected)
        error_set(err, "%s/control: %s: is storywatchd running?", state_dir, strerror(errno));
    if (folder >= 0)
        close(folder);
    if (!is_connected && fd >= 0) {
        close(fd);
        fd = -1;
    }
    return fd;
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

/* Why recv() gave nothing. */
static const char *why_silent(ssize_t len)
{
    if (len < 0)
        return errno == EAGAIN ? "it has been busy for half a minute; try again" : strerror(errno);
    return len == 0 ? "it closed the connection" : "its answer is too long";
}

/* Reads up to the newline. */
static bool receive_line(int fd, struct buffer *line, struct error *err)
{
    char chunk[4096];

    while (line->len == 0 || line->data[line->len - 1] != '\n') {
        ssize_t len = recv(fd, chunk, sizeof(chunk), 0);
        if (len > 0 && buffer_append(line, chunk, (size_t)len))
            continue;
        error_set(err, "the service did not answer: %s", why_silent(len));
        return false;
    }
    return true;
}

json_t *control_client_ask(const char *state_dir, const char *request, struct error *err)
{
    char line[1024];
    struct buffer answer;
    json_t *object = NULL;

    snprintf(line, sizeof(line), "%s\n", request);
    int fd = dial(state_dir, err);
    if (fd < 0)
        return NULL;
    buffer_init(&answer, ANSWER_MAX);
    if (send_all(fd, line, err) && receive_line(fd, &answer, err)) {
        object = json_loadb(answer.data, answer.len, 0, NULL);
        if (!json_is_object(object)) {
            error_set(err, "%s/control: the answer is no JSON object", state_dir);
            json_decref(object);
            object = NULL;
        }
    }
    buffer_free(&answer);
    close(fd);
    return object;
}
