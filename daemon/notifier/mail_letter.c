#include "daemon/notifier/mail_letter.h"

#include "config/base/buffer.h"
#include "config/base/rfc3339.h"
#include "daemon/notifier/mail_body.h"
#include "daemon/notifier/mail_header.h"
#include "daemon/notifier/one_line.h"

#include <inttypes.h>
#include <jansson.h>
#include <string.h>
#include <time.h>

#define TEXT_MAX (160UL * 1024)
#define LINE_MAX 4096 /* of one text of the alert */
#define SUBJECT_MAX 1200

static const char *text_of(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

static long long number_of(const json_t *object, const char *key)
{
    return json_integer_value(json_object_get(object, key));
}

/* ---- headers ---- */

static void append_date(struct buffer *out, const json_t *alert)
{
    static const char days[][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const char *text = text_of(alert, "time");
    int64_t time = 0;
    struct tm day;

    if (text == NULL || !rfc3339_parse(text, &time) || gmtime_r(&time, &day) == NULL)
        return;
    buffer_append_format(out, "Date: %s, %d %s %d %02d:%02d:%02d +0000\r\n", days[day.tm_wday],
                         day.tm_mday, months[day.tm_mon], day.tm_year + 1900, day.tm_hour,
                         day.tm_min, day.tm_sec);
}

/* "<uuid-42@example.org>" */
static void append_id(struct buffer *out, const char *name, const struct mail_letter *letter,
                      int64_t alert)
{
    const char *at = strrchr(letter->from, '@');

    buffer_append_format(out, "%s: <%s-%" PRId64 "@%s>\r\n", name, letter->store_uuid, alert,
                         at == NULL ? "localhost" : at + 1);
}

/* One address a line: there is no bound on their number. */
static void append_receivers(struct buffer *out, const char *to)
{
    buffer_append_string(out, "To: ");
    while (*to != '\0') {
        to += strspn(to, " ");
        size_t len = strcspn(to, ", ");
        buffer_append(out, to, len);
        to += len + strspn(to + len, ", ");
        buffer_append_string(out, *to == '\0' ? "\r\n" : ",\r\n ");
    }
}

static void append_subject(struct buffer *out, const json_t *alert)
{
    const json_t *item = json_object_get(alert, "item");
    const char *topic = text_of(alert, "topic"), *title = text_of(item, "title");
    struct buffer subject;

    if (title == NULL)
        title = text_of(item, "url");
    buffer_init(&subject, SUBJECT_MAX);
    buffer_append_string(&subject, "[");
    one_line_append(&subject, topic, strlen(topic), LINE_MAX);
    buffer_append_string(&subject, "] ");
    if (title != NULL)
        one_line_append(&subject, title, strlen(title), SUBJECT_MAX / 2);
    mail_header_append(out, "Subject", subject.data);
    buffer_free(&subject);
}

static void append_headers(struct buffer *out, const struct mail_letter *letter,
                           const json_t *alert)
{
    const char *severity = text_of(alert, "severity");

    append_date(out, alert);
    buffer_append_format(out, "From: storywatch <%s>\r\n", letter->from);
    append_receivers(out, letter->to);
    append_subject(out, alert);
    append_id(out, "Message-ID", letter, letter->alert);
    if (letter->follows > 0) {
        append_id(out, "In-Reply-To", letter, letter->follows);
        append_id(out, "References", letter, letter->follows);
    }
    if (severity != NULL && strcmp(severity, "medium") != 0)
        buffer_append_format(out, "Importance: %s\r\n",
                             strcmp(severity, "high") == 0 ? "high" : "low");
    mail_header_append(out, "X-Storywatch-Topic", text_of(alert, "topic"));
    buffer_append_string(out, "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
                              "Content-Type: text/plain; charset=utf-8\r\n");
}

/* ---- text ---- */

static void append_text(struct buffer *out, const char *before, const char *text, const char *after)
{
    if (text == NULL)
        return;
    buffer_append_string(out, before);
    one_line_append(out, text, strlen(text), LINE_MAX);
    buffer_append_string(out, after);
}

static void append_item(struct buffer *out, const json_t *item)
{
    append_text(out, "", text_of(item, "title"), "\n");
    append_text(out, "", text_of(item, "url"), "\n");
    append_text(out, "from ", text_of(item, "feed"),
                text_of(item, "published") == NULL ? "\n" : ", ");
    append_text(out, "published ", text_of(item, "published"), "\n");
}

/* "North Korean (for "north korea*"), in the title:" and the words around it. */
static void append_match(struct buffer *out, const json_t *match)
{
    const char *found = text_of(match, "found"), *term = text_of(match, "term");

    append_text(out, "\n  ", found == NULL ? term : found, "");
    if (found != NULL && term != NULL && strcmp(found, term) != 0)
        append_text(out, "  (for ", term, ")");
    append_text(out, ", in the ", text_of(match, "zone"), "");
    append_text(out, ":\n    ", text_of(match, "snippet"), "");
    buffer_append_string(out, "\n");
}

static void append_matches(struct buffer *out, const json_t *alert)
{
    const json_t *matched = json_object_get(alert, "matched");

    if (json_array_size(matched) > 0)
        append_text(out, "\nWhy it is about ", text_of(alert, "topic"), ":\n");
    for (size_t i = 0; i < json_array_size(matched); i++)
        append_match(out, json_array_get(matched, i));
}

static void append_story(struct buffer *out, const json_t *alert)
{
    long long story = number_of(alert, "story"), copies = number_of(alert, "copies");

    if (story == 0)
        return;
    buffer_append_string(out, "\n");
    if (copies > 0)
        buffer_append_format(out, "The story had %lld %s by then. ", copies,
                             copies == 1 ? "copy" : "copies");
    buffer_append_format(out, "All its copies, and why each is one:\n  storywatch story %lld\n",
                         story);
}

static void append_alert(struct buffer *out, const json_t *alert)
{
    append_item(out, json_object_get(alert, "item"));
    append_matches(out, alert);
    append_story(out, alert);
    buffer_append_format(out, "\n-- \nstorywatch, alert %lld", number_of(alert, "id"));
    append_text(out, " of ", text_of(alert, "time"), "");
    append_text(out, ", severity ", text_of(alert, "severity"), "");
    buffer_append_string(out, "\n");
}

bool mail_letter_write(const struct mail_letter *letter, struct buffer *out)
{
    json_t *alert = json_loads(letter->line, 0, NULL);
    struct buffer text;

    if (text_of(alert, "topic") == NULL) {
        json_decref(alert);
        return false;
    }
    buffer_init(&text, TEXT_MAX);
    append_alert(&text, alert);
    append_headers(out, letter, alert);
    mail_body_append(out, text.data);
    buffer_free(&text);
    json_decref(alert);
    return true;
}
