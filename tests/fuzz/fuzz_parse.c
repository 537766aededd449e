/* links: feeds_parse feeds config_base */
#include "config/base/arena.h"
#include "config/base/error.h"
#include "config/base/utf8.h"
#include "feeds/parse/parse.h"
#include "tests/fuzz/require.h"

#include <stdint.h>
#include <string.h>

/* The first line is the Content-Type, with a "!" before it when the transfer broke off; the rest is
 * the document. */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_string(const char *text, size_t max)
{
    if (text != NULL)
        REQUIRE(utf8_is_valid(text, strlen(text)) && strlen(text) <= max);
}

/* Only what the web can be asked for comes out. */
static void check_url(const char *url)
{
    check_string(url, ITEM_URL_MAX);
    if (url != NULL)
        REQUIRE(strncmp(url, "http://", 7) == 0 || strncmp(url, "https://", 8) == 0);
}

static void check_item(const struct item *item)
{
    check_string(item->id, ITEM_TITLE_MAX);
    check_url(item->url);
    check_url(item->image);
    check_url(item->external_url);
    check_string(item->title.str, ITEM_TITLE_MAX);
    check_string(item->summary.str, ITEM_TEXT_MAX);
    check_string(item->content.str, ITEM_TEXT_MAX);
    check_string(item->language, ITEM_NAME_MAX);
    REQUIRE((item->content.str == NULL) == (item->content.markup == MARKUP_NONE));
    REQUIRE(item->author_count <= ITEM_AUTHORS_MAX && item->tag_count <= ITEM_TAGS_MAX);
    REQUIRE(item->attachment_count <= ITEM_ATTACHMENTS_MAX);
    for (size_t i = 0; i < item->author_count; i++) {
        check_string(item->authors[i].name, ITEM_NAME_MAX);
        check_string(item->authors[i].email, ITEM_NAME_MAX);
        check_url(item->authors[i].url);
    }
    for (size_t i = 0; i < item->tag_count; i++)
        check_string(item->tags[i], ITEM_NAME_MAX);
    for (size_t i = 0; i < item->attachment_count; i++)
        check_url(item->attachments[i].url);
}

static void check_document(const struct document *document)
{
    REQUIRE(document->format != NULL && document->encoding != NULL);
    REQUIRE(document->item_count <= PARSE_ITEMS_MAX);
    REQUIRE(document->warning_count <= PARSE_WARNINGS_MAX);
    check_string(document->title.str, ITEM_TITLE_MAX);
    check_url(document->home_page_url);
    check_url(document->feed_url);
    check_url(document->icon);
    for (size_t i = 0; i < document->item_count; i++)
        check_item(&document->items[i]);
}

static bool is_same(const char *left, const char *right)
{
    return left == right || (left != NULL && right != NULL && strcmp(left, right) == 0);
}

static void check_same(const struct document *left, const struct document *right)
{
    REQUIRE(left->item_count == right->item_count && is_same(left->title.str, right->title.str));
    for (size_t i = 0; i < left->item_count; i++) {
        REQUIRE(is_same(left->items[i].id, right->items[i].id));
        REQUIRE(is_same(left->items[i].title.str, right->items[i].title.str));
        REQUIRE(is_same(left->items[i].content.str, right->items[i].content.str));
        REQUIRE(left->items[i].published == right->items[i].published);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    const uint8_t *line_end = size == 0 ? NULL : memchr(data, '\n', size);
    size_t line = line_end == NULL ? 0 : (size_t)(line_end - data);
    size_t begin = line_end == NULL ? 0 : line + 1;
    char *type = arena_string_of(arena, line == 0 ? "" : (const char *)data, line);
    struct parse_input input = {.bytes = size == 0 ? (const uint8_t *)"" : data + begin,
                                .len = size - begin,
                                .url = "https://news.example/feed",
                                .content_type = type + (type[0] == '!'),
                                .is_cut = type[0] == '!'};
    struct document first, second;
    struct error err = {.line = 0};

    enum parse_outcome outcome = parse_document(&input, arena, &first, &err);
    REQUIRE(outcome == parse_document(&input, arena, &second, &err));
    if (outcome == PARSE_FEED) {
        check_document(&first);
        check_same(&first, &second);
    } else {
        REQUIRE(err.message[0] != '\0');
    }
    arena_free(arena);
    return 0;
}
