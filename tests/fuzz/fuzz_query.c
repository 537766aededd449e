/* links: feeds_topics */

/* Any text as a query: it is refused at a column inside it, or matches a few items in bounded
 * time, and whatever it matches is found where it says. */
#include "config/base/arena.h"
#include "feeds/topics/watch_list.h"
#include "tests/fuzz/require.h"

#include <string.h>

#define QUERY_MAX 4096

static const struct watch_item ITEMS[] = {
    {.title = "Dockers’ strike shuts Rotterdam",
     .content = "Dockers at Rotterdam’s harbour walked out.\n\x0ePhoto: strike ballot\n",
     .feed = "harbour-news",
     .url = "https://example.org/s01",
     .language = "en-GB"},
    {.title = "横浜港でスト", .summary = "日本銀行は金利を据え置いた。\n", .feed = "minato"},
    {.title = "a a a a a a a a", .content = "a b a b a b a b a b a b a b a b a b a b\n"},
};

static void on_problem(void *owner, const struct watch_list_problem *problem)
{
    const char *query = owner;

    REQUIRE(problem->column >= 1 && problem->column <= strlen(query) + 1);
    REQUIRE(problem->message[0] != '\0');
}

static const char *text_of(const struct watch_item *item, const struct watch_term *term)
{
    if (term->zone == ZONE_TITLE)
        return item->title;
    return term->zone == ZONE_SUMMARY ? item->summary : item->content;
}

static void check_terms(const struct watch_item *item, const struct watch_match *match)
{
    for (size_t i = 0; i < match->term_count; i++) {
        const struct watch_term *term = &match->terms[i];
        if (term->zone == ZONE_KEY)
            continue;
        const char *text = text_of(item, term);
        REQUIRE(text != NULL && term->begin <= term->end && term->end <= strlen(text));
        for (const char *at = term->found; *at != '\0'; at++)
            REQUIRE((unsigned char)*at >= ' ');
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char text[QUERY_MAX + 1] = {0};
    struct watch_list_query topic = {.name = "topic", .query = text};
    struct watch_list_query named = {.name = "ports", .query = "harbour* OR dock*"};
    struct watch_list_source source = {
        .topics = &topic, .topic_count = 1, .named = &named, .named_count = 1};

    memcpy(text, data, size < QUERY_MAX ? size : QUERY_MAX);
    struct watch_list *list = watch_list_compile(&source, on_problem, text);
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof(ITEMS) / sizeof(ITEMS[0]) && list != NULL; i++) {
        struct watch_topics topics;
        struct watch_match match;
        watch_list_match(list, &ITEMS[i], arena, &topics);
        if (topics.count > 0) {
            watch_list_collect(list, 0, &match);
            check_terms(&ITEMS[i], &match);
        }
        const char *miss = watch_list_explain_miss(list, 0, &ITEMS[i], arena);
        REQUIRE((miss == NULL) == (topics.count == 1));
    }
    arena_free(arena);
    watch_list_free(list);
    return 0;
}
