#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "config/base/error.h"
#include "daemon/cli/alert_text.h"
#include "daemon/cli/arguments.h"
#include "daemon/cli/commands.h"
#include "daemon/cli/config_file.h"
#include "daemon/cli/output.h"
#include "daemon/cli/reason_text.h"
#include "daemon/cli/shared_text.h"
#include "daemon/cli/times.h"
#include "daemon/core/json_escape.h"
#include "daemon/service/escape.h"
#include "feeds/dedup/fingerprint.h"
#include "store/alerts.h"
#include "store/items.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#define OBJECT_MAX ((size_t)64 << 20)
#define SHOWN_TEXT ((size_t)600) /* bytes of a copy on a terminal */

static const struct usage usage = {
    .synopsis = "story [--json] [--near] ID",
    .help =
        "The lead, every copy with why it is one, and the alerts. Ids stand in `storywatch "
        "alerts`.\n"
        "  --near  and the stories that were nearest to being copies of it, with what kept them "
        "apart\n",
    .options = "n",
    .operands_min = 1,
    .operands_max = 1,
};

struct showing {
    struct store *store;
    struct story_state story;
    int64_t asked; /* as the operator names it: it may have been joined to `story` */
    struct arena *arena;
    struct arena *lead_arena;
    struct fingerprint lead; /* of the lead, once it was shown; without shingles: it is gone */
    bool is_near;            /* near misses are wanted */
    struct buffer out;       /* JSON */
    size_t count;            /* of the list that is being written */
    struct error err;
};

/* ---- for a person */

/* On a terminal: the item's text, in it what the lead has too. */
static void print_shared(struct showing *showing, const struct stored_item *item)
{
    struct buffer text;

    bool is_lead = item->id == showing->story.lead;

    if (is_lead)
        fingerprint_make(&showing->lead, &item->item, showing->lead_arena);
    if (is_lead || showing->lead.shingle_count == 0 || !output_has_colour())
        return;
    buffer_init(&text, OBJECT_MAX);
    shared_text_write(&item->item, &showing->lead, SHOWN_TEXT, showing->arena, &text);
    printf("    %s\n", text.data == NULL ? "" : text.data);
    buffer_free(&text);
}

static bool print_item(void *owner, const struct stored_item *item)
{
    struct showing *showing = owner;
    struct arena *arena = showing->arena;
    char seen[TIMES_SIZE];

    arena_reset(arena);
    printf("\n%s  %s%s%s  %s%s  item %lld\n    %s%s%s\n", times_format(item->seen, seen),
           output_begin(STYLE_BOLD), item->is_lead ? "lead" : "copy", output_end(STYLE_BOLD),
           escape_terminal_string(item->feed_name, arena),
           item->id == showing->story.fullest ? " (fullest)" : "", (long long)item->id,
           item->item.title.str == NULL ? "(no title)"
                                        : escape_terminal_string(item->item.title.str, arena),
           item->item.url == NULL ? "" : "\n    ", escape_terminal_string(item->item.url, arena));
    const char *reason = reason_of_item(item, arena);
    if (reason != NULL)
        printf("    %s%s%s\n", output_begin(STYLE_DIM), reason, output_end(STYLE_DIM));
    print_shared(showing, item);
    return !ferror(stdout);
}

static bool print_alert(void *owner, const struct stored_alert *alert)
{
    struct showing *showing = owner;

    arena_reset(showing->arena);
    if (showing->count++ == 0)
        printf("\nalerts\n");
    alert_text_print(alert, showing->arena);
    return !ferror(stdout);
}

static bool print_near(void *owner, const struct stored_item *item)
{
    struct showing *showing = owner;
    struct arena *arena = showing->arena;
    char seen[TIMES_SIZE];

    arena_reset(arena);
    if (showing->count++ == 0)
        printf("\nnear misses\n");
    printf("\n%s  story %lld  %s  item %lld\n    %s\n", times_format(item->seen, seen),
           (long long)item->story, escape_terminal_string(item->feed_name, arena),
           (long long)item->id,
           item->item.title.str == NULL ? "(no title)"
                                        : escape_terminal_string(item->item.title.str, arena));
    const char *reason = reason_text(item->reason, item->story, arena);
    if (reason != NULL)
        printf("    %s%s%s\n", output_begin(STYLE_DIM), reason, output_end(STYLE_DIM));
    print_shared(showing, item);
    return !ferror(stdout);
}

/* Of a story that was joined, what was near to the other one is told there. */
static enum store_status list_near(struct showing *showing,
                                   bool (*on_item)(void *, const struct stored_item *))
{
    const struct item_filter near = {.since = NO_TIME, .until = NO_TIME, .near = showing->story.id};

    showing->count = 0;
    return store_items_each(showing->store, &near, on_item, showing, &showing->err);
}

static enum store_status show(struct showing *showing)
{
    const struct story_state *story = &showing->story;
    const struct item_filter items = {.since = NO_TIME, .until = NO_TIME, .story = story->id};
    const struct alert_filter alerts = {.since = NO_TIME, .until = NO_TIME, .story = story->id};

    if (showing->asked != story->id)
        printf("story %lld was joined to story %lld\n\n", (long long)showing->asked,
               (long long)story->id);
    printf("story %lld: %s at %s%s\n", (long long)story->id,
           output_count(showing->arena, story->copies, "copy", "copies"),
           output_count(showing->arena, story->outlets, "outlet", "outlets"),
           story->lead == 0 ? "; the lead has been deleted by age" : "");
    enum store_status status =
        store_items_each(showing->store, &items, print_item, showing, &showing->err);
    if (status == STORE_OK)
        status = store_alerts_each(showing->store, &alerts, print_alert, showing, &showing->err);
    return status == STORE_OK && showing->is_near ? list_near(showing, print_near) : status;
}

/* ---- JSON */

static bool write_item(void *owner, const struct stored_item *item)
{
    static const char *const corrections[] = {
        [ITEM_NOT_CORRECTED] = NULL, [ITEM_SPLIT] = "split", [ITEM_JOINED] = "joined"};
    struct showing *showing = owner;
    struct buffer *out = &showing->out;

    buffer_append_string(out, showing->count++ == 0 ? "{" : ",{");
    output_json_int(out, "item", item->id);
    output_json_string(out, "kind", item->is_lead ? "lead" : "copy");
    output_json_string(out, "feed", item->feed_name);
    output_json_time(out, "seen", item->seen);
    output_json_time(out, "revised", item->revised);
    output_json_string(out, "title", item->item.title.str);
    output_json_string(out, "url", item->item.url);
    output_json_time(out, "published", item->item.published);
    output_json_key(out, "reason");
    buffer_append_string(out, item->reason == NULL ? "null" : item->reason);
    output_json_string(out, "correction", corrections[item->correction]);
    output_json_key(out, "left_story");
    if (item->left_story == 0)
        buffer_append_string(out, "null");
    else
        buffer_append_format(out, "%lld", (long long)item->left_story);
    buffer_append_byte(out, '}');
    return !out->is_full;
}

static bool write_near(void *owner, const struct stored_item *item)
{
    struct showing *showing = owner;
    struct buffer *out = &showing->out;

    buffer_append_string(out, showing->count++ == 0 ? "{" : ",{");
    output_json_int(out, "item", item->id);
    output_json_int(out, "story", item->story);
    output_json_string(out, "feed", item->feed_name);
    output_json_time(out, "seen", item->seen);
    output_json_string(out, "title", item->item.title.str);
    output_json_string(out, "url", item->item.url);
    output_json_key(out, "reason");
    buffer_append_string(out, item->reason);
    buffer_append_byte(out, '}');
    return !out->is_full;
}

static bool write_alert(void *owner, const struct stored_alert *alert)
{
    struct showing *showing = owner;

    if (showing->count++ > 0)
        buffer_append_byte(&showing->out, ',');
    alert_text_write_json(alert, &showing->out);
    return !showing->out.is_full;
}

static enum store_status show_json(struct showing *showing)
{
    const struct story_state *story = &showing->story;
    const struct item_filter items = {.since = NO_TIME, .until = NO_TIME, .story = story->id};
    const struct alert_filter alerts = {.since = NO_TIME, .until = NO_TIME, .story = story->id};
    struct buffer *out = &showing->out;

    buffer_append_byte(out, '{');
    output_json_int(out, "story", story->id);
    output_json_time(out, "seen", story->seen);
    output_json_int(out, "copies", story->copies);
    output_json_int(out, "outlets", story->outlets);
    output_json_key(out, "items");
    buffer_append_byte(out, '[');
    if (store_items_each(showing->store, &items, write_item, showing, &showing->err) != STORE_OK)
        return STORE_FAILED;
    buffer_append_byte(out, ']');
    output_json_key(out, "alerts");
    buffer_append_byte(out, '[');
    showing->count = 0;
    if (store_alerts_each(showing->store, &alerts, write_alert, showing, &showing->err) != STORE_OK)
        return STORE_FAILED;
    buffer_append_byte(out, ']');
    if (showing->is_near) {
        output_json_key(out, "near");
        buffer_append_byte(out, '[');
        if (list_near(showing, write_near) != STORE_OK)
            return STORE_FAILED;
        buffer_append_byte(out, ']');
    }
    buffer_append_byte(out, '}');
    return output_line(out) ? STORE_OK : STORE_FAILED;
}

/* ---- the command */

static bool read_id(const char *text, int64_t *id)
{
    char *end;

    errno = 0;
    *id = strtoll(text, &end, 10);
    return errno == 0 && end != text && *end == '\0' && *id > 0;
}

static int show_story(struct showing *showing, int64_t id, bool is_json)
{
    showing->asked = id;
    enum store_status status = store_story_get(showing->store, id, &showing->story, &showing->err);

    if (status == STORE_NONE) {
        fprintf(stderr, "storywatch: there is no story %lld\n", (long long)id);
        return CLI_WRONG;
    }
    if (status == STORE_OK)
        status = is_json ? show_json(showing) : show(showing);
    if (status != STORE_OK) {
        fprintf(stderr, "storywatch: %s\n", showing->err.message);
        return CLI_WRONG;
    }
    return output_finish() ? CLI_DONE : CLI_WRONG;
}

static int run(const struct settings *settings, int64_t id, const struct arguments *arguments)
{
    struct showing showing = {.store = config_file_open_store(settings),
                              .is_near = arguments->is_near,
                              .arena = arena_new(),
                              .lead_arena = arena_new()};

    buffer_init(&showing.out, OBJECT_MAX);
    int status = showing.store == NULL ? CLI_WRONG : show_story(&showing, id, arguments->is_json);
    buffer_free(&showing.out);
    arena_free(showing.arena);
    arena_free(showing.lead_arena);
    store_close(showing.store);
    return status;
}

int cmd_story(int argc, char **argv)
{
    struct arguments arguments;
    int64_t id;
    int status;

    if (!arguments_read(&arguments, &usage, argc, argv, &status))
        return status;
    if (!read_id(arguments.operands[0], &id)) {
        fprintf(stderr, "storywatch: %s: a story's number is due\n", arguments.operands[0]);
        return CLI_USAGE;
    }
    struct settings *settings = config_file_load_usable(arguments.config);
    status = settings == NULL ? CLI_CONFIG : run(settings, id, &arguments);
    settings_free(settings);
    return status;
}
