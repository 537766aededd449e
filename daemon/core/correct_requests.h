/* correct_requests.h: an operator's corrections as the control socket is asked for them. */
#pragma once

#include <jansson.h>

struct core;

/* `argument`: an item's number. */
json_t *core_answer_split(struct core *core, const char *argument);

/* `argument`: two items' numbers, a blank between them. */
json_t *core_answer_join(struct core *core, const char *argument);
