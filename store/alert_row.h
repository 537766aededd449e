/* alert_row.h: an alert between its columns and its struct. */
#pragma once

#include "store/alerts.h"
#include "store/statement.h"

/* What alert_row_read() reads, in its order. */
#define ALERT_ROW_COLUMNS                                                                          \
    "alert.id, alert.time, alert.topic, alert.severity, alert.story, alert.item, alert.feed, "     \
    "alert.title, alert.url, alert.published, alert.matched, alert.copies, story.copies, "         \
    "story.outlets, alert.kind, alert.subject, alert.begun_by"
/* The story counts as the one that it was joined to. */
#define ALERT_ROW_TABLES                                                                           \
    " FROM alert LEFT JOIN story own ON own.id = alert.story"                                      \
    " LEFT JOIN story ON story.id = coalesce(own.joined, own.id) "
#define ALERT_ROW_SELECT "SELECT " ALERT_ROW_COLUMNS ALERT_ROW_TABLES

void alert_row_read(struct query *query, struct arena *arena, struct stored_alert *alert);

/* One delivery of the alert for each sink, due at once. */
enum store_status alert_row_send(struct store *store, const struct stored_alert *alert,
                                 const char *const *sinks, size_t sink_count, struct error *err);
