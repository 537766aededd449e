/* links: feeds_lists feeds_parse config_base */
#include "config/base/arena.h"
#include "config/base/error.h"
#include "config/base/memory.h"
#include "config/base/utf8.h"
#include "feeds/lists/feed_list.h"
#include "tests/fuzz/require.h"

#include <stdint.h>
#include <string.h>

/* Whatever a list of feeds is made of, what comes out is text on one line, no longer than what went
 * in (windows-1252 may triple it). */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require_text(const char *text, size_t max)
{
    if (text == NULL)
        return;
    size_t len = strlen(text);
    REQUIRE(len > 0 && len <= max && utf8_is_valid(text, len));
    for (const char *at = text; *at != '\0'; at++)
        REQUIRE((unsigned char)*at >= ' ' && *at != 0x7F);
}

static void require_feed(const struct listed_feed *feed, size_t size)
{
    REQUIRE(feed->url != NULL && strncasecmp(feed->url, "http", 4) == 0);
    REQUIRE(strchr(feed->url, ' ') == NULL);
    require_text(feed->url, 3 * size);
    require_text(feed->title, LIST_TITLE_MAX + sizeof("…"));
    require_text(feed->name, 3 * size);
    require_text(feed->user_agent, 3 * size);
    REQUIRE(feed->group_count <= LIST_GROUPS_MAX && feed->option_count <= LIST_OPTIONS_MAX);
    for (size_t i = 0; i < feed->group_count; i++) {
        REQUIRE(feed->groups[i] != NULL);
        require_text(feed->groups[i], 3 * size + LIST_GROUP_MAX);
    }
    for (size_t i = 0; i < feed->option_count; i++)
        REQUIRE(feed->options[i].name != NULL && feed->options[i].value != NULL);
}

static void require_same(const struct feed_list *one, const struct feed_list *other)
{
    REQUIRE(one->feed_count == other->feed_count && one->note_count == other->note_count);
    for (size_t i = 0; i < one->feed_count; i++)
        REQUIRE(strcmp(one->feeds[i].url, other->feeds[i].url) == 0 &&
                one->feeds[i].line == other->feeds[i].line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct feed_list list, again;
    struct error err = {0};
    bool is_list = feed_list_read(&list, data, size, arena, &err);

    REQUIRE(is_list == feed_list_read(&again, data, size, arena, &err));
    REQUIRE(is_list || err.message[0] != '\0');
    for (size_t i = 0; is_list && i < list.feed_count; i++)
        require_feed(&list.feeds[i], size);
    for (size_t i = 0; is_list && i < list.note_count; i++)
        REQUIRE(utf8_is_valid(list.notes[i].text, strlen(list.notes[i].text)));
    if (is_list)
        require_same(&list, &again);
    arena_free(arena);
    return 0;
}
