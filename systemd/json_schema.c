/* json_schema.c: writes the config's JSON Schema from its table of options, so that an editor
 * marks, explains and completes what the program takes. Run by the build.
 *
 * It describes one file, and a config may be several: what the whole must have is not required.
 * What YAML takes for a number or a switch is a text all the same where one is due, as the program
 * says. */
#include "config/schema.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

static json_t *section_schema(const struct section *section);

static json_t *text(void)
{
    return json_pack("{s:[sss]}", "type", "string", "number", "boolean");
}

static json_t *bounded_text(const struct option *option)
{
    json_t *schema = text();

    json_object_set_new(schema, "minLength", json_integer(1));
    if (option->max > 0)
        json_object_set_new(schema, "maxLength", json_integer(option->max));
    return schema;
}

static json_t *pattern(const struct option *option, const char *expression)
{
    json_t *schema = json_pack("{s:s, s:s}", "type", "string", "pattern", expression);

    if (option->max > 0 && option->type != OPTION_DURATION && option->type != OPTION_SIZE)
        json_object_set_new(schema, "maxLength", json_integer(option->max));
    return schema;
}

static json_t *choices(const struct option_choice *choice)
{
    json_t *words = json_array();

    for (; choice->word != NULL; choice++)
        json_array_append_new(words, json_string(choice->word));
    return json_pack("{s:o}", "enum", words);
}

static json_t *switch_schema(void)
{
    return json_pack("{s:[b,b,s,s,s,s]}", "enum", 1, 0, "on", "off", "yes", "no");
}

static json_t *list(const struct option *option, json_t *elements, bool is_a_set)
{
    json_t *schema = json_pack("{s:s, s:o}", "type", "array", "items", elements);

    if (is_a_set)
        json_object_set_new(schema, "uniqueItems", json_true());
    if (option->count_max > 0)
        json_object_set_new(schema, "maxItems", json_integer((json_int_t)option->count_max));
    return schema;
}

static json_t *map(const struct option *option, const char *names, json_t *values)
{
    json_t *schema = json_pack("{s:s, s:{s:s}, s:o}", "type", "object", "propertyNames", "pattern",
                               names, "additionalProperties", values);

    if (option->count_max > 0)
        json_object_set_new(schema, "maxProperties", json_integer((json_int_t)option->count_max));
    return schema;
}

static json_t *values_of(const struct option *option)
{
    switch (option->type) {
    case OPTION_NAME:
    case OPTION_TEXT:
    case OPTION_PATH:
    case OPTION_SECRET:
    case OPTION_QUERY:
        return bounded_text(option);
    case OPTION_CONTACT:
        return pattern(option, "^[!#-'*-;=?-\\[\\]-~]*$"); /* empty is a warning */
    case OPTION_URL:
        return pattern(option, "^[Hh][Tt][Tt][Pp][Ss]?://[^ ]+$");
    case OPTION_PROXY:
        return pattern(option, "^(none|[Hh][Tt][Tt][Pp][Ss]?://[^ ]+)$");
    case OPTION_SINK_URL:
        return pattern(option, "^([Hh][Tt][Tt][Pp]|[Ss][Mm][Tt][Pp])[Ss]?://[^ ]+$");
    case OPTION_NUMBER:
        return json_pack("{s:s, s:I, s:I}", "type", "integer", "minimum", (json_int_t)option->min,
                         "maximum", (json_int_t)option->max);
    case OPTION_DURATION:
        return pattern(option, "^[0-9]+[smhdwy]$");
    case OPTION_SIZE:
        return pattern(option, "^[0-9]+([KMG]i)?B$");
    case OPTION_SWITCH:
        return switch_schema();
    case OPTION_CHOICE:
    case OPTION_WORD:
        return choices(option->choices);
    case OPTION_NAMES:
        return list(option, bounded_text(option), true);
    case OPTION_NETWORKS:
        return list(option, pattern(option, "^[0-9A-Fa-f:.]+(/[0-9]+)?$"), true);
    case OPTION_SINKS:
        return json_pack("{s:s, s:o, s:i, s:b}", "type", "array", "items", bounded_text(option),
                         "minItems", 1, "uniqueItems", 1);
    case OPTION_EXAMPLES:
        return list(option, bounded_text(option), false);
    case OPTION_HEADERS:
        return map(option, "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$", text());
    case OPTION_QUERIES:
        return map(option, "^[A-Za-z0-9_-]+$", bounded_text(option));
    case OPTION_SECTION:
        return section_schema(option->section);
    case OPTION_ENTRIES:
        return list(option, section_schema(option->section), false);
    }
    return NULL;
}

static json_t *preset_of(const struct option *option)
{
    if (option->type == OPTION_NUMBER)
        return json_loads(option->preset, JSON_DECODE_ANY, NULL);
    if (option->type == OPTION_SWITCH)
        return json_boolean(strcmp(option->preset, "on") == 0);
    return json_string(option->preset);
}

static json_t *option_schema(const struct option *option)
{
    json_t *schema = values_of(option);

    json_object_set_new(schema, "description", json_string(option->help));
    if (option->preset != NULL)
        json_object_set_new(schema, "default", preset_of(option));
    return schema;
}

static json_t *section_schema(const struct section *section)
{
    json_t *options = json_object(), *required = json_array();

    for (size_t i = 0; i < section->count; i++) {
        const struct option *option = &section->options[i];
        json_object_set_new(options, option->name, option_schema(option));
        if (option->is_required && section != &schema_root)
            json_array_append_new(required, json_string(option->name));
    }
    json_t *schema = json_pack("{s:s, s:b, s:o}", "type", "object", "additionalProperties", 0,
                               "properties", options);
    if (json_array_size(required) > 0)
        json_object_set(schema, "required", required);
    json_decref(required);
    return schema;
}

int main(void)
{
    json_t *schema = section_schema(&schema_root);

    json_object_set_new(schema, "$schema", json_string("http://json-schema.org/draft-07/schema#"));
    json_object_set_new(schema, "title", json_string("The config of storywatch"));
    int result = json_dumpf(schema, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(schema);
    return result == 0 && fflush(stdout) == 0 ? 0 : 1;
}
