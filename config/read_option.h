/* read_option.h: one value of the tree into one field of a struct, a function for each type of
 * option.
 *
 * Each function reports what is wrong with `node` and leaves the field then. */
#pragma once

#include "config/base/attributes.h"
#include "config/yaml_tree.h"

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct error;
struct option;
struct problems;

struct reader {
    struct arena *arena; /* of what is read */
    struct problems *problems;
};

/* `target` is the struct whose field `option` names. */
typedef void option_reader(struct reader *reader, const struct option *option,
                           const struct node *node, void *target);

/* Single values (read_values.c). */
option_reader option_read_text, option_read_contact, option_read_path, option_read_number,
    option_read_choice;

/* Lists and maps of them (read_lists.c). */
option_reader option_read_texts, option_read_headers, option_read_query, option_read_queries,
    option_read_examples, option_read_sinks;

/* What they share. */

/* Is `node` of the kind, or a text that is not empty? Reported if not. */
bool reader_is_kind(struct reader *reader, const struct option *option, const struct node *node,
                    enum node_kind kind);
bool reader_is_text(struct reader *reader, const struct option *option, const struct node *node);
/* The rules of a text for its type of option. */
bool reader_check_text(const struct option *option, const char *text, struct error *err) MUST_CHECK;
/* The list that `node` gave, which may have too many elements: reported. */
void reader_store_list(struct reader *reader, const struct option *option, const struct node *node,
                       void *target, const void *list, size_t count);
void reader_report(struct reader *reader, const struct node *node, const struct error *err);
const char *reader_kind_name(const struct node *node);                           /* "a list" */
const char *reader_describe(struct reader *reader, const struct option *option); /* what it wants */
