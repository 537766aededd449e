/* links: feeds_parse feeds config_base */
#include "config/base/arena.h"
#include "config/base/utf8.h"
#include "feeds/parse/encoding.h"
#include "feeds/parse/parse.h"
#include "feeds/parse/warnings.h"
#include "tests/fuzz/require.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

/* The first line is the Content-Type, the rest is the document. */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_encoded(const struct encoded *encoded)
{
    REQUIRE(encoded->name != NULL && encoded->name[0] != '\0');
    for (const char *at = encoded->name; *at != '\0'; at++)
        REQUIRE(!isupper((unsigned char)*at));
    REQUIRE(utf8_is_valid(encoded->text, encoded->len));
    REQUIRE(encoded->text[encoded->len] == '\0');
    REQUIRE(strncmp(encoded->text, "\xEF\xBB\xBF", 3) != 0);
}

/* What was decoded is UTF-8, and is read as that if it is said to be. */
static void check_again(struct arena *arena, const struct encoded *encoded)
{
    struct warnings warnings = {.arena = arena};
    struct parse_input input = {.bytes = (const uint8_t *)encoded->text,
                                .len = encoded->len,
                                .content_type = "application/xml; charset=utf-8"};
    struct encoded again;

    encoding_decode(&input, arena, &warnings, &again);
    check_encoded(&again);
    encoding_free(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    const uint8_t *line_end = size == 0 ? NULL : memchr(data, '\n', size);
    size_t line = line_end == NULL ? 0 : (size_t)(line_end - data);
    size_t begin = line_end == NULL ? 0 : line + 1;
    struct warnings warnings = {.arena = arena};
    struct parse_input input = {
        .bytes = size == 0 ? (const uint8_t *)"" : data + begin,
        .len = size - begin,
        .content_type = arena_string_of(arena, line == 0 ? "" : (const char *)data, line)};
    struct encoded first, second;

    encoding_decode(&input, arena, &warnings, &first);
    encoding_decode(&input, arena, &warnings, &second);
    check_encoded(&first);
    REQUIRE(first.len == second.len && memcmp(first.text, second.text, first.len) == 0);
    REQUIRE(strcmp(first.name, second.name) == 0);
    check_again(arena, &first);
    encoding_free(&second);
    encoding_free(&first);
    arena_free(arena);
    return 0;
}
