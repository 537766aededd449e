#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "config/base/error.h"
#include "daemon/cli/arguments.h"
#include "daemon/cli/commands.h"
#include "daemon/cli/config_file.h"
#include "daemon/cli/item_json.h"
#include "daemon/cli/output.h"
#include "daemon/cli/times.h"
#include "daemon/service/escape.h"
#include "store/items.h"

#include <stdio.h>

#define LINE_MAX ((size_t)8 << 20) /* two texts of an item, each character escaped */

static const struct usage usage = {
    .synopsis = "items [--feed NAME] [--since TIME] [--until TIME] [--json]",
    .help = "  --since, --until   a span back from now (2h, 7d), a date or a time\n"
            "  --json             the form that `storywatch replay` reads\n",
    .options = "fsu",
};

struct listing {
    bool is_json;
    struct buffer line;
    struct arena *arena; /* of one item */
};

static void print_item(const struct stored_item *item, struct arena *arena)
{
    char seen[TIMES_SIZE];

    printf("%s  item %lld  %-16s  story %lld%s  %s\n", times_format(item->seen, seen),
           (long long)item->id, escape_terminal_string(item->feed_name, arena),
           (long long)item->story, item->is_lead ? "" : " (copy)",
           item->item.title.str == NULL ? "(no title)"
                                        : escape_terminal_string(item->item.title.str, arena));
}

static bool on_item(void *owner, const struct stored_item *item)
{
    struct listing *listing = owner;

    arena_reset(listing->arena);
    if (listing->is_json) {
        item_json_write(item, listing->arena, &listing->line);
        return output_line(&listing->line);
    }
    print_item(item, listing->arena);
    return !ferror(stdout);
}

static int print_items(struct store *store, const struct arguments *arguments,
                       struct listing *listing)
{
    const struct item_filter filter = {
        .since = arguments->since, .until = arguments->until, .feed = arguments->feed};
    struct error err = {0};

    if (store_items_each(store, &filter, on_item, listing, &err) == STORE_FAILED) {
        fprintf(stderr, "storywatch: %s\n", err.message);
        return CLI_WRONG;
    }
    return output_finish() ? CLI_DONE : CLI_WRONG;
}

static int run(const struct settings *settings, const struct arguments *arguments)
{
    struct listing listing = {.is_json = arguments->is_json, .arena = arena_new()};
    struct store *store = config_file_open_store(settings);
    int status = CLI_WRONG;

    buffer_init(&listing.line, LINE_MAX);
    if (store != NULL &&
        (arguments->feed == NULL || config_file_has_feed(settings, store, arguments->feed)))
        status = print_items(store, arguments, &listing);
    buffer_free(&listing.line);
    arena_free(listing.arena);
    store_close(store);
    return status;
}

int cmd_items(int argc, char **argv)
{
    return config_file_run(argc, argv, &usage, run);
}
