#include "config/addresses.h"
#include "config/base/arena.h"
#include "config/base/error.h"
#include "config/name_index.h"
#include "config/problems.h"
#include "config/read_option.h"
#include "config/scalar_places.h"
#include "config/schema.h"
#include "config/values.h"
#include "config/yaml_tree.h"

#include <ctype.h>
#include <string.h>

static bool check_element(const struct option *option, const char *text, struct error *err)
{
    if (option->type == OPTION_NETWORKS)
        return address_check_network(text, err);
    return reader_check_text(option, text, err);
}

void option_read_texts(struct reader *reader, const struct option *option, const struct node *node,
                       void *target)
{
    if (!reader_is_kind(reader, option, node, NODE_LIST))
        return;
    const char **texts = arena_array(reader->arena, node->count, sizeof(*texts));
    struct name_index *seen = name_index_new(reader->arena);
    size_t count = 0;
    for (const struct node *child = node->first; child != NULL; child = child->next) {
        struct error err = {0};
        if (!reader_is_text(reader, option, child))
            continue;
        if (!check_element(option, child->text, &err)) {
            reader_report(reader, child, &err);
            continue;
        }
        if (name_index_put(seen, child->text, child) != NULL)
            problems_add(reader->problems, child->place, "%s stands in the list twice; keep one",
                         problems_quote(reader->problems, child->text));
        texts[count++] = arena_string(reader->arena, child->text);
    }
    reader_store_list(reader, option, node, target, texts, count);
}

static const char *lower_case(struct arena *arena, const char *text)
{
    char *lower = arena_string(arena, text);

    for (char *at = lower; *at != '\0'; at++)
        *at = (char)tolower((unsigned char)*at);
    return lower;
}

void option_read_headers(struct reader *reader, const struct option *option,
                         const struct node *node, void *target)
{
    if (!reader_is_kind(reader, option, node, NODE_MAP))
        return;
    struct header_settings *headers = arena_array(reader->arena, node->count, sizeof(*headers));
    struct name_index *seen = name_index_new(reader->arena);
    size_t count = 0;
    for (const struct node *child = node->first; child != NULL; child = child->next) {
        struct error err = {0};
        if (!reader_is_text(reader, option, child))
            continue;
        bool is_named = value_check_header_name(child->key->text, &err);
        if (!is_named || !value_check_header(child->key->text, child->text, &err)) {
            reader_report(reader, is_named ? child : child->key, &err);
            continue;
        }
        const struct node *other =
            name_index_put(seen, lower_case(reader->arena, child->key->text), child->key);
        if (other != NULL) {
            problems_add(reader->problems, child->key->place,
                         "the header %s stands on line %u already, as %s; keep one",
                         child->key->text, other->place.line, other->text);
            continue;
        }
        headers[count++] = (struct header_settings){arena_string(reader->arena, child->key->text),
                                                    arena_string(reader->arena, child->text)};
    }
    reader_store_list(reader, option, node, target, headers, count);
}

static bool place_query(struct reader *reader, const struct option *option, const struct node *node,
                        struct placed_text *text)
{
    if (!reader_is_text(reader, option, node))
        return false;
    if (node->text[strspn(node->text, " \t\n")] == '\0') {
        problems_add(reader->problems, node->place, "the query is empty; %s",
                     node->style == STYLE_LITERAL || node->style == STYLE_FOLDED
                         ? "indent its lines further than its key"
                         : "write one");
        return false;
    }
    if (strlen(node->text) > (size_t)option->max) {
        problems_add(reader->problems, node->place,
                     "the query is longer than 64 KiB, the most allowed; split it with @names");
        return false;
    }
    scalar_places_find(reader->arena, node, text);
    return true;
}

void option_read_query(struct reader *reader, const struct option *option, const struct node *node,
                       void *target)
{
    struct placed_text text;

    if (place_query(reader, option, node, &text))
        memcpy((char *)target + option->offset, &text, sizeof(text));
}

static bool is_query_name(struct reader *reader, struct name_index *taken, const struct node *key)
{
    struct error err = {0};

    if (!value_check_query_name(key->text, &err)) {
        reader_report(reader, key, &err);
        return false;
    }
    const struct node *other = name_index_put(taken, key->text, key);
    if (other != NULL)
        problems_add(reader->problems, key->place,
                     "another query is named %s, at %s:%u; give one of them another name",
                     key->text, other->place.file, other->place.line);
    return other == NULL;
}

void option_read_queries(struct reader *reader, const struct option *option,
                         const struct node *node, void *target)
{
    if (!reader_is_kind(reader, option, node, NODE_MAP))
        return;
    struct named_query_settings *queries =
        arena_array(reader->arena, node->count, sizeof(*queries));
    struct name_index *taken = name_index_new(reader->arena);
    size_t count = 0;
    for (const struct node *child = node->first; child != NULL; child = child->next) {
        struct named_query_settings query = {.place = child->key->place};
        if (!is_query_name(reader, taken, child->key))
            continue;
        (void)place_query(reader, option, child, &query.query);
        query.name = arena_string(reader->arena, child->key->text);
        queries[count++] = query;
    }
    reader_store_list(reader, option, node, target, queries, count);
}

static bool is_example(const struct option *option, const struct node *node)
{
    return node->kind == NODE_TEXT && node->text[strspn(node->text, " \t\n")] != '\0' &&
           strlen(node->text) <= (size_t)option->max;
}

static bool read_example(struct reader *reader, const struct option *option,
                         const struct node *node, struct example_settings *example)
{
    struct placed_text text;

    if (!is_example(option, node)) {
        if (node->kind != NODE_BROKEN)
            problems_add(reader->problems, node->place,
                         "an example is a text of at most 64 KiB, or the number of an item");
        return false;
    }
    scalar_places_find(reader->arena, node, &text);
    *example = (struct example_settings){text.text, text.place};
    return true;
}

void option_read_examples(struct reader *reader, const struct option *option,
                          const struct node *node, void *target)
{
    if (!reader_is_kind(reader, option, node, NODE_LIST))
        return;
    struct example_settings *examples = arena_array(reader->arena, node->count, sizeof(*examples));
    size_t count = 0;
    for (const struct node *child = node->first; child != NULL; child = child->next) {
        if (read_example(reader, option, child, &examples[count]))
            count++;
    }
    reader_store_list(reader, option, node, target, examples, count);
}

/* The elements are checked and found by check.c, when all sinks are known. */
void option_read_sinks(struct reader *reader, const struct option *option, const struct node *node,
                       void *target)
{
    (void)target;
    reader_is_kind(reader, option, node, NODE_LIST);
}
