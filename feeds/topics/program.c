#include "feeds/topics/program.h"

#include "config/base/memory.h"
#include "feeds/topics/lexicon.h"
#include "feeds/topics/regex.h"

#include <stdlib.h>
#include <string.h>

void program_init(struct program *program)
{
    *program = (struct program){.lexicon = lexicon_new()};
}

void program_free(struct program *program)
{
    for (size_t i = 0; i < program->block_count; i++)
        free(program->blocks[i].text);
    for (size_t i = 0; i < program->regex_count; i++)
        regex_free(program->regexes[i]);
    for (size_t i = 0; i < program->value_count; i++)
        free(program->values[i]);
    free(program->nodes);
    free(program->codes);
    free(program->blocks);
    free(program->regexes);
    free(program->values);
    lexicon_free(program->lexicon);
}

size_t program_size(const struct program *program)
{
    size_t size = program->node_capacity * sizeof(*program->nodes) +
                  program->code_capacity * sizeof(*program->codes) +
                  program->block_capacity * sizeof(*program->blocks) +
                  program->value_capacity * sizeof(*program->values);

    for (size_t i = 0; i < program->block_count; i++)
        size += strlen(program->blocks[i].text) + 1;
    return size + lexicon_size(program->lexicon);
}

/* Room for `count` more of `size` bytes; a quarter more than is needed, not to grow at each. */
static void *make_room(void *list, size_t *capacity, size_t needed, size_t size)
{
    if (needed <= *capacity)
        return list;
    *capacity = needed + needed / 4 + 16;
    return memory_resize(list, *capacity, size);
}

uint32_t program_add_nodes(struct program *program, size_t count)
{
    size_t first = program->node_count;

    program->nodes =
        make_room(program->nodes, &program->node_capacity, first + count, sizeof(*program->nodes));
    program->node_count += count;
    return (uint32_t)first;
}

uint32_t program_add_block(struct program *program, const char *text)
{
    size_t first = program->block_count;

    program->blocks =
        make_room(program->blocks, &program->block_capacity, first + 1, sizeof(*program->blocks));
    program->blocks[first] = (struct program_block){.text = memory_string(text)};
    program->block_count++;
    return (uint32_t)first;
}

uint32_t program_add_code(struct program *program, uint32_t code)
{
    size_t first = program->code_count;

    program->codes =
        make_room(program->codes, &program->code_capacity, first + 1, sizeof(*program->codes));
    program->codes[first] = code;
    program->code_count++;
    return (uint32_t)first;
}

uint32_t program_add_regex(struct program *program, struct regex *regex)
{
    size_t first = program->regex_count;

    program->regexes = memory_resize(program->regexes, first + 1, sizeof(struct regex *));
    program->regexes[first] = regex;
    program->regex_count++;
    return (uint32_t)first;
}

uint32_t program_add_value(struct program *program, char *value)
{
    size_t first = program->value_count;

    program->values =
        make_room(program->values, &program->value_capacity, first + 1, sizeof(char *));
    program->values[first] = value;
    program->value_count++;
    return (uint32_t)first;
}
