/* links: feeds_text */
#include "config/base/arena.h"
#include "config/base/utf8.h"
#include "feeds/text/tokens.h"
#include "tests/fuzz/require.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_inside_character(const char *text, uint32_t at)
{
    return ((unsigned char)text[at] & 0xC0) == 0x80;
}

/* A character of compatibility (½) may be the place of two words. */
static void check_places(const char *text, const struct tokens *tokens, bool is_utf8)
{
    size_t len = strlen(text);
    uint32_t begin = 0, end = 0;

    for (size_t i = 0; i < tokens->count; i++) {
        const struct token *token = &tokens->list[i];
        REQUIRE(token->begin < token->end && token->end <= len);
        REQUIRE(token->begin >= begin && token->end >= end);
        REQUIRE(token->begin >= end || (token->begin < end && token->end >= end));
        REQUIRE(!is_utf8 || !is_inside_character(text, token->begin));
        REQUIRE(!is_utf8 || !is_inside_character(text, token->end));
        begin = token->begin;
        end = token->end;
    }
}

static void check_forms(const struct tokens *tokens)
{
    for (size_t i = 0; i < tokens->count; i++) {
        const struct token *token = &tokens->list[i];
        REQUIRE(token->fold_len == strlen(token->fold));
        REQUIRE(utf8_is_valid(token->fold, token->fold_len));
        REQUIRE(utf8_is_valid(token->surface, strlen(token->surface)));
        REQUIRE(token->surface[0] != '\0');
        REQUIRE((token->surface == token->fold) == (strcmp(token->surface, token->fold) == 0));
    }
}

/* Cut again, and cut short, the words are the same. */
static void check_prefix(struct arena *arena, const char *text, const struct tokens *whole)
{
    struct tokens some;
    size_t max = whole->count / 2 + 1;

    tokens_cut(&some, arena, text, max);
    REQUIRE(some.count == (whole->count < max ? whole->count : max));
    for (size_t i = 0; i < some.count; i++) {
        REQUIRE(strcmp(some.list[i].fold, whole->list[i].fold) == 0);
        REQUIRE(strcmp(some.list[i].surface, whole->list[i].surface) == 0);
        REQUIRE(some.list[i].hash == whole->list[i].hash);
        REQUIRE(some.list[i].begin == whole->list[i].begin);
        REQUIRE(some.list[i].flags == whole->list[i].flags);
    }
}

static void check_prepared(struct arena *arena, const char *text)
{
    uint32_t *offsets;
    const char *prepared = text_prepare(arena, text, &offsets);
    size_t len = strlen(prepared);

    REQUIRE(utf8_is_valid(prepared, len) || !utf8_is_valid(text, strlen(text)));
    for (size_t i = 0; i < len; i++)
        REQUIRE(offsets[i] <= offsets[i + 1]);
    REQUIRE(offsets[len] == strlen(text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    const char *text = arena_string_of(arena, (const char *)data, size);
    struct tokens tokens;

    tokens_cut(&tokens, arena, text, 0);
    check_places(text, &tokens, utf8_is_valid(text, strlen(text)));
    check_forms(&tokens);
    check_prefix(arena, text, &tokens);
    check_prepared(arena, text);
    arena_free(arena);
    return 0;
}
