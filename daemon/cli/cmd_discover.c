#include "config/addresses.h"
#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "config/base/clock.h"
#include "config/base/error.h"
#include "daemon/cli/arguments.h"
#include "daemon/cli/commands.h"
#include "daemon/cli/config_file.h"
#include "daemon/cli/confined.h"
#include "daemon/cli/feed_names.h"
#include "daemon/cli/feed_yaml.h"
#include "daemon/cli/output.h"
#include "daemon/core/fetcher_setup.h"
#include "daemon/core/rhythm.h"
#include "daemon/fetcher/client_setup.h"
#include "daemon/fetcher/discover.h"
#include "daemon/service/escape.h"
#include "feeds/url.h"

#include <event2/event.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define ANSWER_MAX ((size_t)4 << 20)
#define LINE_MAX ((size_t)64 << 10)

static const struct usage usage = {
    .synopsis = "discover [--config FILE] [--json] URL",
    .help =
        "Finds the feeds of a web page: those that it links to, or, when it names none, those at "
        "common\npaths; with five requests at most. Prints them as the config wants them. Exit "
        "1 when there\nis none.\n",
    .options = "",
    .operands_min = 1,
    .operands_max = 1,
};

static const char *const by_names[] = {
    [DISCOVERED_ITSELF] = "itself",
    [DISCOVERED_DECLARED] = "declared",
    [DISCOVERED_LISTED] = "linked",
    [DISCOVERED_PATH] = "path",
};

static const char *const state_names[] = {
    [DISCOVERED_FEED] = "feed",
    [DISCOVERED_NO_FEED] = "no feed",
    [DISCOVERED_UNASKED] = "not asked",
};

/* ---- in the confined process */

struct inquiry {
    const struct settings *settings;
    const char *url;
};

/* Not a number: its items do not say. */
static double items_per_day(const struct discovered *found)
{
    struct rhythm rhythm = {0};

    if (found->published_count < 2)
        return (double)NAN;
    rhythm_seed(&rhythm, clock_wall(), found->published, found->published_count);
    return rhythm_items_per_day(&rhythm);
}

static json_t *found_json(const struct discovered *found)
{
    double rate = items_per_day(found);
    json_t *json = json_pack("{s:s, s:s, s:s, s:s?, s:s?, s:s?, s:I}", "url", found->url, "by",
                             by_names[found->by], "state", state_names[found->state], "why",
                             found->why, "title", found->title, "format", found->format, "items",
                             (json_int_t)found->item_count);

    if (json != NULL)
        json_object_set_new(json, "items_per_day", isnan(rate) ? json_null() : json_real(rate));
    return json;
}

static bool answer_with(const struct discovery *discovery, struct buffer *answer)
{
    json_t *list = json_array();

    for (size_t i = 0; i < discovery->count; i++) {
        json_t *json = found_json(&discovery->list[i]);
        if (json != NULL) /* what is no UTF-8 is nobody's feed */
            json_array_append_new(list, json);
    }
    json_t *root = json_pack("{s:i, s:o}", "requests", (int)discovery->requests, "feeds", list);
    char *text = json_dumps(root, JSON_COMPACT);
    bool is_answered = text != NULL && buffer_append_string(answer, text);
    free(text);
    json_decref(root);
    return is_answered;
}

static bool inquire(void *owner, struct buffer *answer, struct error *err)
{
    const struct inquiry *inquiry = owner;
    struct arena *arena = arena_new();
    const struct fetcher_setup_message setup = fetcher_setup_of(inquiry->settings, arena);
    struct event_base *base = event_base_new();
    struct fetch_client *client = base == NULL ? NULL : client_set_up(base, &setup, err);

    if (client == NULL)
        return false;
    struct discovery discovery =
        discover(base, client, inquiry->url, inquiry->settings->fetch.timeout * 1000, arena);
    if (discovery.why != NULL) {
        error_set(err, "%s", discovery.why);
        return false;
    }
    return answer_with(&discovery, answer);
}

/* ---- outside of it */

struct finding {
    const struct settings *settings;
    struct arena *arena;
    struct feed_names *names;
    const char *asked; /* URL */
    size_t feeds, unasked;
};

static const char *configured_name(const struct finding *finding, const char *url)
{
    struct arena *arena = arena_new();
    const char *asked = url_as_asked(arena, url), *name = NULL;

    for (size_t i = 0; asked != NULL && name == NULL && i < finding->settings->feed_count; i++) {
        const struct feed_settings *feed = &finding->settings->feeds[i];
        const char *own = url_as_asked(arena, feed->url);
        if (own != NULL && strcmp(own, asked) == 0)
            name = feed->name;
    }
    arena_free(arena);
    return name;
}

static const char *string_of(const json_t *json, const char *key)
{
    return json_string_value(json_object_get(json, key));
}

static bool is_in_state(const json_t *json, enum discovered_state state)
{
    const char *name = string_of(json, "state");

    return name != NULL && strcmp(name, state_names[state]) == 0;
}

static bool is_feed(const json_t *json)
{
    return is_in_state(json, DISCOVERED_FEED);
}

static bool is_itself(const json_t *json)
{
    const char *by = string_of(json, "by");

    return by != NULL && strcmp(by, by_names[DISCOVERED_ITSELF]) == 0;
}

/* "rss-2.0, 33 items, about 41 a day" */
static const char *description(const struct finding *finding, const json_t *json)
{
    const json_t *rate = json_object_get(json, "items_per_day");
    const char *format = string_of(json, "format");
    const char *items = output_count(
        finding->arena, json_integer_value(json_object_get(json, "items")), "item", "items");

    if (!json_is_real(rate))
        return arena_format(finding->arena, "%s, %s", format, items);
    return arena_format(finding->arena, "%s, %s, about %.*f a day", format, items,
                        json_real_value(rate) < 10 ? 1 : 0, json_real_value(rate));
}

static void print_feed(struct finding *finding, const json_t *json, struct buffer *out)
{
    const char *url = string_of(json, "url"), *title = string_of(json, "title");
    const char *known = configured_name(finding, url);
    struct feed_entry entry = {.url = url};

    if (is_itself(json))
        feed_yaml_comment(out, 2, "no page but a feed itself");
    feed_yaml_comment(out, 2,
                      arena_format(finding->arena, "%s%s%s", title == NULL ? "" : title,
                                   title == NULL ? "" : ": ", description(finding, json)));
    if (known != NULL) {
        feed_yaml_comment(
            out, 2, arena_format(finding->arena, "%s is in the config already, as %s", url, known));
        return;
    }
    entry.name = feed_names_make(finding->names, title, url);
    feed_yaml_write(out, &entry);
}

static void print_rest(const struct finding *finding, const json_t *json, struct buffer *out)
{
    const char *url = string_of(json, "url"), *why = string_of(json, "why");
    const char *title = string_of(json, "title");
    const char *text;

    if (why != NULL)
        text = arena_format(finding->arena, "no feed: %s: %s", url, why);
    else
        text = arena_format(finding->arena, "not asked: %s%s%s", url, title == NULL ? "" : ": ",
                            title == NULL ? "" : title);
    feed_yaml_comment(out, 2, text);
}

static void print_as_config(struct finding *finding, const json_t *feeds)
{
    struct buffer out;
    size_t i;
    json_t *json;

    buffer_init(&out, ANSWER_MAX);
    if (finding->feeds > 0)
        feed_yaml_begin(&out);
    json_array_foreach(feeds, i, json)
    {
        if (is_feed(json))
            print_feed(finding, json, &out);
        else
            print_rest(finding, json, &out);
    }
    if (out.len > 0)
        (void)fwrite(out.data, 1, out.len, stdout); /* output_finish() looks */
    buffer_free(&out);
}

static void print_json(struct finding *finding, const json_t *feeds)
{
    struct buffer line;
    size_t i;
    json_t *json;

    buffer_init(&line, LINE_MAX);
    json_array_foreach(feeds, i, json)
    {
        const char *url = string_of(json, "url");
        const char *known = configured_name(finding, url);
        const json_t *rate = json_object_get(json, "items_per_day");
        buffer_append_byte(&line, '{');
        output_json_string(&line, "url", url);
        output_json_string(&line, "state", string_of(json, "state"));
        output_json_string(&line, "why", string_of(json, "why"));
        output_json_string(&line, "by", string_of(json, "by"));
        output_json_string(&line, "title", string_of(json, "title"));
        output_json_string(&line, "format", string_of(json, "format"));
        output_json_int(&line, "items", json_integer_value(json_object_get(json, "items")));
        output_json_key(&line, "items_per_day");
        if (json_is_real(rate))
            buffer_append_format(&line, "%.2f", json_real_value(rate));
        else
            buffer_append_string(&line, "null");
        output_json_string(&line, "configured", known);
        output_json_string(&line, "name",
                           known != NULL || !is_feed(json)
                               ? known
                               : feed_names_make(finding->names, string_of(json, "title"), url));
        buffer_append_byte(&line, '}');
        output_line(&line);
    }
    buffer_free(&line);
}

/* What the confined process says, looked at. NULL: `err` says that it breaks the rules. */
static json_t *read_answer(struct finding *finding, const struct buffer *answer, struct error *err)
{
    json_t *root = json_loadb(answer->data == NULL ? "" : answer->data, answer->len, 0, NULL);
    const json_t *feeds = json_object_get(root, "feeds");
    bool is_right = json_is_array(feeds);
    size_t i;
    json_t *json;

    json_array_foreach(feeds, i, json)
    {
        bool has_format = !is_feed(json) || string_of(json, "format") != NULL;
        is_right = is_right && has_format && string_of(json, "url") != NULL &&
                   address_check_url(string_of(json, "url"), "http https", err);
        finding->feeds += is_feed(json);
        finding->unasked += is_in_state(json, DISCOVERED_UNASKED);
    }
    if (is_right)
        return root;
    error_set(err, "the process that read it broke the rules");
    json_decref(root);
    return NULL;
}

static int print(struct finding *finding, const json_t *root, bool is_json)
{
    const json_t *feeds = json_object_get(root, "feeds");

    if (is_json)
        print_json(finding, feeds);
    else
        print_as_config(finding, feeds);
    if (finding->feeds == 0)
        fprintf(stderr, "storywatch: %s: no feed was found\n", finding->asked);
    if (finding->unasked > 0 && !is_json)
        fprintf(stderr,
                "storywatch: %s: %zu of its links were not asked, for %d requests are the most; "
                "discover them by their own URLs\n",
                finding->asked, finding->unasked, DISCOVER_REQUESTS_MAX);
    return output_finish() && finding->feeds > 0 ? CLI_DONE : CLI_WRONG;
}

static int search(struct finding *finding, const struct settings *settings, bool is_json)
{
    struct inquiry inquiry = {settings, finding->asked};
    const struct confined_task task = {
        .run = inquire,
        .owner = &inquiry,
        .ca_file = settings->fetch.ca_file,
        .is_strict = settings->sandbox == SANDBOX_REQUIRE,
    };
    struct error err = {0};
    struct buffer answer;
    json_t *root = NULL;

    buffer_init(&answer, ANSWER_MAX);
    if (confined_run(&task, &answer, &err))
        root = read_answer(finding, &answer, &err);
    buffer_free(&answer);
    if (root == NULL) {
        const char *why = escape_terminal_string(err.message, finding->arena);
        fprintf(stderr, "storywatch: %s: %s\n", finding->asked, why);
        return CLI_WRONG;
    }
    int status = print(finding, root, is_json);
    json_decref(root);
    return status;
}

/* People leave "https://" out. NULL: it is no URL that can be asked, which has been said. */
static const char *read_url(const char *text, struct arena *arena)
{
    const char *url = strstr(text, "://") != NULL ? text : arena_format(arena, "https://%s", text);
    struct error err = {0};

    if (address_has_credentials(url))
        error_set(&err, "a URL with a name or password; write it without");
    else if (address_check_url(url, "http https", &err))
        return url;
    fprintf(stderr, "storywatch: %s\n", err.message);
    return NULL;
}

static int run(const struct settings *settings, const struct arguments *arguments)
{
    struct arena *arena = arena_new();
    struct finding finding = {
        .settings = settings,
        .arena = arena,
        .names = feed_names_new(arena, settings),
        .asked = read_url(arguments->operands[0], arena),
    };
    int status = finding.asked == NULL ? CLI_USAGE : search(&finding, settings, arguments->is_json);

    arena_free(arena);
    return status;
}

int cmd_discover(int argc, char **argv)
{
    return config_file_run(argc, argv, &usage, run);
}
