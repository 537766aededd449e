#include "daemon/cli/cmd_parse.h"

#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "config/base/error.h"
#include "daemon/cli/confined.h"
#include "daemon/cli/feed_json.h"
#include "daemon/core/json_escape.h"
#include "daemon/sandbox/guard.h"
#include "feeds/parse/parse.h"
#include "feeds/url.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define FILE_MAX                                                                                   \
    ((size_t)64 * 1024 * 1024) /* more than is parsed, so that the parser says why not */

#define JSON_MAX ((size_t)256 * 1024 * 1024)

static const char usage[] =
    "usage: storywatch parse [--url BASE] [--content-type TYPE] [--content-location URL] [FILE|-]\n";

static const char help[] =
    "\nPrints a feed document (RSS, RDF, Atom, JSON Feed, CDF) as JSON Feed 1.1, with its format, "
    "its\nencoding and what was wrong with it as `_storywatch`. Exit 1, and one line, when it is "
    "no feed.\n\n"
    "  --url BASE              where it came from: what may be the base of its relative links\n"
    "  --content-type TYPE     what its server said, as 'text/xml; charset=utf-8'\n"
    "  --content-location URL  as its server said it; goes before --url\n";

enum options {
    OPTIONS_GOOD,
    OPTIONS_HELP,
    OPTIONS_BAD
};

static enum options read_options(int argc, char **argv, struct parse_input *input)
{
    static const struct option options[] = {{"config", required_argument, NULL, 'c'},
                                            {"url", required_argument, NULL, 'u'},
                                            {"content-type", required_argument, NULL, 't'},
                                            {"content-location", required_argument, NULL, 'l'},
                                            {"help", no_argument, NULL, 'h'},
                                            {NULL, 0, NULL, 0}};
    int option;

    optind = 1;
    while ((option = getopt_long(argc, argv, "c:", options, NULL)) != -1) {
        if (option == 'c') /* of every command, and nothing to this one */
            continue;
        if (option == 'u')
            input->url = optarg;
        else if (option == 't')
            input->content_type = optarg;
        else if (option == 'l')
            input->content_location = optarg;
        else
            return option == 'h' ? OPTIONS_HELP : OPTIONS_BAD;
    }
    return argc - optind > 1 ? OPTIONS_BAD : OPTIONS_GOOD;
}

static bool read_file(const char *path, struct buffer *bytes, struct error *err)
{
    bool is_stdin = path == NULL || strcmp(path, "-") == 0;
    int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    char chunk[65536];
    ssize_t got = fd < 0 ? -1 : 0;

    while (fd >= 0 && (got = read(fd, chunk, sizeof(chunk))) > 0) {
        if (!buffer_append(bytes, chunk, (size_t)got))
            break;
    }
    if (got < 0)
        error_set(err, "%s", strerror(errno));
    else if (bytes->is_full)
        error_set(err, "the document is over 16 MiB");
    if (fd >= 0 && !is_stdin)
        close(fd);
    return got == 0;
}

/* In the confined process. The document stays as it is: this process ends with its answer. */
static bool parse(void *owner, struct buffer *answer, struct error *err)
{
    const struct parse_input *input = owner;
    struct arena *arena = arena_new();
    struct document document;

    guard_begin();
    bool is_feed = parse_document(input, arena, &document, err) == PARSE_FEED;
    guard_end();
    if (!is_feed)
        return false;
    if (document.feed_url == NULL && input->url != NULL)
        document.feed_url = url_join(arena, NULL, input->url);
    char *text = json_dumps(feed_json(&document, arena), JSON_INDENT(2));
    if (text == NULL)
        error_set(err, "it cannot be written as JSON");
    else
        buffer_append_string(answer, text); /* which says when it is too long */
    return text != NULL;
}

/* What the confined process wrote is not trusted to be safe to show. */
static int print(const struct buffer *json)
{
    struct buffer safe;

    buffer_init(&safe, 6 * json->len + 1);
    json_escape_written(json->data, json->len, &safe);
    bool is_written = fwrite(safe.data, 1, safe.len, stdout) == safe.len && putchar('\n') != EOF &&
                      fflush(stdout) == 0;
    buffer_free(&safe);
    if (!is_written) {
        fprintf(stderr, "storywatch: cannot write: %s\n", strerror(errno));
        return 1;
    }
    return 0;
}

static int parse_file(const char *path, struct parse_input *input)
{
    const struct confined_task task = {.run = parse, .owner = input};
    struct buffer bytes, json;
    struct error err = {.line = 0};
    int status = 1;

    buffer_init(&bytes, FILE_MAX);
    buffer_init(&json, JSON_MAX);
    if (read_file(path, &bytes, &err)) {
        input->bytes = bytes.data == NULL ? "" : bytes.data;
        input->len = bytes.len;
        if (confined_run(&task, &json, &err))
            status = print(&json);
    }
    if (err.message[0] != '\0')
        fprintf(stderr, "storywatch: %s: %s\n", path == NULL ? "-" : path, err.message);
    buffer_free(&bytes);
    buffer_free(&json);
    return status;
}

int cmd_parse(int argc, char **argv)
{
    struct parse_input input = {.len = 0};

    switch (read_options(argc, argv, &input)) {
    case OPTIONS_GOOD:
        return parse_file(optind < argc ? argv[optind] : NULL, &input);
    case OPTIONS_HELP:
        fputs(usage, stdout);
        fputs(help, stdout);
        return 0;
    case OPTIONS_BAD:
        break;
    }
    fputs(usage, stderr);
    return 2;
}
