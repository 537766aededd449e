#include "store/packed.h"

#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "feeds/item.h"

#include <string.h>

#define UNIT '\x1f'   /* ends a field */
#define RECORD '\x1e' /* ends an entry */

static bool add_field(struct buffer *out, const char *text)
{
    for (const char *c = text == NULL ? "" : text; *c != '\0'; c++) {
        if (!buffer_append_byte(out, (char)((unsigned char)*c < ' ' ? ' ' : *c)))
            return false;
    }
    return buffer_append_byte(out, UNIT);
}

bool packed_add_strings(struct buffer *out, const char *const *strings, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!add_field(out, strings[i]) || !buffer_append_byte(out, RECORD))
            return false;
    }
    return true;
}

bool packed_add_people(struct buffer *out, const struct person *people, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!add_field(out, people[i].name) || !add_field(out, people[i].url) ||
            !add_field(out, people[i].email) || !buffer_append_byte(out, RECORD))
            return false;
    }
    return true;
}

static size_t count_records(const char *packed)
{
    size_t count = 0;

    for (; packed != NULL && (packed = strchr(packed, RECORD)) != NULL; packed++)
        count++;
    return count;
}

/* Steps over one field; "" when the entry has no more. */
static const char *read_field(const char **at, struct arena *arena)
{
    size_t len = strcspn(*at, "\x1e\x1f");
    const char *field = arena_string_of(arena, *at, len);

    *at += len;
    if (**at == UNIT)
        (*at)++;
    return field;
}

static const char *skip_record(const char *at)
{
    const char *end = strchr(at, RECORD);

    return end == NULL ? at + strlen(at) : end + 1;
}

static const char *none_if_empty(const char *text)
{
    return text[0] == '\0' ? NULL : text;
}

void packed_read_strings(const char *packed, struct arena *arena, const char *const **strings,
                         size_t *count)
{
    size_t entries = count_records(packed);
    const char **list = arena_array(arena, entries, sizeof(*list));

    for (size_t i = 0; i < entries; i++) {
        list[i] = read_field(&packed, arena);
        packed = skip_record(packed);
    }
    *strings = list;
    *count = entries;
}

void packed_read_people(const char *packed, struct arena *arena, const struct person **people,
                        size_t *count)
{
    size_t entries = count_records(packed);
    struct person *list = arena_array(arena, entries, sizeof(*list));

    for (size_t i = 0; i < entries; i++) {
        list[i].name = none_if_empty(read_field(&packed, arena));
        list[i].url = none_if_empty(read_field(&packed, arena));
        list[i].email = none_if_empty(read_field(&packed, arena));
        packed = skip_record(packed);
    }
    *people = list;
    *count = entries;
}
