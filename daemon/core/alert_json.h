/* alert_json.h: an alert as the outside sees it: a line of the log, a webhook's body, `storywatch
 * alerts --json`. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct buffer;
struct stored_alert;

#define ALERT_JSON_MAX ((size_t)64 * 1024) /* bytes (TRUST 4) */

/* One JSON object, without newline. False: it does not fit the buffer's limit. */
bool alert_write_json(const struct stored_alert *alert, struct buffer *out);
