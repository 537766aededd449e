/* control_client.h: one question to the running service, by its socket in the state folder. */
#pragma once

#include <jansson.h>

struct error;

/* The answer's object, the caller's to json_decref(); NULL: `err` says why the service cannot be
 * reached. */
json_t *control_client_ask(const char *state_dir, const char *request, struct error *err);
