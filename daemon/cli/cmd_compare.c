#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "config/base/duration.h"
#include "config/base/error.h"
#include "daemon/cli/arguments.h"
#include "daemon/cli/commands.h"
#include "daemon/cli/compared.h"
#include "daemon/cli/config_file.h"
#include "daemon/cli/output.h"
#include "daemon/cli/reason_text.h"
#include "daemon/cli/shared_text.h"
#include "daemon/cli/times.h"
#include "daemon/core/json_escape.h"
#include "daemon/service/escape.h"
#include "feeds/dedup/compare.h"
#include "store/store.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define OBJECT_MAX ((size_t)1 << 20)
#define SIDES 2
#define NOTES_MAX 8

/* What the texts do not tell: where the two are stored, and why they may be apart, or together,
 * whatever the tests say. */
struct notes {
    const char *list[NOTES_MAX];
    size_t count;
};

static const struct usage usage = {
    .synopsis = "compare [--config FILE] [--json] A B",
    .help = "Says whether A is a copy of B, and each test with its value and limit. A and B are "
            "numbers of\nstored items, or files: an item as JSON (a line of `items --json`), HTML "
            "or plain text.\nThe tests do not look at what other stories share; what the service "
            "found, which does,\nis said below them.\n",
    .options = "",
    .operands_min = SIDES,
    .operands_max = SIDES,
};

static const char *rule_name(enum dedup_rule rule)
{
    static const char *const names[] = {
        [DEDUP_NONE] = "none",
        [DEDUP_TEXT] = "text",
        [DEDUP_LINK] = "link",
        [DEDUP_HEADLINE] = "headline",
    };

    return names[rule];
}

/* ---- what else decides */

static void note(struct notes *notes, const char *text)
{
    notes->list[notes->count++] = text;
}

static void note_stories(struct notes *notes, const struct compared sides[SIDES],
                         struct arena *arena)
{
    if (sides[0].story == 0 || sides[1].story == 0)
        return;
    if (sides[0].story == sides[1].story)
        note(notes, arena_format(arena, "both are of story %lld", (long long)sides[0].story));
    else
        note(notes, arena_format(arena, "A is of story %lld, B of story %lld",
                                 (long long)sides[0].story, (long long)sides[1].story));
}

static void note_correction(struct notes *notes, char letter, const struct compared *side,
                            struct arena *arena)
{
    static const char *const made[] = {
        [ITEM_NOT_CORRECTED] = NULL, [ITEM_SPLIT] = "split off", [ITEM_JOINED] = "joined"};

    if (made[side->correction] != NULL)
        note(notes, arena_format(arena, "%c was %s by hand", letter, made[side->correction]));
}

/* The service knew what other stories share, and so it may have found otherwise. */
static void note_verdict(struct notes *notes, char letter, const struct compared *side,
                         int64_t other_story, struct arena *arena)
{
    const char *kept_apart = reason_kept_apart(side->reason, other_story, arena);

    if (kept_apart != NULL)
        note(notes, arena_format(arena, "when %c came, it was kept apart from story %lld: %s",
                                 letter, (long long)other_story, kept_apart));
}

static void note_window(struct notes *notes, int64_t window, const struct compared sides[SIDES],
                        struct arena *arena)
{
    int64_t apart = sides[0].seen - sides[1].seen;
    char span[TIMES_SIZE], allowed[DURATION_SIZE];

    apart = apart < 0 ? -apart : apart;
    if (apart > window)
        note(notes, arena_format(arena, "they came %s apart, and dedup.window is %s",
                                 times_span(apart, span), duration_format(window, allowed)));
}

static void note_feed(struct notes *notes, const struct settings *settings, const char *name,
                      struct arena *arena)
{
    const struct feed_settings *feed = settings_find_feed(settings, name);

    if (feed != NULL && !feed->has_dedup)
        note(notes, arena_format(arena, "the feed %s has dedup: off", name));
}

/* `settings` is NULL of two files. */
static void take_notes(struct notes *notes, const struct settings *settings,
                       const struct compared sides[SIDES], struct arena *arena)
{
    *notes = (struct notes){0};
    note_stories(notes, sides, arena);
    for (size_t i = 0; i < SIDES; i++) {
        note_correction(notes, (char)('A' + i), &sides[i], arena);
        note_verdict(notes, (char)('A' + i), &sides[i], sides[1 - i].story, arena);
    }
    if (settings == NULL)
        return;
    note_window(notes, settings->dedup.window, sides, arena);
    if (!settings->dedup.is_enabled) {
        note(notes, "dedup.enabled is off");
        return;
    }
    note_feed(notes, settings, sides[0].feed_name, arena);
    if (sides[0].feed != sides[1].feed)
        note_feed(notes, settings, sides[1].feed_name, arena);
}

/* ---- for a person */

static void print_side(char letter, const struct compared *side, struct arena *arena)
{
    printf("%c  %s  %s%s%s\n", letter, escape_terminal_string(side->feed_name, arena),
           output_begin(STYLE_BOLD),
           side->item.title.str == NULL ? "(no title)"
                                        : escape_terminal_string(side->item.title.str, arena),
           output_end(STYLE_BOLD));
}

static void print_test(const struct verdict_test *test)
{
    bool is_share = fabs(test->limit) <= 1;
    const char *of = test->is_upper ? "at most" : "at least";

    printf("  %s%-6s%s  %-20s ", output_begin(test->passes ? STYLE_PLAIN : STYLE_RED),
           test->passes ? "passes" : "FAILS", output_end(test->passes ? STYLE_PLAIN : STYLE_RED),
           test->name);
    if (test->value < 0)
        printf("not known");
    else if (is_share)
        printf("%.0f %%, %s %.0f %%", 100 * test->value, of, 100 * test->limit);
    else
        printf("%.1f, %s %.0f", test->value, of, test->limit);
    /* a limit that something else spoke for */
    bool is_excused = test->passes && !test->is_upper && test->value < test->limit;
    printf("%s\n", is_excused ? " (not needed: the rest agrees)" : "");
}

static void print_texts(const struct compared sides[SIDES], struct arena *arena)
{
    struct buffer out;

    buffer_init(&out, OBJECT_MAX);
    for (size_t i = 0; i < SIDES; i++) {
        buffer_append_format(&out, "\n%c\n", (int)('A' + i));
        shared_text_write(&sides[i].item, &sides[1 - i].fingerprint, SIZE_MAX, arena, &out);
        buffer_append_byte(&out, '\n');
    }
    fwrite(out.data, 1, out.len, stdout);
    buffer_free(&out);
}

static void print(const struct comparison *comparison, const struct compared sides[SIDES],
                  const struct notes *notes, struct arena *arena)
{
    for (size_t i = 0; i < SIDES; i++)
        print_side((char)('A' + i), &sides[i], arena);
    if (comparison->rule == DEDUP_NONE)
        printf("no copy: the two have neither text enough nor a link in common\n");
    else
        printf("%s, by %s:\n", comparison->agrees ? "a copy" : "no copy",
               rule_name(comparison->rule));
    for (size_t i = 0; i < comparison->tests.count; i++)
        print_test(&comparison->tests.list[i]);
    for (size_t i = 0; i < notes->count; i++)
        printf("%s%s", i == 0 ? "" : "; ", escape_terminal_string(notes->list[i], arena));
    printf("%s", notes->count == 0 ? "" : "\n");
    if (output_has_colour())
        print_texts(sides, arena);
}

/* ---- JSON */

static void write_figure(struct buffer *out, const char *key, double value)
{
    output_json_key(out, key);
    buffer_append_format(out, "%.3f", value);
}

static void write_test(const struct verdict_test *test, struct buffer *out)
{
    buffer_append_byte(out, '{');
    output_json_string(out, "test", test->name);
    write_figure(out, "value", test->value);
    write_figure(out, test->is_upper ? "at_most" : "at_least", test->limit);
    output_json_key(out, "passes");
    buffer_append_string(out, test->passes ? "true}" : "false}");
}

static void write_notes(const struct notes *notes, struct buffer *out)
{
    output_json_key(out, "notes");
    for (size_t i = 0; i < notes->count; i++) {
        buffer_append_byte(out, i == 0 ? '[' : ',');
        json_escape_string(notes->list[i], out);
    }
    buffer_append_string(out, notes->count == 0 ? "[]" : "]");
}

static bool print_json(const struct comparison *comparison, const struct notes *notes)
{
    struct buffer out;

    buffer_init(&out, OBJECT_MAX);
    buffer_append_string(&out, comparison->agrees ? "{\"copy\":true" : "{\"copy\":false");
    output_json_string(&out, "rule", rule_name(comparison->rule));
    output_json_key(&out, "tests");
    buffer_append_byte(&out, '[');
    for (size_t i = 0; i < comparison->tests.count; i++) {
        buffer_append_string(&out, i == 0 ? "" : ",");
        write_test(&comparison->tests.list[i], &out);
    }
    buffer_append_byte(&out, ']');
    write_notes(notes, &out);
    buffer_append_byte(&out, '}');
    bool is_printed = output_line(&out);
    buffer_free(&out);
    return is_printed;
}

/* ---- the command */

static int compare(const struct settings *settings, struct store *store,
                   const struct arguments *arguments, struct arena *arena)
{
    struct compared sides[SIDES];
    struct notes notes;
    struct comparison comparison;
    struct error err = {0};

    for (size_t i = 0; i < SIDES; i++) {
        sides[i].feed = -1 - (int64_t)i; /* two files are of two feeds */
        if (!compared_read(&sides[i], store, arguments->operands[i], arena, &err)) {
            fprintf(stderr, "storywatch: %s: %s\n", arguments->operands[i], err.message);
            return CLI_WRONG;
        }
    }
    const struct dedup_item item = compared_as_item(&sides[0]);
    const struct dedup_item reference = compared_as_item(&sides[1]);
    comparison_make(&comparison, &item, &reference, arena);
    take_notes(&notes, settings, sides, arena);
    if (arguments->is_json)
        return print_json(&comparison, &notes) && output_finish() ? CLI_DONE : CLI_WRONG;
    print(&comparison, sides, &notes, arena);
    return output_finish() ? CLI_DONE : CLI_WRONG;
}

static bool needs_store(const struct arguments *arguments)
{
    return compared_is_number(arguments->operands[0]) || compared_is_number(arguments->operands[1]);
}

int cmd_compare(int argc, char **argv)
{
    struct arguments arguments;
    int status;

    if (!arguments_read(&arguments, &usage, argc, argv, &status))
        return status;
    struct arena *arena = arena_new();
    struct settings *settings = NULL;
    struct store *store = NULL;
    bool is_ready = true;

    if (needs_store(&arguments)) { /* two files need no config */
        settings = config_file_load_usable(arguments.config);
        status = settings == NULL ? CLI_CONFIG : CLI_WRONG;
        store = settings == NULL ? NULL : config_file_open_store(settings);
        is_ready = store != NULL;
    }
    if (is_ready)
        status = compare(settings, store, &arguments, arena);
    store_close(store);
    settings_free(settings);
    arena_free(arena);
    return status;
}
