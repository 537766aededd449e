/* yaml_tree.h: a YAML text as a small tree, every node with its place.
 *
 * Built on libyaml's events, not on its documents: those accept duplicate keys and take quadratic
 * time on nested brackets. Texts stay texts: what `no` or `10` means is up to the schema. */
#pragma once

#include "config/settings.h"

struct arena;
struct problems;
struct yaml_source;

#define YAML_DEPTH_MAX 16
#define YAML_EVENTS_MAX 1000000

enum node_kind {
    NODE_TEXT,
    NODE_LIST,
    NODE_MAP,
    NODE_BROKEN, /* a mistake that is already reported; nothing is to be said of it */
};

enum text_style {
    STYLE_PLAIN,
    STYLE_SINGLE_QUOTED,
    STYLE_DOUBLE_QUOTED,
    STYLE_LITERAL,
    STYLE_FOLDED,
};

struct node {
    enum node_kind kind;
    enum text_style style;
    bool is_cut; /* the text broke off inside it: what seems to be missing may not be */
    struct place place;
    struct yaml_source *source;
    const char *text;       /* of a NODE_TEXT */
    const struct node *key; /* of a child of a NODE_MAP: its NODE_TEXT */
    struct node *first;     /* children, in order */
    struct node *last;
    struct node *next;
    size_t count; /* of children */
};

/* The tree of `source`, with mistakes reported; NULL when the text has no content. After a mistake
 * of syntax the tree ends there. Lives in `arena`. */
struct node *yaml_tree_read(struct arena *arena, struct yaml_source *source,
                            struct problems *problems);

/* The child of map `node` that stands under `key`; NULL when there is none. `node` may be NULL or
 * no map. */
const struct node *node_child(const struct node *node, const char *key);
void node_append(struct node *parent, struct node *child);

/* Has it no value at all, as in "key:"? */
bool node_is_empty(const struct node *node);
