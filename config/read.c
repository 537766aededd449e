#include "config/read.h"

#include "config/addresses.h"
#include "config/base/arena.h"
#include "config/base/error.h"
#include "config/files.h"
#include "config/names.h"
#include "config/problems.h"
#include "config/scalar_places.h"
#include "config/schema.h"
#include "config/source.h"
#include "config/values.h"
#include "config/yaml_tree.h"

#include <stdlib.h>
#include <string.h>

struct reader {
    struct arena *arena;
    struct problems *problems;
};

typedef void read_option(struct reader *reader, const struct option *option,
                         const struct node *node, void *target);

static void read_section(struct reader *reader, const struct section *section,
                         const struct node *map, void *target);

static const char *kind_name(const struct node *node)
{
    switch (node->kind) {
    case NODE_LIST:
        return "a list";
    case NODE_MAP:
        return "a map";
    case NODE_TEXT:
    case NODE_BROKEN:
        break;
    }
    return "a text";
}

static void store_pointer(void *target, size_t offset, const void *pointer)
{
    memcpy((char *)target + offset, &pointer, sizeof(pointer));
}

static void store_number(void *target, const struct option *option, int64_t number)
{
    void *field = (char *)target + option->offset;

    if (option->width == sizeof(int64_t))
        memcpy(field, &number, sizeof(number));
    else if (option->width == sizeof(int32_t))
        memcpy(field, &(int32_t){(int32_t)number}, sizeof(int32_t));
    else
        memcpy(field, &(bool){number != 0}, sizeof(bool));
}

static void store_list(void *target, const struct option *option, const void *list, size_t count)
{
    store_pointer(target, option->offset, list);
    memcpy((char *)target + option->count_offset, &count, sizeof(count));
}

/* Reports and returns false when `node` is not of the kind that the option takes. */
static bool is_kind(struct reader *reader, const struct option *option, const struct node *node,
                    enum node_kind kind)
{
    if (node->kind == kind)
        return true;
    if (node->kind == NODE_BROKEN)
        return false;
    if (node_is_empty(node))
        problems_add(reader->problems, node->key == NULL ? node->place : node->key->place,
                     "%s has no value; write %s, or leave it out", option->name,
                     option_type_name(option->type));
    else
        problems_add(reader->problems, node->place, "%s is %s here; write %s", option->name,
                     kind_name(node), option_type_name(option->type));
    return false;
}

static bool is_text(struct reader *reader, const struct option *option, const struct node *node)
{
    if (node->kind == NODE_TEXT && !node_is_empty(node))
        return true;
    if (node->kind != NODE_TEXT)
        return is_kind(reader, option, node, NODE_TEXT);
    problems_add(reader->problems, node->key == NULL ? node->place : node->key->place,
                 "%s has no value; write %s, or leave it out", option->name,
                 option_type_name(option->type));
    return false;
}

static void report(struct reader *reader, const struct node *node, const struct error *err)
{
    problems_add(reader->problems, node->place, "%s", err->message);
}

/* Texts. */

static bool check_text(const struct option *option, const char *text, struct error *err)
{
    size_t max = (size_t)option->max;

    if (option->type == OPTION_NAME || option->type == OPTION_NAMES)
        return value_check_name(text, max, err);
    if (!value_check_text(text, max, err))
        return false;
    if (option->type == OPTION_PROXY && strcmp(text, "none") == 0)
        return true;
    if (option->type == OPTION_URL || option->type == OPTION_PROXY)
        return address_check_url(text, "http https", err);
    return true;
}

static void read_text(struct reader *reader, const struct option *option, const struct node *node,
                      void *target)
{
    struct error err = {0};

    if (!is_text(reader, option, node))
        return;
    if (!check_text(option, node->text, &err)) {
        report(reader, node, &err);
        return;
    }
    store_pointer(target, option->offset, arena_string(reader->arena, node->text));
}

static void read_contact(struct reader *reader, const struct option *option,
                         const struct node *node, void *target)
{
    struct error err = {0};

    if (node->kind == NODE_TEXT && node->text[0] == '\0')
        return; /* check.c warns of it, as of a missing one */
    if (!is_text(reader, option, node))
        return;
    if (value_check_contact(node->text, &err))
        store_pointer(target, option->offset, arena_string(reader->arena, node->text));
    else
        report(reader, node, &err);
}

static void read_path(struct reader *reader, const struct option *option, const struct node *node,
                      void *target)
{
    const char *credentials = getenv("CREDENTIALS_DIRECTORY");
    struct error err = {0};

    if (!is_text(reader, option, node))
        return;
    if (!check_text(option, node->text, &err)) {
        report(reader, node, &err);
        return;
    }
    bool is_credential = option->type == OPTION_SECRET && strchr(node->text, '/') == NULL;
    const char *path = is_credential && credentials != NULL
                           ? arena_format(reader->arena, "%s/%s", credentials, node->text)
                           : file_path_beside(reader->arena, node->source->file, node->text);
    store_pointer(target, option->offset, path);
}

/* Numbers. */

static bool parse_number(const struct option *option, const char *text, int64_t *number,
                         struct error *err)
{
    bool is_on;

    switch (option->type) {
    case OPTION_DURATION:
        return value_parse_duration(text, option->min, option->max, number, err);
    case OPTION_SIZE:
        return value_parse_size(text, option->min, option->max, number, err);
    case OPTION_SWITCH:
        if (!value_parse_switch(text, &is_on, err))
            return false;
        *number = is_on;
        return true;
    default:
        return value_parse_number(text, option->min, option->max, number, err);
    }
}

static void read_number(struct reader *reader, const struct option *option, const struct node *node,
                        void *target)
{
    struct error err = {0};
    int64_t number;

    if (!is_text(reader, option, node))
        return;
    if (!parse_number(option, node->text, &number, &err)) {
        report(reader, node, &err);
        return;
    }
    store_number(target, option, number * (option->scale == 0 ? 1 : option->scale));
}

static const char *list_choices(struct reader *reader, const struct option_choice *choices)
{
    const char *list = choices->word;

    while ((++choices)->word != NULL)
        list = arena_format(reader->arena, "%s%s%s", list, choices[1].word == NULL ? " or " : ", ",
                            choices->word);
    return list;
}

static const struct option_choice *read_word(struct reader *reader, const struct option *option,
                                             const struct node *node)
{
    if (!is_text(reader, option, node))
        return NULL;
    for (const struct option_choice *choice = option->choices; choice->word != NULL; choice++) {
        if (strcmp(choice->word, node->text) == 0)
            return choice;
    }
    problems_add(reader->problems, node->place, "%s cannot be %s; write %s", option->name,
                 problems_quote(reader->problems, node->text),
                 list_choices(reader, option->choices));
    return NULL;
}

static void read_choice(struct reader *reader, const struct option *option, const struct node *node,
                        void *target)
{
    const struct option_choice *choice = read_word(reader, option, node);

    if (choice == NULL)
        return;
    if (option->type == OPTION_WORD)
        store_pointer(target, option->offset, choice->word);
    else
        store_number(target, option, choice->value);
}

/* Lists and maps. */

static bool check_element(const struct option *option, const char *text, struct error *err)
{
    if (option->type == OPTION_NETWORKS)
        return address_check_network(text, err);
    return check_text(option, text, err);
}

static void read_texts(struct reader *reader, const struct option *option, const struct node *node,
                       void *target)
{
    if (!is_kind(reader, option, node, NODE_LIST))
        return;
    const char **texts = arena_array(reader->arena, node->count, sizeof(*texts));
    struct names *seen = names_new(reader->arena);
    size_t count = 0;
    for (const struct node *child = node->first; child != NULL; child = child->next) {
        struct error err = {0};
        if (!is_text(reader, option, child))
            continue;
        if (!check_element(option, child->text, &err)) {
            report(reader, child, &err);
            continue;
        }
        if (names_put(seen, child->text, child) != NULL)
            problems_add(reader->problems, child->place, "%s stands in the list twice; keep one",
                         problems_quote(reader->problems, child->text));
        texts[count++] = arena_string(reader->arena, child->text);
    }
    store_list(target, option, texts, count);
}

static void read_headers(struct reader *reader, const struct option *option,
                         const struct node *node, void *target)
{
    if (!is_kind(reader, option, node, NODE_MAP))
        return;
    struct header_settings *headers = arena_array(reader->arena, node->count, sizeof(*headers));
    size_t count = 0;
    for (const struct node *child = node->first; child != NULL; child = child->next) {
        struct error err = {0};
        if (!is_kind(reader, option, child, NODE_TEXT))
            continue;
        if (!value_check_header(child->key->text, child->text, &err)) {
            report(reader, child->key, &err);
            continue;
        }
        headers[count++] = (struct header_settings){arena_string(reader->arena, child->key->text),
                                                    arena_string(reader->arena, child->text)};
    }
    store_list(target, option, headers, count);
}

static bool place_query(struct reader *reader, const struct option *option, const struct node *node,
                        struct placed_text *text)
{
    if (!is_text(reader, option, node))
        return false;
    if (node->text[strspn(node->text, " \t\n")] == '\0') {
        problems_add(reader->problems, node->place, "the query is empty; write one");
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

static void read_query(struct reader *reader, const struct option *option, const struct node *node,
                       void *target)
{
    struct placed_text text;

    if (place_query(reader, option, node, &text))
        memcpy((char *)target + option->offset, &text, sizeof(text));
}

static bool is_query_name(struct reader *reader, struct names *taken, const struct node *key)
{
    struct error err = {0};

    if (!value_check_query_name(key->text, &err)) {
        report(reader, key, &err);
        return false;
    }
    const struct node *other = names_put(taken, key->text, key);
    if (other != NULL)
        problems_add(reader->problems, key->place,
                     "another query is named %s, at %s:%u; give one of them another name",
                     key->text, other->place.file, other->place.line);
    return other == NULL;
}

static void read_queries(struct reader *reader, const struct option *option,
                         const struct node *node, void *target)
{
    if (!is_kind(reader, option, node, NODE_MAP))
        return;
    struct named_query_settings *queries =
        arena_array(reader->arena, node->count, sizeof(*queries));
    struct names *taken = names_new(reader->arena);
    size_t count = 0;
    for (const struct node *child = node->first; child != NULL; child = child->next) {
        struct named_query_settings query = {.place = child->key->place};
        if (is_query_name(reader, taken, child->key) &&
            place_query(reader, option, child, &query.query)) {
            query.name = arena_string(reader->arena, child->key->text);
            queries[count++] = query;
        }
    }
    store_list(target, option, queries, count);
}

/* The elements are checked and found by check.c, when all sinks are known. */
static void read_sinks(struct reader *reader, const struct option *option, const struct node *node,
                       void *target)
{
    (void)target;
    is_kind(reader, option, node, NODE_LIST);
}

static void read_nested(struct reader *reader, const struct option *option, const struct node *node,
                        void *target)
{
    if (is_kind(reader, option, node, NODE_MAP))
        read_section(reader, option->section, node, target);
}

static void read_defaults(struct reader *reader, const struct section *section, void *target);

static void read_entries(struct reader *reader, const struct option *option,
                         const struct node *node, void *target)
{
    const struct section *section = option->section;

    if (!is_kind(reader, option, node, NODE_LIST))
        return;
    char *entries = arena_array(reader->arena, node->count, section->size), *entry = entries;
    char *defaults = arena_alloc(reader->arena, section->size);
    read_defaults(reader, section, defaults);
    for (const struct node *child = node->first; child != NULL; child = child->next) {
        memcpy(entry, defaults, section->size);
        if (child->kind == NODE_MAP)
            read_section(reader, section, child, entry);
        else if (child->kind != NODE_BROKEN)
            problems_add(reader->problems, child->place,
                         "a %s is %s here; write a map of its options, as - name: …", section->noun,
                         kind_name(child));
        entry += section->size;
    }
    store_list(target, option, entries, node->count);
}

static read_option *const readers[] = {
    [OPTION_NAME] = read_text,       [OPTION_TEXT] = read_text,
    [OPTION_PATH] = read_path,       [OPTION_SECRET] = read_path,
    [OPTION_URL] = read_text,        [OPTION_PROXY] = read_text,
    [OPTION_SINK_URL] = read_text,   [OPTION_CONTACT] = read_contact,
    [OPTION_NUMBER] = read_number,   [OPTION_DURATION] = read_number,
    [OPTION_SIZE] = read_number,     [OPTION_SWITCH] = read_number,
    [OPTION_CHOICE] = read_choice,   [OPTION_WORD] = read_choice,
    [OPTION_NAMES] = read_texts,     [OPTION_NETWORKS] = read_texts,
    [OPTION_HEADERS] = read_headers, [OPTION_QUERY] = read_query,
    [OPTION_QUERIES] = read_queries, [OPTION_SINKS] = read_sinks,
    [OPTION_SECTION] = read_nested,  [OPTION_ENTRIES] = read_entries,
};

/* Sections. */

static void report_unknown(struct reader *reader, const struct section *section,
                           const struct node *key)
{
    const char *quoted = problems_quote(reader->problems, key->text);
    const char *home = schema_other_home(section, key->text);
    struct names *known = names_new(reader->arena);

    if (problems_is_full(reader->problems)) {
        problems_add(reader->problems, key->place, "unknown key %s", quoted);
        return;
    }
    for (size_t i = 0; i < section->count; i++)
        names_put(known, section->options[i].name, section);
    const char *nearest = names_nearest(known, key->text);
    bool is_slip = names_distance(nearest, key->text) * 2 <= strlen(nearest);
    if (!is_slip && home != NULL)
        problems_add(reader->problems, key->place, "unknown key %s; it belongs %s%s, nearest is %s",
                     quoted, home[0] == '\0' ? "at the top level" : "under ", home, nearest);
    else
        problems_add(reader->problems, key->place, "unknown key %s; did you mean %s?", quoted,
                     nearest);
}

static void read_section(struct reader *reader, const struct section *section,
                         const struct node *map, void *target)
{
    for (const struct node *child = map->first; child != NULL; child = child->next) {
        const struct option *option = schema_find(section, child->key->text);
        if (option == NULL)
            report_unknown(reader, section, child->key);
        else
            readers[option->type](reader, option, child, target);
    }
    for (size_t i = 0; i < section->count; i++) {
        const struct option *option = &section->options[i];
        if (option->is_required && !map->is_cut && node_child(map, option->name) == NULL)
            problems_add(reader->problems, map->place, "%s is missing; a %s needs %s", option->name,
                         section->noun, option_type_name(option->type));
    }
}

static void read_defaults(struct reader *reader, const struct section *section, void *target)
{
    for (size_t i = 0; i < section->count; i++) {
        const struct option *option = &section->options[i];
        struct node node = {.kind = NODE_TEXT, .text = option->preset};
        if (option->type == OPTION_SECTION)
            read_defaults(reader, option->section, target);
        else if (option->preset != NULL)
            readers[option->type](reader, option, &node, target);
    }
}

void settings_read(struct arena *arena, const struct node *root, struct problems *problems,
                   struct settings *settings)
{
    struct reader reader = {arena, problems};

    read_defaults(&reader, &schema_root, settings);
    read_section(&reader, &schema_root, root, settings);
}
