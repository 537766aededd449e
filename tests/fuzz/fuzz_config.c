/* links: config */
/* Any text is read as a config: it never crashes, says why when it refuses, says the same twice,
 * names places that are in the text, and knows the place of every character of a query. */
#include "config/base/arena.h"
#include "config/base/utf8.h"
#include "config/problems.h"
#include "config/scalar_places.h"
#include "config/settings.h"
#include "config/yaml_source.h"
#include "config/yaml_tree.h"
#include "tests/fuzz/require.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct tally {
    size_t lines;
    size_t mistakes;
    uint64_t hash; /* of all that was said */
};

static void mix(struct tally *tally, uint64_t value)
{
    tally->hash = (tally->hash ^ value) * UINT64_C(0x100000001B3);
}

static void on_problem(void *owner, const struct settings_problem *problem)
{
    struct tally *tally = owner;

    REQUIRE(problem->place.line >= 1 && problem->place.line <= tally->lines);
    REQUIRE(problem->place.column >= 1);
    REQUIRE(problem->message[0] != '\0');
    tally->mistakes += problem->is_warning ? 0 : 1;
    mix(tally, problem->place.line);
    mix(tally, problem->place.column);
    for (const char *at = problem->message; *at != '\0'; at++)
        mix(tally, (unsigned char)*at);
}

static struct tally load(const char *text, size_t size, size_t lines)
{
    struct tally tally = {.lines = lines};
    struct settings *settings = settings_load_text("fuzz.yaml", text, size, on_problem, &tally);

    REQUIRE((settings == NULL) == (tally.mistakes > 0));
    if (settings != NULL)
        REQUIRE(settings->state_dir != NULL && settings->feed_count > 0);
    settings_free(settings);
    return tally;
}

/* A character that is itself in the source stands where its place says. */
static void check_text(struct arena *arena, const struct node *node)
{
    struct placed_text placed;
    const char *at = node->text;

    REQUIRE(scalar_places_find(arena, node, &placed));
    for (size_t i = 0; *at != '\0'; i++) {
        size_t len = utf8_length_at(at, strlen(at));
        struct place place = placed_text_at(&placed, i);
        const char *source = yaml_source_at(node->source, place.line, place.column);
        bool is_escape = node->style == STYLE_DOUBLE_QUOTED && *source == '\\';
        REQUIRE(len > 0);
        if (placed.run_count > 0 && *at != ' ' && *at != '\n' && !is_escape)
            REQUIRE(strncmp(source, at, len) == 0);
        at += len;
    }
}

static void check_tree(struct arena *arena, const struct node *node)
{
    if (node->kind == NODE_TEXT)
        check_text(arena, node);
    for (const struct node *child = node->first; child != NULL; child = child->next)
        check_tree(arena, child);
}

static void check_places(const char *text, size_t size)
{
    struct arena *arena = arena_new();
    struct problems *problems = problems_new(arena);
    struct yaml_source *source = yaml_source_new(arena, "fuzz.yaml", text, size, problems);
    struct node *root = source == NULL ? NULL : yaml_tree_read(arena, source, problems);

    if (root != NULL)
        check_tree(arena, root);
    arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t lines = 1;

    for (size_t i = 0; i < size; i++)
        lines += data[i] == '\n' || data[i] == '\r';
    struct tally first = load((const char *)data, size, lines);
    struct tally second = load((const char *)data, size, lines);
    REQUIRE(first.hash == second.hash);
    check_places((const char *)data, size);
    return 0;
}
