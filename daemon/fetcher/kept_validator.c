#include "daemon/fetcher/kept_validator.h"

#include "config/base/arena.h"

#include <string.h>

struct message_bytes kept_validator_make(const struct fetch_bytes *validator, const char *giver,
                                         struct arena *arena)
{
    if (!validator->is_present || giver == NULL)
        return (struct message_bytes){validator->data, (uint32_t)validator->len,
                                      validator->is_present};
    size_t giver_len = strlen(giver), len = giver_len + 2 + validator->len;
    if (len > MESSAGE_VALIDATOR_MAX)
        return (struct message_bytes){0};
    char *kept = arena_alloc(arena, len);
    char *at = kept;
    *at++ = '\n';
    at = mempcpy(at, giver, giver_len);
    *at++ = '\n';
    if (validator->len > 0)
        memcpy(at, validator->data, validator->len);
    return (struct message_bytes){kept, (uint32_t)len, true};
}

struct fetch_bytes kept_validator_read(const struct message_bytes *kept, struct arena *arena,
                                       const char **giver)
{
    const char *data = kept->data;
    const char *end =
        kept->len > 1 && data[0] == '\n' ? memchr(data + 1, '\n', kept->len - 1) : NULL;

    if (end == NULL)
        return (struct fetch_bytes){data, kept->len, kept->is_present};
    *giver = arena_string_of(arena, data + 1, (size_t)(end - data) - 1);
    return (struct fetch_bytes){end + 1, kept->len - (size_t)(end + 1 - data), true};
}
