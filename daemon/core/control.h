/* control.h: the socket `control` in the state folder, by which the group's members ask the running
 * service.
 *
 * One line in: "status", "topics FIRST", "reload", "poll NAME", "split ITEM", "join ITEM ITEM",
 * "backfill SEEN ITEM HASH TOPIC", "retry ALERT", "sink-test NAME", "sink-answer NUMBER". One JSON
 * object a line out: {"ok":true,…} or {"ok":false,"error":"…"}. */
#pragma once

#include <jansson.h>
#include <stdbool.h>

struct control;
struct error;
struct event_base;
struct sockaddr_un;

/* Answers one request with a new object, which the control socket owns; never NULL. */
typedef json_t *control_answer(void *owner, const char *command, const char *argument);

/* Opens `state_dir`/control, mode 0660, in place of one that a service before left. NULL: `err`
 * says why. */
struct control *control_open(struct event_base *base, const char *state_dir, control_answer *answer,
                             void *owner, struct error *err);
/* Removes the socket. NULL is allowed. */
void control_close(struct control *control);

/* The address of the socket in `state_dir`, for both ends. The name of a socket is 107 bytes at
 * most: a longer one goes by `folder`, a descriptor of the folder, which must stay open until the
 * address has been used. */
bool control_address(const char *state_dir, int folder, struct sockaddr_un *address);
