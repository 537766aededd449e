/* links: feeds_parse feeds config_base */
#include "config/base/arena.h"
#include "config/base/rfc3339.h"
#include "feeds/parse/date.h"
#include "tests/fuzz/require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What was read as a date is one: written in RFC 3339 it is read as the same. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    char *text = arena_string_of(arena, size == 0 ? "" : (const char *)data, size);
    char written[RFC3339_SIZE];
    int64_t time, again;

    if (date_parse(text, &time) && rfc3339_format(time, written)[0] != '\0')
        REQUIRE(date_parse(written, &again) && again == time);
    arena_free(arena);
    return 0;
}
