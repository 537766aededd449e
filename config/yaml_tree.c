#include "config/yaml_tree.h"

#include "config/base/arena.h"
#include "config/base/memory.h"
#include "config/name_index.h"
#include "config/problems.h"
#include "config/yaml_source.h"
#include "config/yaml_syntax.h"

#include <assert.h>
#include <string.h>
#include <yaml.h>

/* A collection whose end has not come yet. */
struct open_node {
    struct node *node;
    const struct node *key;  /* of a map: the key that waits for its value */
    struct name_index *keys; /* of a map: those it has; NULL: it is a list */
    bool is_flow;            /* in brackets */
};

struct builder {
    struct arena *arena;
    struct yaml_source *source;
    struct problems *problems;
    struct open_node open[YAML_DEPTH_MAX];
    size_t depth;
    struct node *root;
    size_t events;
    size_t documents;
    struct node *last_text; /* the newest, which ends on this line */
    unsigned last_text_end;
};

const struct node *node_child(const struct node *node, const char *key)
{
    if (node == NULL || node->kind != NODE_MAP)
        return NULL;
    for (const struct node *child = node->first; child != NULL; child = child->next) {
        if (strcmp(child->key->text, key) == 0)
            return child;
    }
    return NULL;
}

void node_append(struct node *parent, struct node *child)
{
    assert(parent != NULL);
    if (parent->last == NULL)
        parent->first = child;
    else
        parent->last->next = child;
    parent->last = child;
    parent->count++;
}

bool node_is_empty(const struct node *node)
{
    return node->kind == NODE_TEXT && node->style == STYLE_PLAIN && node->text[0] == '\0';
}

static struct place place_of(const struct builder *builder, const yaml_mark_t *mark)
{
    return (struct place){builder->source->file, (unsigned)mark->line + 1,
                          (unsigned)mark->column + 1};
}

static struct yaml_spot spot_of(const yaml_mark_t *mark)
{
    return (struct yaml_spot){(unsigned)mark->line + 1, (unsigned)mark->column + 1};
}

static struct node *new_node(struct builder *builder, enum node_kind kind,
                             const yaml_event_t *event)
{
    struct node *node = arena_alloc(builder->arena, sizeof(*node));

    node->kind = kind;
    node->place = place_of(builder, &event->start_mark);
    node->source = builder->source;
    return node;
}

static void take_key(struct builder *builder, struct open_node *map, struct node *key)
{
    map->key = key;
    if (key->kind != NODE_TEXT) {
        if (key->kind != NODE_BROKEN)
            problems_add(builder->problems, key->place, "a key is a name, not a list or a map");
        key->kind = NODE_BROKEN;
        map->node->is_cut = true; /* which key it was to be is not known */
        return;
    }
    const struct node *earlier = name_index_put(map->keys, key->text, key);
    if (earlier != NULL) {
        problems_add(builder->problems, key->place,
                     "the key %s stands here a second time; the first is on line %u, keep one",
                     problems_quote(builder->problems, key->text), earlier->place.line);
        key->kind = NODE_BROKEN;
    }
}

/* Puts a node where it belongs: the root, a list's next element, a map's next key or value. */
static void place_node(struct builder *builder, struct node *node)
{
    struct open_node *parent = builder->depth == 0 ? NULL : &builder->open[builder->depth - 1];

    if (parent == NULL) {
        builder->root = node;
    } else if (parent->keys == NULL) {
        node_append(parent->node, node);
    } else if (parent->key == NULL) {
        take_key(builder, parent, node);
    } else {
        if (parent->key->kind == NODE_TEXT) {
            node->key = parent->key;
            node_append(parent->node, node);
        }
        parent->key = NULL;
    }
}

static void refuse_decoration(struct builder *builder, const yaml_event_t *event,
                              const yaml_char_t *anchor, const yaml_char_t *tag)
{
    if (anchor != NULL)
        problems_add(builder->problems, place_of(builder, &event->start_mark),
                     "\"&%s\" is an anchor, which a config has not; put a text in quotes",
                     (const char *)anchor);
    else if (tag != NULL)
        problems_add(builder->problems, place_of(builder, &event->start_mark),
                     "\"!\" begins a tag, which a config has not; put a text in quotes");
}

static bool on_alias(struct builder *builder, const yaml_event_t *event)
{
    problems_add(builder->problems, place_of(builder, &event->start_mark),
                 "\"*%s\" is an alias, which a config has not; put a text in quotes",
                 (const char *)event->data.alias.anchor);
    place_node(builder, new_node(builder, NODE_BROKEN, event));
    return true;
}

static enum text_style style_of(yaml_scalar_style_t style)
{
    switch (style) {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE:
        return STYLE_SINGLE_QUOTED;
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE:
        return STYLE_DOUBLE_QUOTED;
    case YAML_LITERAL_SCALAR_STYLE:
        return STYLE_LITERAL;
    case YAML_FOLDED_SCALAR_STYLE:
        return STYLE_FOLDED;
    case YAML_ANY_SCALAR_STYLE:
    case YAML_PLAIN_SCALAR_STYLE:
        break;
    }
    return STYLE_PLAIN;
}

static bool on_text(struct builder *builder, const yaml_event_t *event)
{
    struct node *node = new_node(builder, NODE_TEXT, event);
    const char *value = (const char *)event->data.scalar.value;

    node->style = style_of(event->data.scalar.style);
    node->text = arena_string_of(builder->arena, value, event->data.scalar.length);
    refuse_decoration(builder, event, event->data.scalar.anchor, event->data.scalar.tag);
    if (event->data.scalar.anchor != NULL || event->data.scalar.tag != NULL ||
        yaml_source_is_changed(builder->source, spot_of(&event->start_mark),
                               spot_of(&event->end_mark)))
        node->kind = NODE_BROKEN;
    builder->last_text = node;
    builder->last_text_end = spot_of(&event->end_mark).line;
    if (strlen(node->text) != event->data.scalar.length) {
        problems_add(builder->problems, node->place, "\"\\0\" may not stand in a text; delete it");
        node->kind = NODE_BROKEN;
    }
    place_node(builder, node);
    return true;
}

static bool open_collection(struct builder *builder, struct node *node, bool is_flow)
{
    if (builder->depth == YAML_DEPTH_MAX) {
        problems_add(builder->problems, node->place,
                     "this is nested deeper than %d levels, the most for a config", YAML_DEPTH_MAX);
        return false;
    }
    place_node(builder, node);
    builder->open[builder->depth++] = (struct open_node){
        .node = node,
        .keys = node->kind == NODE_MAP ? name_index_new(builder->arena) : NULL,
        .is_flow = is_flow,
    };
    return true;
}

static bool on_list(struct builder *builder, const yaml_event_t *event)
{
    refuse_decoration(builder, event, event->data.sequence_start.anchor,
                      event->data.sequence_start.tag);
    return open_collection(builder, new_node(builder, NODE_LIST, event),
                           event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE);
}

static bool on_map(struct builder *builder, const yaml_event_t *event)
{
    refuse_decoration(builder, event, event->data.mapping_start.anchor,
                      event->data.mapping_start.tag);
    return open_collection(builder, new_node(builder, NODE_MAP, event),
                           event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE);
}

static bool on_document(struct builder *builder, const yaml_event_t *event)
{
    const yaml_tag_directive_t *tags = event->data.document_start.tag_directives.start;

    if (tags != NULL && tags != event->data.document_start.tag_directives.end)
        problems_add(builder->problems, place_of(builder, &event->start_mark),
                     "a line that begins with \"%%\" is a directive; delete it");
    if (++builder->documents == 1)
        return true;
    problems_add(builder->problems, place_of(builder, &event->start_mark),
                 "a second document begins here; a config is one, delete the \"---\"");
    return false;
}

/* False: the rest of the text is not read. */
static bool on_event(struct builder *builder, const yaml_event_t *event)
{
    if (++builder->events > YAML_EVENTS_MAX) {
        problems_add(builder->problems, place_of(builder, &event->start_mark),
                     "more than %d keys and values in one file; split it into files in conf.d/",
                     YAML_EVENTS_MAX);
        return false;
    }
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        return on_document(builder, event);
    case YAML_ALIAS_EVENT:
        return on_alias(builder, event);
    case YAML_SCALAR_EVENT:
        return on_text(builder, event);
    case YAML_SEQUENCE_START_EVENT:
        return on_list(builder, event);
    case YAML_MAPPING_START_EVENT:
        return on_map(builder, event);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        builder->depth--;
        return true;
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_STREAM_END_EVENT:
    case YAML_DOCUMENT_END_EVENT:
        break;
    }
    return true;
}

static void report_syntax(struct builder *builder, const yaml_parser_t *parser)
{
    const struct place *bracket = NULL;

    for (size_t i = 0; i < builder->depth; i++) {
        if (builder->open[i].is_flow)
            bracket = &builder->open[i].node->place;
    }
    yaml_syntax_report(parser, builder->source, bracket, builder->problems);
}

/* True when the end of the text was reached without a mistake of syntax. */
static bool read_events(struct builder *builder, yaml_parser_t *parser)
{
    for (;;) {
        yaml_event_t event;
        if (yaml_parser_parse(parser, &event) == 0) {
            if (parser->error == YAML_MEMORY_ERROR)
                memory_end(); /* no mistake of the config's */
            report_syntax(builder, parser);
            return false;
        }
        bool is_last = event.type == YAML_STREAM_END_EVENT;
        bool goes_on = on_event(builder, &event);
        yaml_event_delete(&event);
        if (is_last || !goes_on)
            return goes_on;
    }
}

/* The text broke off at `line`: what was open is incomplete, and what was in brackets, or went on
 * to that line, may be quite different from what was meant. */
static void cut(struct builder *builder, unsigned line)
{
    const struct node *text = builder->last_text;

    if (text != NULL && text->place.line < line && builder->last_text_end == line)
        builder->last_text->kind = NODE_BROKEN;
    if (builder->root != NULL)
        builder->root->is_cut = true;
    for (size_t i = 0; i < builder->depth; i++) {
        builder->open[i].node->is_cut = true;
        if (builder->open[i].node->last != NULL)
            builder->open[i].node->last->is_cut = true;
        if (builder->open[i].is_flow)
            builder->open[i].node->kind = NODE_BROKEN;
    }
}

struct node *yaml_tree_read(struct arena *arena, struct yaml_source *source,
                            struct problems *problems)
{
    struct builder builder = {.arena = arena, .source = source, .problems = problems};
    yaml_parser_t parser;

    if (yaml_parser_initialize(&parser) == 0)
        memory_end();
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)source->text, source->len);
    if (!read_events(&builder, &parser))
        cut(&builder, spot_of(&parser.problem_mark).line);
    yaml_parser_delete(&parser);
    return builder.root;
}
