#include "daemon/spawner/packet.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

union control {
    struct cmsghdr header; /* for its alignment */
    char bytes[CMSG_SPACE(PACKET_FDS_MAX * sizeof(int))];
};

bool packet_send(int fd, const void *packet, size_t size, const int *fds, size_t fd_count)
{
    char copy[sizeof(struct spawn_report)];
    struct iovec body = {.iov_base = copy, .iov_len = size};
    union control control = {0};
    struct msghdr message = {.msg_iov = &body, .msg_iovlen = 1};

    memcpy(copy, packet, size);
    if (fd_count > 0) {
        message.msg_control = control.bytes;
        message.msg_controllen = CMSG_SPACE(fd_count * sizeof(int));
        struct cmsghdr *head = &control.header; /* the first: the buffer begins with it */
        head->cmsg_level = SOL_SOCKET;
        head->cmsg_type = SCM_RIGHTS;
        head->cmsg_len = CMSG_LEN(fd_count * sizeof(int));
        memcpy(CMSG_DATA(head), fds, fd_count * sizeof(int));
    }
    return sendmsg(fd, &message, MSG_NOSIGNAL) == (ssize_t)size;
}

static void take_descriptors(struct msghdr *message, int fds[PACKET_FDS_MAX])
{
    struct cmsghdr *head = CMSG_FIRSTHDR(message);

    for (size_t i = 0; i < PACKET_FDS_MAX; i++)
        fds[i] = -1;
    if (head != NULL && head->cmsg_level == SOL_SOCKET && head->cmsg_type == SCM_RIGHTS)
        memcpy(fds, CMSG_DATA(head), head->cmsg_len - CMSG_LEN(0));
}

enum packet_result packet_receive(int fd, void *packet, size_t size, int fds[PACKET_FDS_MAX])
{
    struct iovec body = {.iov_base = packet, .iov_len = size};
    union control control = {0};
    struct msghdr message = {.msg_iov = &body,
                             .msg_iovlen = 1,
                             .msg_control = control.bytes,
                             .msg_controllen = sizeof(control.bytes)};
    ssize_t len;

    do
        len = recvmsg(fd, &message, MSG_CMSG_CLOEXEC);
    while (len < 0 && errno == EINTR);
    take_descriptors(&message, fds);
    if (len < 0 && errno == EAGAIN)
        return PACKET_NONE_YET;
    return len == (ssize_t)size ? PACKET_RECEIVED : PACKET_END;
}
