/* feed_yaml.h: feeds as the config has them. */
#pragma once

#include <stddef.h>

struct buffer;
struct listed_option;

/* What of it is NULL or empty is not written. */
struct feed_entry {
    const char *name;
    const char *url;
    const char *title; /* for the reader: a comment */
    const char *const *groups;
    size_t group_count;
    const char *user_agent;
    const struct listed_option *options; /* texts of one line */
    size_t option_count;
};

/* The beginning of the list. */
void feed_yaml_begin(struct buffer *out);
void feed_yaml_write(struct buffer *out, const struct feed_entry *entry);

/* A comment of one line, indented by so many blanks. */
void feed_yaml_comment(struct buffer *out, int indent, const char *text);
