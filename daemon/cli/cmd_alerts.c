#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "config/base/error.h"
#include "config/base/rfc3339.h"
#include "daemon/cli/alert_text.h"
#include "daemon/cli/arguments.h"
#include "daemon/cli/commands.h"
#include "daemon/cli/config_file.h"
#include "daemon/cli/output.h"
#include "store/alerts.h"

#include <stdio.h>
#include <unistd.h>

#define LINE_MAX ((size_t)256 << 10)
#define FOLLOW_SECONDS 1

static const struct usage usage = {
    .synopsis = "alerts [--topic NAME] [--severity low|medium|high] [--feed NAME] [--since TIME] "
                "[--until TIME] [--follow] [--json]",
    .help = "  --since, --until   a span back from now (2h, 7d), a date or a time\n"
            "  --follow           go on with alerts as they come\n"
            "  --json             one object a line; copies and outlets are counted anew\n",
    .options = "tvfsuF",
};

struct listing {
    bool is_json;
    struct buffer line;
    struct arena *arena; /* of one alert */
    int64_t last;
};

static bool on_alert(void *owner, const struct stored_alert *alert)
{
    struct listing *listing = owner;

    listing->last = alert->id;
    if (listing->is_json) {
        alert_text_write_json(alert, &listing->line);
        return output_line(&listing->line);
    }
    arena_reset(listing->arena);
    alert_text_print(alert, listing->arena);
    return !ferror(stdout);
}

static int print_alerts(struct store *store, const struct arguments *arguments,
                        struct listing *listing)
{
    struct alert_filter filter = {.since = arguments->since,
                                  .until = arguments->until,
                                  .topic = arguments->topic,
                                  .severity = arguments->severity,
                                  .feed = arguments->feed};
    struct error err = {0};

    do {
        filter.after_id = listing->last;
        if (store_alerts_each(store, &filter, on_alert, listing, &err) == STORE_FAILED) {
            fprintf(stderr, "storywatch: %s\n", err.message);
            return CLI_WRONG;
        }
        if (fflush(stdout) != 0)
            break;
    } while (arguments->is_following && sleep(FOLLOW_SECONDS) == 0);
    return output_finish() ? CLI_DONE : CLI_WRONG;
}

static bool on_any(void *owner, const struct stored_alert *alert)
{
    (void)alert;
    *(bool *)owner = true;
    return false;
}

/* A name that neither the config nor the store knows is a slip of the hand, and not an empty
 * list. */
static bool is_known(const struct settings *settings, struct store *store,
                     const struct arguments *arguments)
{
    struct alert_filter filter = {.since = NO_TIME, .until = NO_TIME, .topic = arguments->topic};
    bool is_stored = false;

    if (arguments->topic != NULL && settings_find_topic(settings, arguments->topic) == NULL) {
        store_alerts_each(store, &filter, on_any, &is_stored, NULL);
        if (!is_stored) {
            fprintf(stderr, "storywatch: no topic is named %s\n", arguments->topic);
            return false;
        }
    }
    return arguments->feed == NULL || config_file_has_feed(settings, store, arguments->feed);
}

static int run(const struct settings *settings, const struct arguments *arguments)
{
    struct listing listing = {.is_json = arguments->is_json, .arena = arena_new()};
    struct store *store = config_file_open_store(settings);
    int status = CLI_WRONG;

    buffer_init(&listing.line, LINE_MAX);
    if (store != NULL && is_known(settings, store, arguments))
        status = print_alerts(store, arguments, &listing);
    buffer_free(&listing.line);
    arena_free(listing.arena);
    store_close(store);
    return status;
}

int cmd_alerts(int argc, char **argv)
{
    return config_file_run(argc, argv, &usage, run);
}
