/* yaml_syntax.h: a mistake of YAML itself, said so that an operator can mend it. */
#pragma once

#include <yaml.h>

struct problems;
struct source;

/* Reports why `parser` stopped in `source`. */
void yaml_syntax_report(const yaml_parser_t *parser, struct source *source,
                        struct problems *problems);
