#include "config/addresses.h"
#include "config/base/arena.h"
#include "config/base/error.h"
#include "config/files.h"
#include "config/problems.h"
#include "config/read_option.h"
#include "config/schema.h"
#include "config/values.h"
#include "config/yaml_source.h"
#include "config/yaml_tree.h"

#include <stdlib.h>
#include <string.h>

const char *reader_kind_name(const struct node *node)
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

void reader_store_list(struct reader *reader, const struct option *option, const struct node *node,
                       void *target, const void *list, size_t count)
{
    if (option->count_max != 0 && count > option->count_max)
        problems_add(reader->problems, node->place,
                     "%s has more than %zu entries, the most allowed", option->name,
                     option->count_max);
    store_pointer(target, option->offset, list);
    memcpy((char *)target + option->count_offset, &count, sizeof(count));
}

static const char *list_choices(struct reader *reader, const struct option_choice *choices)
{
    const char *list = choices->word;

    while ((++choices)->word != NULL)
        list = arena_format(reader->arena, "%s%s%s", list, choices[1].word == NULL ? " or " : ", ",
                            choices->word);
    return list;
}

const char *reader_describe(struct reader *reader, const struct option *option)
{
    return option->choices != NULL ? list_choices(reader, option->choices)
                                   : option_type_name(option->type);
}

/* What one text of a list or map wants to be; NULL: the option is a text itself. */
static const char *describe_element(const struct option *option)
{
    switch (option->type) {
    case OPTION_NAMES:
        return "a name";
    case OPTION_NETWORKS:
        return "a network, as 10.0.0.0/8";
    case OPTION_HEADERS:
        return "a text";
    case OPTION_QUERIES:
        return "a query";
    default:
        return NULL;
    }
}

/* What is spoken of: the option, or one element of its list or map. */
static void describe(struct reader *reader, const struct option *option, const struct node *node,
                     enum node_kind kind, const char **name, const char **due)
{
    const char *element = kind == NODE_TEXT ? describe_element(option) : NULL;

    *due = element != NULL ? element : reader_describe(reader, option);
    *name = option->name;
    if (element != NULL)
        *name = node->key != NULL ? problems_quote(reader->problems, node->key->text)
                                  : arena_format(reader->arena, "an entry of %s", option->name);
}

static void report_no_value(struct reader *reader, const struct option *option,
                            const struct node *node, enum node_kind kind)
{
    const char *name, *due;

    describe(reader, option, node, kind, &name, &due);
    problems_add(reader->problems, node->key == NULL ? node->place : node->key->place,
                 "%s has no value; write %s%s", name, due,
                 option->is_required ? "" : ", or leave it out");
}

/* Reports and returns false when `node` is not of the kind that the option takes. */
bool reader_is_kind(struct reader *reader, const struct option *option, const struct node *node,
                    enum node_kind kind)
{
    if (node->kind == kind)
        return true;
    if (node->kind == NODE_BROKEN)
        return false;
    if (node_is_empty(node)) {
        report_no_value(reader, option, node, kind);
        return false;
    }
    const char *name, *due;
    describe(reader, option, node, kind, &name, &due);
    problems_add(reader->problems, node->place, "%s is %s here; write %s", name,
                 reader_kind_name(node), due);
    return false;
}

bool reader_is_text(struct reader *reader, const struct option *option, const struct node *node)
{
    if (node->kind == NODE_TEXT && !node_is_empty(node))
        return true;
    if (node->kind == NODE_TEXT)
        report_no_value(reader, option, node, NODE_TEXT);
    else
        reader_is_kind(reader, option, node, NODE_TEXT);
    return false;
}

void reader_report(struct reader *reader, const struct node *node, const struct error *err)
{
    problems_add(reader->problems, node->place, "%s", err->message);
}

/* Texts. */

bool reader_check_text(const struct option *option, const char *text, struct error *err)
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

void option_read_text(struct reader *reader, const struct option *option, const struct node *node,
                      void *target)
{
    struct error err = {0};

    if (!reader_is_text(reader, option, node))
        return;
    if (!reader_check_text(option, node->text, &err)) {
        reader_report(reader, node, &err);
        return;
    }
    store_pointer(target, option->offset, arena_string(reader->arena, node->text));
}

void option_read_contact(struct reader *reader, const struct option *option,
                         const struct node *node, void *target)
{
    struct error err = {0};

    if (node->kind == NODE_TEXT && node->text[0] == '\0')
        return; /* check.c warns of it, as of a missing one */
    if (!reader_is_text(reader, option, node))
        return;
    if (value_check_contact(node->text, &err))
        store_pointer(target, option->offset, arena_string(reader->arena, node->text));
    else
        reader_report(reader, node, &err);
}

void option_read_path(struct reader *reader, const struct option *option, const struct node *node,
                      void *target)
{
    const char *credentials = getenv("CREDENTIALS_DIRECTORY");
    struct error err = {0};

    if (!reader_is_text(reader, option, node))
        return;
    if (!reader_check_text(option, node->text, &err)) {
        reader_report(reader, node, &err);
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

void option_read_number(struct reader *reader, const struct option *option, const struct node *node,
                        void *target)
{
    struct error err = {0};
    int64_t number;

    if (!reader_is_text(reader, option, node))
        return;
    if (!parse_number(option, node->text, &number, &err)) {
        reader_report(reader, node, &err);
        return;
    }
    store_number(target, option, number * (option->scale == 0 ? 1 : option->scale));
}

static const struct option_choice *read_word(struct reader *reader, const struct option *option,
                                             const struct node *node)
{
    if (!reader_is_text(reader, option, node))
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

void option_read_choice(struct reader *reader, const struct option *option, const struct node *node,
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
