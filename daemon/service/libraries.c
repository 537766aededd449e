#include "daemon/service/libraries.h"

#include "config/base/memory.h"

#include <event2/event.h>
#include <jansson.h>
#include <stdlib.h>
#include <unicode/uclean.h>

static void *take(const void *context, size_t size)
{
    (void)context;
    return memory_take(size);
}

static void *take_again(const void *context, void *old, size_t size)
{
    (void)context;
    return memory_take_again(old, size);
}

static void give_back(const void *context, void *memory)
{
    (void)context;
    free(memory);
}

void libraries_end_without_memory(void)
{
    UErrorCode status = U_ZERO_ERROR;

    event_set_mem_functions(memory_take, memory_take_again, free);
    json_set_alloc_funcs(memory_take, free);
    u_setMemoryFunctions(NULL, take, take_again, give_back, &status);
}
