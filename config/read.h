/* read.h: from the tree of a config to its structs, as the schema says. */
#pragma once

struct arena;
struct node;
struct problems;
struct section;
struct settings;

/* Fills `settings` with the defaults and with what `root`, a NODE_MAP, holds; a value with a
 * mistake is reported and left at its default. Everything is put into `arena`. Sinks' names in
 * topics are left to check.c. */
void settings_read(struct arena *arena, const struct node *root, struct problems *problems,
                   struct settings *settings);
