/* links: feeds_text */
#include "config/base/arena.h"
#include "config/base/utf8.h"
#include "feeds/item.h"
#include "feeds/text/furniture.h"
#include "feeds/text/html.h"
#include "feeds/text/marked.h"
#include "tests/fuzz/require.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Blocks with text in them, each with its end; no other control character. */
static void check_marked(const char *text)
{
    size_t len = strlen(text);
    const char *at = text;
    struct marked_block block;

    REQUIRE(len <= ITEM_TEXT_MAX);
    REQUIRE(utf8_is_valid(text, len));
    REQUIRE(len == 0 || text[len - 1] == '\n');
    while (marked_next(&at, &block)) {
        REQUIRE(block.len > 0);
        REQUIRE(block.text[0] != ' ' && block.text[block.len - 1] != ' ');
        for (size_t i = 0; i < block.len; i++)
            REQUIRE((unsigned char)block.text[i] >= ' ' && block.text[i] != 0x7F);
    }
}

static void check_round_trip(struct arena *arena, const char *text)
{
    const char *html = marked_to_html(arena, text);

    REQUIRE(strcmp(text_from_html(arena, html, strlen(html)), text) == 0);
}

static void check_line(const char *line)
{
    REQUIRE(strlen(line) <= ITEM_TITLE_MAX);
    REQUIRE(utf8_is_valid(line, strlen(line)));
    REQUIRE(strpbrk(line, "\n\x0E") == NULL);
}

/* What is a block there ends where the bytes end. */
static void check_furniture(const char *block, size_t len)
{
    size_t story = furniture_story_length(block, len);

    REQUIRE(story <= len);
    REQUIRE(story == 0 || furniture_story_length(block, story) == story);
    REQUIRE(furniture_story_length_before(block, len, len / 2) <= len);
    (void)furniture_is_block(block, len);
    (void)furniture_is_ending(block, len);
}

/* After the first pass all links are absolute: a second one has nothing to do. */
static void check_links(struct arena *arena, const char *html, size_t len)
{
    const char *once = html_resolve_links(arena, html, len, "https://news.example/a/b?c");
    const char *twice = html_resolve_links(arena, once, strlen(once), "https://other.example/");

    REQUIRE(strcmp(once, twice) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *html = (const char *)data;
    struct arena *arena = arena_new();
    const char *text = text_from_html(arena, html, size);

    check_marked(text);
    check_round_trip(arena, text);
    check_marked(text_from_plain(arena, html, size));
    check_line(text_line_from_html(arena, html, size));
    check_links(arena, html, size);
    check_furniture(html, size);
    marked_display(arena, text);
    arena_free(arena);
    return 0;
}
