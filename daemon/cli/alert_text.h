/* alert_text.h: an alert as `alerts` and `story` show it. */
#pragma once

struct arena;
struct buffer;
struct stored_alert;

/* Two lines for a person. */
void alert_text_print(const struct stored_alert *alert, struct arena *arena);

/* The object of the alert line, with "copies" counted anew and "outlets". */
void alert_text_write_json(const struct stored_alert *alert, struct buffer *out);
