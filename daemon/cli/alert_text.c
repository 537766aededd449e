#include "daemon/cli/alert_text.h"

#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "daemon/cli/output.h"
#include "daemon/cli/times.h"
#include "daemon/core/alert_json.h"
#include "daemon/service/escape.h"
#include "store/alerts.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#define FOUND_MAX ((size_t)256) /* bytes of the words that are named */

static bool is_named_before(const json_t *terms, size_t before, const char *found)
{
    for (size_t i = 0; i < before; i++) {
        const char *other = json_string_value(json_object_get(json_array_get(terms, i), "found"));
        if (other != NULL && strcmp(other, found) == 0)
            return true;
    }
    return false;
}

/* The words that the query found, each once. */
static void append_found(const char *matched, struct buffer *out)
{
    json_t *terms = json_loads(matched, 0, NULL);

    for (size_t i = 0; i < json_array_size(terms); i++) {
        const char *found = json_string_value(json_object_get(json_array_get(terms, i), "found"));
        if (found == NULL || is_named_before(terms, i, found))
            continue;
        if (out->len + strlen(found) > FOUND_MAX) {
            buffer_append_string(out, " …");
            break;
        }
        buffer_append_string(out, out->len == 0 ? "" : ", ");
        escape_terminal(found, out);
    }
    json_decref(terms);
}

static void print_about_service(const struct stored_alert *alert, struct arena *arena)
{
    printf("    %salert %lld, %s: %s", output_begin(STYLE_DIM), (long long)alert->id,
           escape_terminal_string(alert->kind, arena),
           escape_terminal_string(alert->subject, arena));
    if (alert->is_over)
        printf("; ends alert %lld", (long long)alert->begun_by);
    printf("%s\n", output_end(STYLE_DIM));
}

static void print_about_story(const struct stored_alert *alert, struct arena *arena)
{
    struct buffer found;

    buffer_init(&found, (size_t)64 << 10);
    append_found(alert->matched, &found);
    printf("    %salert %lld, story %lld, %s, %s at %s%s%s  %s%s\n", output_begin(STYLE_DIM),
           (long long)alert->id, (long long)alert->story,
           escape_terminal_string(alert->feed, arena),
           output_count(arena, alert->copies_now, "copy", "copies"),
           output_count(arena, alert->outlets_now, "outlet", "outlets"),
           found.len > 0 ? "; found: " : "", found.len > 0 ? found.data : "",
           escape_terminal_string(alert->url, arena), output_end(STYLE_DIM));
    buffer_free(&found);
}

void alert_text_print(const struct stored_alert *alert, struct arena *arena)
{
    enum style severity = output_style_of_severity(alert->severity);
    char time[TIMES_SIZE];

    printf("%s  %s%-6s%s  %s%s%s  %s\n", times_format(alert->time, time), output_begin(severity),
           escape_terminal_string(alert->severity, arena), output_end(severity),
           output_begin(STYLE_BOLD), escape_terminal_string(alert->topic, arena),
           output_end(STYLE_BOLD),
           alert->title == NULL ? "(no title)" : escape_terminal_string(alert->title, arena));
    if (alert->kind != NULL)
        print_about_service(alert, arena);
    else
        print_about_story(alert, arena);
}

void alert_text_write_json(const struct stored_alert *alert, struct buffer *out)
{
    struct stored_alert now = *alert;

    now.copies = alert->copies_now;
    if (!alert_write_json(&now, out) || out->len == 0)
        return;
    out->data[--out->len] = '\0'; /* the brace: one member more */
    output_json_int(out, "outlets", alert->outlets_now);
    buffer_append_byte(out, '}');
}
