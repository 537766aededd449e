#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "config/base/error.h"
#include "config/files.h"
#include "config/yaml_source.h"
#include "daemon/cli/arguments.h"
#include "daemon/cli/commands.h"
#include "daemon/cli/config_file.h"
#include "daemon/cli/confined.h"
#include "daemon/cli/import_feeds.h"
#include "daemon/cli/list_json.h"
#include "daemon/cli/new_file.h"
#include "daemon/cli/output.h"
#include "daemon/sandbox/guard.h"
#include "daemon/service/escape.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ANSWER_MAX ((size_t)64 << 20)
#define FILES_MAX 1000
#define LINE_MAX ((size_t)64 << 10)
#define DEFAULT_FILE "conf.d/imported.yaml" /* beside the config */

static const struct usage usage = {
    .synopsis = "import [--output FILE|-] [--force] [--json] FILE|-…",
    .help = "Takes in the feeds of OPML (folders become groups, a/b where they nest) and of "
            "newsboat's\nurls, and writes them as a file of the config: conf.d/imported.yaml "
            "beside it. The list - is\nthe standard input.\n\n"
            "  --output FILE  write this file; - is the standard output\n"
            "  --force        replace it\n\n"
            "Feeds that the config has are left out. What has no counterpart is said as\n"
            "FILE:LINE: …. Exit 1 when a feed or file could not be taken in.\n",
    .options = "oX",
    .operands_min = 1,
    .operands_max = FILES_MAX,
};

struct importing {
    const struct arguments *arguments;
    struct arena *arena;
    const char *output; /* NULL: stdout */
    const char *name;   /* of it, in messages */
    struct import *import;
    bool is_strict; /* `sandbox: require` */
    size_t failed;  /* files that are no lists */
};

static bool is_stdin(const char *path)
{
    return strcmp(path, "-") == 0;
}

/* In messages. */
static const char *name_of(const char *path)
{
    return is_stdin(path) ? "standard input" : path;
}

/* ---- what is told */

static void print_note(const char *file, const struct list_note *note)
{
    struct buffer line;

    buffer_init(&line, LINE_MAX);
    escape_terminal(file, &line);
    if (note->line > 0)
        buffer_append_format(&line, ":%u", note->line);
    buffer_append_string(&line, ": ");
    escape_terminal(note->text, &line);
    fprintf(stderr, "%s\n", line.data);
    buffer_free(&line);
}

static void print_note_json(const char *file, const struct list_note *note)
{
    struct buffer line;

    buffer_init(&line, LINE_MAX);
    buffer_append_byte(&line, '{');
    output_json_string(&line, "file", file);
    output_json_int(&line, "line", note->line);
    output_json_string(&line, "kind", note->is_mistake ? "mistake" : "remark");
    output_json_string(&line, "message", note->text);
    buffer_append_byte(&line, '}');
    output_line(&line);
    buffer_free(&line);
}

static void on_note(void *owner, const char *file, const struct list_note *note)
{
    const struct importing *importing = owner;

    if (importing->arguments->is_json)
        print_note_json(file, note);
    else
        print_note(file, note);
}

static void tell_failure(struct importing *importing, const char *file, const struct error *err)
{
    const struct list_note note = {.line = err->line, .is_mistake = true, .text = err->message};

    on_note(importing, file, &note);
    importing->failed++;
}

static void print_sum(const struct importing *importing, bool is_written)
{
    struct import_counts counts = import_count(importing->import);
    struct arena *arena = importing->arena;
    struct buffer line;

    buffer_init(&line, LINE_MAX);
    if (importing->arguments->is_json) {
        buffer_append_byte(&line, '{');
        output_json_string(&line, "written", is_written ? importing->name : NULL);
        output_json_int(&line, "feeds", (int64_t)counts.feeds);
        output_json_int(&line, "known", (int64_t)counts.known);
        output_json_int(&line, "mistakes", (int64_t)(counts.refused + importing->failed));
        buffer_append_byte(&line, '}');
        output_line(&line);
    } else {
        fprintf(stderr, "%s: %s%s; %zu known already, %s\n",
                is_written ? importing->name : "nothing is written",
                output_count(arena, (int64_t)counts.feeds, "feed", "feeds"),
                is_written ? "" : " new", counts.known,
                output_count(arena, (int64_t)(counts.refused + importing->failed), "mistake",
                             "mistakes"));
    }
    buffer_free(&line);
}

/* ---- lists */

static bool read_confined(void *owner, struct buffer *answer, struct error *err)
{
    const struct file_content *content = owner;
    struct arena *arena = arena_new();
    struct feed_list list;

    guard_begin();
    bool is_list = feed_list_read(&list, content->bytes, content->len, arena, err);
    guard_end();
    if (is_list) {
        list_json_write(&list, answer);
        return true;
    }
    if (err->line > 0)
        error_set(err, "%u:%s", err->line, arena_string(arena, err->message));
    arena_free(arena);
    return false;
}

/* "LINE:MESSAGE", as it comes from there. */
static void read_line_of(struct error *err)
{
    char message[sizeof(err->message)], *behind;
    unsigned long line = strtoul(err->message, &behind, 10);

    if (behind == err->message || *behind != ':')
        return;
    snprintf(message, sizeof(message), "%s", behind + 1);
    error_set(err, "%s", message);
    err->line = (unsigned)line;
}

static bool read_bytes(struct arena *arena, const char *path, struct file_content *content,
                       struct error *err)
{
    return is_stdin(path) ? file_read_rest(arena, STDIN_FILENO, LIST_SIZE_MAX, content, err)
                          : file_read(arena, path, LIST_SIZE_MAX, content, err);
}

static bool read_list(struct importing *importing, const char *path, struct feed_list *list,
                      struct error *err)
{
    struct arena *scratch = arena_new();
    struct file_content content;
    const struct confined_task task = {
        .run = read_confined, .owner = &content, .is_strict = importing->is_strict};
    struct buffer answer;

    buffer_init(&answer, ANSWER_MAX);
    bool is_list = read_bytes(scratch, path, &content, err);
    if (is_list && !confined_run(&task, &answer, err)) {
        read_line_of(err);
        is_list = false;
    }
    is_list = is_list && list_json_read(list, &answer, importing->arena, err);
    buffer_free(&answer);
    arena_free(scratch);
    return is_list;
}

static void add_file(struct importing *importing, const char *path)
{
    struct feed_list list;
    struct error err = {0};

    if (read_list(importing, path, &list, &err))
        import_add(importing->import, name_of(path), &list);
    else
        tell_failure(importing, name_of(path), &err);
}

/* ---- the file of the config */

static void ignore(void *owner, const struct settings_problem *problem)
{
    (void)owner;
    (void)problem;
}

/* The config, without the file that is to be replaced. One without any feed is no mistake here: it
 * is about to get some. NULL: every mistake has been printed. */
static struct settings *load_config(const struct importing *importing)
{
    const char *path = importing->arguments->config;
    const struct settings_change change = {
        .path = importing->arguments->is_forced ? importing->output : NULL};
    bool is_right;
    struct settings *settings = settings_load_changed(path, &change, ignore, NULL, &is_right);

    if (is_right || (settings->feed_count == 0 && settings->state_dir != NULL))
        return settings;
    settings_free(settings);
    settings_free(settings_load_changed(path, &change, config_file_print_mistake, NULL, &is_right));
    return NULL;
}

/* Would the service start with it? Mistakes have been printed. */
static bool is_good_config(const struct importing *importing, const struct buffer *text)
{
    const struct settings_change change = {importing->name, text->data, text->len};
    bool is_right;

    settings_free(settings_load_changed(importing->arguments->config, &change,
                                        config_file_print_mistake, NULL, &is_right));
    return is_right;
}

static bool put_out(const struct importing *importing, const struct buffer *text)
{
    struct error err = {0};

    if (importing->output == NULL)
        return fwrite(text->data, 1, text->len, stdout) == text->len && output_finish();
    if (new_file_write(importing->output, text->data, text->len, importing->arguments->is_forced,
                       &err))
        return true;
    fprintf(stderr, "storywatch: %s: %s\n", importing->output, err.message);
    return false;
}

static void write_head(const struct importing *importing, struct buffer *text)
{
    buffer_append_string(text, "# Written by storywatch import, and yours from now on. From:\n");
    for (int i = 0; i < importing->arguments->operand_count; i++) {
        buffer_append_string(text, "#   ");
        escape_terminal(name_of(importing->arguments->operands[i]), text);
        buffer_append_byte(text, '\n');
    }
}

/* CLI_DONE: the file is there. */
static int write_file(const struct importing *importing)
{
    struct buffer text;
    int status = CLI_DONE;

    buffer_init(&text, SOURCE_SIZE_MAX);
    write_head(importing, &text);
    import_write(importing->import, &text);
    if (text.is_full) {
        fprintf(stderr,
                "storywatch: the feeds are more than %zu MiB of config, the most that is read of a "
                "file; import fewer lists at once\n",
                SOURCE_SIZE_MAX >> 20);
        status = CLI_WRONG;
    } else if (!is_good_config(importing, &text))
        status = CLI_CONFIG;
    else if (!put_out(importing, &text))
        status = CLI_WRONG;
    buffer_free(&text);
    return status;
}

static int finish(const struct importing *importing)
{
    struct import_counts counts = import_count(importing->import);
    int status = counts.feeds > 0 ? write_file(importing) : CLI_DONE;

    print_sum(importing, counts.feeds > 0 && status == CLI_DONE);
    if (status == CLI_DONE && counts.refused + importing->failed > 0)
        status = CLI_WRONG;
    return output_finish() ? status : CLI_WRONG;
}

static int run(const struct arguments *arguments)
{
    struct importing importing = {.arguments = arguments, .arena = arena_new()};
    bool is_stdout = arguments->output != NULL && strcmp(arguments->output, "-") == 0;

    if (!is_stdout)
        importing.output = arguments->output != NULL
                               ? arguments->output
                               : file_path_beside(importing.arena, arguments->config, DEFAULT_FILE);
    importing.name = is_stdout ? "standard output" : importing.output;
    struct settings *settings = load_config(&importing);
    int status = CLI_CONFIG;
    if (settings != NULL) {
        importing.is_strict = settings->sandbox == SANDBOX_REQUIRE;
        importing.import = import_new(importing.arena, settings, on_note, &importing);
        for (int i = 0; i < arguments->operand_count; i++)
            add_file(&importing, arguments->operands[i]);
        status = finish(&importing);
    }
    settings_free(settings);
    arena_free(importing.arena);
    return status;
}

int cmd_import(int argc, char **argv)
{
    struct arguments arguments;
    int status;

    if (!arguments_read(&arguments, &usage, argc, argv, &status))
        return status;
    if (arguments.is_json && arguments.output != NULL && strcmp(arguments.output, "-") == 0) {
        fputs("storywatch: the config and --json cannot both go to the standard output\n", stderr);
        return CLI_USAGE;
    }
    return run(&arguments);
}
