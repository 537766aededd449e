/* sink_requests.h: what the control socket is asked of sinks and deliveries. */
#pragma once

#include "daemon/core/core_state.h"

/* "retry ALERT" */
json_t *core_answer_retry(struct core *core, const char *argument);
/* "sink-test NAME" begins a test of a sink, "sink-answer NUMBER" asks what came of it. */
json_t *core_answer_sink_test(struct core *core, const char *name);
json_t *core_answer_sink_answer(struct core *core, const char *argument);
