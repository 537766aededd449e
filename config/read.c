#include "config/read.h"

#include "config/base/arena.h"
#include "config/name_index.h"
#include "config/problems.h"
#include "config/read_option.h"
#include "config/schema.h"
#include "config/slips.h"
#include "config/yaml_tree.h"

#include <string.h>

static void read_section(struct reader *reader, const struct section *section,
                         const struct node *map, void *target);

static void option_read_nested(struct reader *reader, const struct option *option,
                               const struct node *node, void *target)
{
    if (reader_is_kind(reader, option, node, NODE_MAP))
        read_section(reader, option->section, node, target);
}

static void read_defaults(struct reader *reader, const struct section *section, void *target);

static void option_read_entries(struct reader *reader, const struct option *option,
                                const struct node *node, void *target)
{
    const struct section *section = option->section;

    if (!reader_is_kind(reader, option, node, NODE_LIST))
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
                         reader_kind_name(child));
        entry += section->size;
    }
    reader_store_list(reader, option, node, target, entries, node->count);
}

static option_reader *const readers[] = {
    [OPTION_NAME] = option_read_text,       [OPTION_TEXT] = option_read_text,
    [OPTION_PATH] = option_read_path,       [OPTION_SECRET] = option_read_path,
    [OPTION_URL] = option_read_text,        [OPTION_PROXY] = option_read_text,
    [OPTION_SINK_URL] = option_read_text,   [OPTION_CONTACT] = option_read_contact,
    [OPTION_NUMBER] = option_read_number,   [OPTION_DURATION] = option_read_number,
    [OPTION_SIZE] = option_read_number,     [OPTION_SWITCH] = option_read_number,
    [OPTION_CHOICE] = option_read_choice,   [OPTION_WORD] = option_read_choice,
    [OPTION_NAMES] = option_read_texts,     [OPTION_NETWORKS] = option_read_texts,
    [OPTION_HEADERS] = option_read_headers, [OPTION_QUERY] = option_read_query,
    [OPTION_QUERIES] = option_read_queries, [OPTION_EXAMPLES] = option_read_examples,
    [OPTION_SINKS] = option_read_sinks,     [OPTION_SECTION] = option_read_nested,
    [OPTION_ENTRIES] = option_read_entries,
};

/* Sections. */

static void report_unknown(struct reader *reader, const struct section *section,
                           const struct node *key)
{
    if (strcmp(key->text, "<<") == 0) {
        problems_add(reader->problems, key->place,
                     "\"<<\" merges no map into a config; write its keys out");
        return;
    }
    const char *quoted = problems_quote(reader->problems, key->text);

    if (problems_is_full(reader->problems)) {
        problems_add(reader->problems, key->place, "unknown key %s", quoted);
        return;
    }
    const char *home = schema_other_home(section, key->text);
    struct name_index *known = name_index_new(reader->arena);

    for (size_t i = 0; i < section->count; i++)
        name_index_put(known, section->options[i].name, section);
    const char *nearest = name_index_nearest(known, key->text);
    if (key_is_slip(key->text, nearest))
        problems_add(reader->problems, key->place, "unknown key %s; did you mean %s?", quoted,
                     nearest);
    else if (home == NULL)
        problems_add(reader->problems, key->place, "unknown key %s; the nearest known is %s",
                     quoted, nearest);
    else
        problems_add(reader->problems, key->place, "unknown key %s here; did you mean %s%s%s?",
                     quoted, home, key->text, home[0] == '\0' ? " at the top level" : "");
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
        if (option->is_required && option_is_missing(section, map, option->name))
            problems_add(reader->problems, map->place, "%s is missing; write %s", option->name,
                         reader_describe(reader, option));
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
