/* alert_row.h: an alert between its columns and its struct. */
#pragma once

#include "store/statement.h"

/* What alert_row_read() reads, in its order. */
#define ALERT_ROW_COLUMNS                                                                          \
    "alert.id, alert.time, alert.topic, alert.severity, alert.story, alert.item, alert.feed, "     \
    "alert.title, alert.url, alert.published, alert.matched, alert.copies, story.copies, "         \
    "story.outlets"
#define ALERT_ROW_TABLES " FROM alert JOIN story ON story.id = alert.story "
#define ALERT_ROW_SELECT "SELECT " ALERT_ROW_COLUMNS ALERT_ROW_TABLES

void alert_row_read(struct query *query, struct arena *arena, struct stored_alert *alert);
