#include "daemon/cli/feed_story.h"

#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "config/base/clock.h"
#include "config/base/error.h"
#include "daemon/cli/arguments.h"
#include "daemon/cli/feed_health.h"
#include "daemon/cli/host_holds.h"
#include "daemon/cli/output.h"
#include "daemon/cli/table.h"
#include "daemon/cli/times.h"
#include "daemon/core/schedule.h"
#include "daemon/service/escape.h"
#include "feeds/url.h"
#include "store/feeds.h"

#include <inttypes.h>
#include <stdio.h>

#define LINE_MAX ((size_t)256 << 10)

struct story {
    struct feed_state feed;
    struct stored_poll polls[STORED_POLLS]; /* the newest first */
    size_t count;
    int64_t now;
    struct arena *arena;
};

/* ---- words */

/* Of what a number in the store stands for: in JSON, and to read. */
struct word {
    const char *key;
    const char *text;
};

static const struct word outcomes[POLLED_OUTCOMES] = {
    [POLLED_DOCUMENT] = {"document", "a document"},
    [POLLED_SAME_DOCUMENT] = {"same_document", "the same document"},
    [POLLED_CUT] = {"cut", "cut short"},
    [POLLED_NOT_MODIFIED] = {"not_modified", "not modified"},
    [POLLED_GONE] = {"gone", "gone"},
    [POLLED_RATE_LIMITED] = {"rate_limited", "rate limited"},
    [POLLED_UNAVAILABLE] = {"unavailable", "unavailable"},
    [POLLED_FIRM] = {"firm", "failed firmly"},
    [POLLED_TRANSIENT] = {"transient", "failed"},
    [POLLED_UNREACHED] = {"unreached", "not reached"},
    [POLLED_REFUSED] = {"refused", "refused"},
    [POLLED_HELD] = {"held", "not asked, as a redirect led to a host that is left alone"},
};

static const struct word interval_reasons[] = {
    [INTERVAL_AS_BEFORE] = {"as_before", "as before"},
    [INTERVAL_BY_RHYTHM] = {"rhythm", "rhythm"},
    [INTERVAL_FIXED] = {"every", "every of the feed"},
    [INTERVAL_BY_MIN] = {"min", "poll.min"},
    [INTERVAL_BY_MAX] = {"max", "poll.max"},
    [INTERVAL_BY_FILL_TIME] = {"fill_time", "its document fills up"},
    [INTERVAL_BY_GAPS] = {"gaps", "halved after gaps"},
    [INTERVAL_UNTRUSTED] = {"validators", "no validators: 1h at least"},
};

static const struct word next_reasons[] = {
    [NEXT_BY_INTERVAL] = {"interval", "interval"},
    [NEXT_BY_TRANSIENT] = {"back_off", "back-off"},
    [NEXT_BY_FIRM] = {"back_off_firm", "back-off, doubling"},
    [NEXT_BY_HOLD] = {"hold", "hold"},
    [NEXT_NEVER] = {"never", "not by itself"},
    [NEXT_BY_OUTAGE] = {"outage", "network down"},
};

#define WORD(words, number) word_of(words, sizeof(words) / sizeof((words)[0]), number)

static const struct word *word_of(const struct word *words, size_t count, int32_t number)
{
    static const struct word unknown = {"unknown", "unknown"};

    return number >= 0 && (size_t)number < count ? &words[number] : &unknown;
}

/* A failure teaches nothing of the interval: the reason is that of the poll before. */
static const struct word *reason_of_interval(const struct story *story)
{
    for (size_t i = 0; i < story->count; i++)
        if (story->polls[i].interval_why != INTERVAL_AS_BEFORE)
            return WORD(interval_reasons, story->polls[i].interval_why);
    return &interval_reasons[INTERVAL_AS_BEFORE];
}

/* What the next poll waits for; NULL: the feed was not polled yet. */
static const struct word *reason_of_next(const struct story *story)
{
    const struct feed_state *feed = &story->feed;

    if (feed->hold_until > story->now && feed->hold_until >= feed->next_poll)
        return &next_reasons[NEXT_BY_HOLD]; /* its own, or its host's that came after its poll */
    return story->count == 0 ? NULL : WORD(next_reasons, story->polls[0].next_why);
}

/* ---- JSON */

static void write_poll(const struct stored_poll *poll, struct buffer *out)
{
    buffer_append_byte(out, '{');
    output_json_int(out, "number", poll->number);
    output_json_time(out, "time", poll->started);
    output_json_int(out, "duration_ms", poll->duration_ms);
    output_json_string(out, "outcome", WORD(outcomes, poll->outcome)->key);
    output_json_int(out, "http_status", poll->http_status);
    output_json_int(out, "bytes", poll->bytes);
    output_json_int(out, "items", poll->items);
    output_json_int(out, "new", poll->new_items);
    output_json_int(out, "interval", poll->interval);
    output_json_string(out, "interval_why", WORD(interval_reasons, poll->interval_why)->key);
    output_json_time(out, "next_poll", poll->next_poll);
    output_json_string(out, "next_why", WORD(next_reasons, poll->next_why)->key);
    output_json_string(out, "message", poll->message);
    buffer_append_byte(out, '}');
}

static bool print_json(const struct story *story)
{
    const struct word *next = reason_of_next(story);
    struct buffer line;

    buffer_init(&line, LINE_MAX);
    buffer_append_byte(&line, '{');
    feed_health_json(&story->feed, &line);
    output_json_string(&line, "interval_why", reason_of_interval(story)->key);
    output_json_string(&line, "next_why", next == NULL ? NULL : next->key);
    output_json_key(&line, "last_polls");
    buffer_append_byte(&line, '[');
    for (size_t i = 0; i < story->count; i++) {
        if (i > 0)
            buffer_append_byte(&line, ',');
        write_poll(&story->polls[i], &line);
    }
    buffer_append_string(&line, "]}");
    bool is_printed = output_line(&line);
    buffer_free(&line);
    return is_printed;
}

/* ---- to read */

static void print_fact(const struct story *story, const char *name, const char *text)
{
    if (text != NULL && text[0] != '\0')
        printf("  %-12s %s\n", name, escape_terminal_string(text, story->arena));
}

static const char *time_text(const struct story *story, int64_t time)
{
    char absolute[TIMES_SIZE], relative[TIMES_SIZE];

    if (time == NO_TIME)
        return "never";
    return arena_format(story->arena, "%s (%s)", times_relative(time, story->now, relative),
                        times_format(time, absolute));
}

static void print_next(const struct story *story)
{
    const struct feed_state *feed = &story->feed;
    const struct word *why = reason_of_next(story);
    const char *text = time_text(story, feed->next_poll);

    if (why == NULL)
        text = "as soon as it has its turn: it was not polled yet";
    else if (why == &next_reasons[NEXT_BY_HOLD] && feed->hold_why != NULL)
        text = arena_format(story->arena, "%s: %s", text, feed->hold_why);
    else if (feed->failures > 0)
        text = arena_format(story->arena, "%s: %s, failure %d in a row", text, why->text,
                            (int)feed->failures);
    else
        text = arena_format(story->arena, "%s: %s", text, why->text);
    print_fact(story, "next poll", text);
}

static void print_facts(const struct story *story)
{
    const struct feed_state *feed = &story->feed;
    struct arena *arena = story->arena;
    char interval[TIMES_SIZE];

    printf("%s%s%s: %s%s%s\n", output_begin(STYLE_BOLD), escape_terminal_string(feed->name, arena),
           output_end(STYLE_BOLD), output_begin(feed_health_style(feed)), feed_health_state(feed),
           output_end(feed_health_style(feed)));
    print_fact(story, "url", url_without_login(arena, feed->url));
    print_fact(story, "moved to", url_without_login(arena, feed->moved_to));
    print_fact(story, "same as", feed->same_as);
    print_fact(story, "title", feed->title);
    print_fact(story, "format", feed->format);
    print_fact(story, "items a day", feed_health_rate(feed, arena));
    print_fact(story, "last new", time_text(story, feed->last_new));
    print_fact(story, "last success", time_text(story, feed->last_success));
    print_fact(story, "why", feed_health_reason(feed, story->now, arena));
    if (feed->interval > 0)
        print_fact(story, "interval",
                   arena_format(arena, "%s: %s", times_span(feed->interval, interval),
                                reason_of_interval(story)->text));
    print_next(story);
    print_fact(story, "validators", feed_health_validators(feed));
    print_fact(story, "polls",
               arena_format(arena, "%" PRId64 ", %" PRId64 " not modified, %" PRId64 " bytes, %s",
                            feed->polls, feed->not_modified, feed->bytes_received,
                            output_count(arena, feed->gaps, "gap", "gaps")));
}

enum column {
    COLUMN_POLLED,
    COLUMN_OUTCOME,
    COLUMN_STATUS,
    COLUMN_TOOK,
    COLUMN_BYTES,
    COLUMN_ITEMS,
    COLUMN_NEW,
    COLUMN_INTERVAL,
    COLUMN_INTERVAL_WHY,
    COLUMN_NEXT,
    COLUMN_NEXT_WHY,
    COLUMN_MESSAGE
};

static const struct table_column columns[] = {
    [COLUMN_POLLED] = {"POLLED", COLUMN_TEXT},      [COLUMN_OUTCOME] = {"OUTCOME", COLUMN_TEXT},
    [COLUMN_STATUS] = {"HTTP", COLUMN_NUMBER},      [COLUMN_TOOK] = {"MS", COLUMN_NUMBER},
    [COLUMN_BYTES] = {"BYTES", COLUMN_NUMBER},      [COLUMN_ITEMS] = {"ITEMS", COLUMN_NUMBER},
    [COLUMN_NEW] = {"NEW", COLUMN_NUMBER},          [COLUMN_INTERVAL] = {"INTERVAL", COLUMN_NUMBER},
    [COLUMN_INTERVAL_WHY] = {"FROM", COLUMN_TEXT},  [COLUMN_NEXT] = {"NEXT", COLUMN_TEXT},
    [COLUMN_NEXT_WHY] = {"WAITS FOR", COLUMN_TEXT}, [COLUMN_MESSAGE] = {"SAID", COLUMN_LONG},
};

static void add_row(struct table *table, const struct stored_poll *poll)
{
    char time[TIMES_SIZE];

    table_add_row(table);
    table_set(table, COLUMN_POLLED, STYLE_PLAIN, times_format(poll->started, time));
    table_set(table, COLUMN_OUTCOME, STYLE_PLAIN, WORD(outcomes, poll->outcome)->text);
    if (poll->http_status > 0)
        table_set_number(table, COLUMN_STATUS, poll->http_status);
    table_set_number(table, COLUMN_TOOK, poll->duration_ms);
    table_set_number(table, COLUMN_BYTES, poll->bytes);
    table_set_number(table, COLUMN_ITEMS, poll->items);
    table_set_number(table, COLUMN_NEW, poll->new_items);
    table_set(table, COLUMN_INTERVAL, STYLE_PLAIN, times_span(poll->interval, time));
    table_set(table, COLUMN_INTERVAL_WHY, STYLE_PLAIN,
              WORD(interval_reasons, poll->interval_why)->text);
    table_set(table, COLUMN_NEXT, STYLE_PLAIN, times_format(poll->next_poll, time));
    table_set(table, COLUMN_NEXT_WHY, STYLE_PLAIN, WORD(next_reasons, poll->next_why)->text);
    table_set(table, COLUMN_MESSAGE, STYLE_PLAIN, poll->message);
}

static bool print_text(const struct story *story)
{
    struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));

    print_facts(story);
    for (size_t i = 0; i < story->count; i++)
        add_row(table, &story->polls[i]);
    putchar('\n');
    bool is_printed = story->count == 0 || table_print(table);
    table_free(table);
    return is_printed;
}

/* ---- reading */

static bool read_parts(struct store *store, const char *name, struct story *story,
                       struct error *err)
{
    struct host_holds *holds = host_holds_read(store, story->now, err);
    bool is_read = holds != NULL &&
                   store_feed_find(store, name, story->arena, &story->feed, err) == STORE_OK &&
                   store_polls_list(store, story->feed.id, story->arena, story->polls,
                                    &story->count, err) == STORE_OK;

    if (is_read && host_holds_apply(holds, &story->feed, story->arena)) {
        story->feed.status = FEED_HELD;
        story->feed.hold_why = arena_string(story->arena, story->feed.hold_why);
    }
    host_holds_free(holds);
    return is_read;
}

/* In one transaction: the service may store a poll between two reads. */
static bool read_story(struct store *store, const char *name, struct story *story,
                       struct error *err)
{
    if (store_begin(store, err) != STORE_OK)
        return false;
    bool is_read = read_parts(store, name, story, err);
    store_rollback(store);
    return is_read;
}

int feed_story_print(struct store *store, const char *name, bool is_json)
{
    struct story story = {.now = clock_wall(), .arena = arena_new()};
    struct error err = {0};
    int status = CLI_WRONG;

    if (!read_story(store, name, &story, &err))
        fprintf(stderr, "storywatch: %s\n",
                err.message[0] != '\0' ? err.message : "the feed was not polled yet");
    else if ((is_json ? print_json(&story) : print_text(&story)) && output_finish())
        status = CLI_DONE;
    arena_free(story.arena);
    return status;
}
