/* yaml_syntax.h: a mistake of YAML itself, said so that an operator can mend it. */
#pragma once

#include <yaml.h>

struct place;
struct problems;
struct yaml_source;

/* Reports why `parser` stopped in `source`. `open_bracket` is where the innermost "[" or "{" stands
 * that is not closed there, NULL: there is none. */
void yaml_syntax_report(const yaml_parser_t *parser, struct yaml_source *source,
                        const struct place *open_bracket, struct problems *problems);
