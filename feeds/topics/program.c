#include "feeds/topics/program.h"

#include "config/base/memory.h"
#include "feeds/topics/lexicon.h"
#include "feeds/topics/regex.h"

#include <stdlib.h>

#define GROWTH 16 /* what grows gets a part of its size as room for more */

void program_init(struct program *program, size_t topic_room)
{
    *program = (struct program){.lexicon = lexicon_new(),
                                .blocks = memory_new(topic_room, sizeof(*program->blocks)),
                                .topic_room = topic_room,
                                .block_count = topic_room,
                                .block_capacity = topic_room};
    uint32_t never = program_add_nodes(program, 1); /* where cleared blocks have their root */
    program->nodes[never] = (struct program_node){.op = OP_ANY};
    program->origins[never] = (struct program_origin){0};
}

void program_clear_block(struct program *program, size_t block)
{
    program->blocks[block] = (struct program_block){0};
}

void program_free(struct program *program)
{
    for (size_t i = 0; i < program->regex_count; i++)
        regex_free(program->regexes[i]);
    for (size_t i = 0; i < program->value_count; i++)
        free(program->values[i]);
    free(program->nodes);
    free(program->origins);
    free(program->codes);
    free(program->blocks);
    free(program->regexes);
    free(program->values);
    lexicon_free(program->lexicon);
}

/* Room for `needed` things of `size` bytes. */
static void *make_room(void *list, size_t *capacity, size_t needed, size_t size)
{
    if (needed <= *capacity)
        return list;
    *capacity = needed + needed / GROWTH + 16;
    return memory_resize(list, *capacity, size);
}

uint32_t program_add_nodes(struct program *program, size_t count)
{
    size_t first = program->node_count, capacity = program->node_capacity;

    program->nodes =
        make_room(program->nodes, &program->node_capacity, first + count, sizeof(*program->nodes));
    program->origins =
        make_room(program->origins, &capacity, first + count, sizeof(*program->origins));
    program->node_count += count;
    return (uint32_t)first;
}

uint32_t program_add_block(struct program *program)
{
    size_t first = program->block_count;

    program->blocks =
        make_room(program->blocks, &program->block_capacity, first + 1, sizeof(*program->blocks));
    program->blocks[first] = (struct program_block){0};
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
