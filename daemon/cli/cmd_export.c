#include "config/addresses.h"
#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "daemon/cli/arguments.h"
#include "daemon/cli/commands.h"
#include "daemon/cli/config_file.h"
#include "daemon/cli/feed_options.h"
#include "daemon/cli/opml_write.h"
#include "daemon/cli/output.h"
#include "daemon/core/json_escape.h"
#include "daemon/service/escape.h"

#include <stdio.h>

#define OUTPUT_MAX ((size_t)256 << 20)
#define LINE_MAX ((size_t)64 << 10)

static const struct usage usage = {
    .synopsis = "export [--config FILE] [--opml | --json]",
    .help = "Prints the feeds of the config as OPML, groups as folders. `storywatch import` gives "
            "the\nsame feeds back, but for headers and credentials, which are named on stderr.\n",
    .options = "O",
};

static void tell_loss(const struct feed_settings *feed, const char *what)
{
    struct buffer line;

    buffer_init(&line, LINE_MAX);
    escape_terminal(feed->name, &line);
    fprintf(stderr, "storywatch: %s: %s: not exported\n", line.data, what);
    buffer_free(&line);
}

static void tell_losses(const struct settings *settings, struct arena *arena)
{
    for (size_t i = 0; i < settings->feed_count; i++) {
        const struct feed_settings *feed = &settings->feeds[i];
        if (address_has_credentials(feed->url))
            tell_loss(feed, "the name or password in its URL");
        for (size_t option = 0; option < feed_option_count(); option++) {
            const char *value;
            if (feed_option_of(feed, option, arena, &value) == OPTION_STAYS)
                tell_loss(feed, feed_option_name(option));
        }
    }
}

static void write_json(const struct feed_settings *feed, struct arena *arena, struct buffer *out)
{
    buffer_append_byte(out, '{');
    output_json_string(out, "name", feed->name);
    output_json_string(out, "url", feed_url_without_login(feed, arena));
    output_json_key(out, "groups");
    for (size_t i = 0; i < feed->group_count; i++) {
        buffer_append_byte(out, i == 0 ? '[' : ',');
        json_escape_string(feed->groups[i], out);
    }
    buffer_append_string(out, feed->group_count == 0 ? "[]" : "]");
    for (size_t i = 0; i < feed_option_count(); i++) {
        const char *value;
        if (feed_option_of(feed, i, arena, &value) == OPTION_IS_CARRIED)
            output_json_string(out, feed_option_name(i), value);
    }
    buffer_append_byte(out, '}');
}

static int print_json(const struct settings *settings, struct arena *arena)
{
    struct buffer line;
    bool is_good = true;

    buffer_init(&line, LINE_MAX);
    for (size_t i = 0; i < settings->feed_count && is_good; i++) {
        write_json(&settings->feeds[i], arena, &line);
        is_good = output_line(&line);
    }
    buffer_free(&line);
    return output_finish() ? CLI_DONE : CLI_WRONG;
}

static int print_opml(const struct settings *settings)
{
    struct buffer out;

    buffer_init(&out, OUTPUT_MAX);
    opml_write(settings, &out);
    if (out.is_full)
        fprintf(stderr, "storywatch: the feeds are more than %zu MiB of OPML, the most\n",
                OUTPUT_MAX >> 20);
    else
        (void)fwrite(out.data, 1, out.len, stdout); /* output_finish() looks */
    int status = output_finish() && !out.is_full ? CLI_DONE : CLI_WRONG;
    buffer_free(&out);
    return status;
}

static int run(const struct settings *settings, const struct arguments *arguments)
{
    struct arena *arena = arena_new();

    tell_losses(settings, arena);
    int status = arguments->is_json ? print_json(settings, arena) : print_opml(settings);
    arena_free(arena);
    return status;
}

int cmd_export(int argc, char **argv)
{
    return config_file_run(argc, argv, &usage, run);
}
