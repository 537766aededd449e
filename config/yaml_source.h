/* yaml_source.h: the text of one config file, cleaned so that lines and columns are an editor's. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct problems;

#define SOURCE_SIZE_MAX ((size_t)16 << 20) /* bytes of a config file (TRUST 3) */

struct yaml_spot {
    unsigned line, column; /* from 1 */
};

/* UTF-8 without a byte order mark, every line ended by \n alone, every character one that YAML
 * allows, no line separator but \n. */
#define YAML_FAULTS_MAX 20 /* more, and it is no text */

struct yaml_source {
    const char *file;
    const char *text;
    size_t len;
    /* Where yaml_source_at() was last: places are asked for nearly in their order. */
    struct yaml_spot seen;
    size_t seen_offset;
    struct yaml_spot faults[YAML_FAULTS_MAX]; /* where characters were replaced, ascending */
    size_t fault_count;
};

/* Cleans `bytes`. What may not stand in a config is reported and replaced, so that the rest is
 * checked too. NULL when it is no text at all, reported. Lives in `arena`. */
struct yaml_source *yaml_source_new(struct arena *arena, const char *file, const char *bytes,
                                    size_t len, struct problems *problems);

/* Was a character at or behind `from`, and before `to`, replaced? What it stands in says something
 * else than the operator wrote. */
bool yaml_source_is_changed(const struct yaml_source *source, struct yaml_spot from,
                            struct yaml_spot to);

/* The text from `line` and `column` (characters) on, both from 1; the end of the line when it has
 * no such column, that of the text when there is no such line. */
const char *yaml_source_at(struct yaml_source *source, unsigned line, unsigned column);
