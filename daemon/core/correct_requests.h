/* correct_requests.h: what operators correct or delete in the store, as the control socket is asked
 * for it. */
#pragma once

#include <jansson.h>

struct core;

/* `argument`: an item's number. */
json_t *core_answer_split(struct core *core, const char *argument);

/* `argument`: two items' numbers, a blank between them. */
json_t *core_answer_join(struct core *core, const char *argument);

/* `name`: of a feed that is not in the config. */
json_t *core_answer_forget(struct core *core, const char *name);
