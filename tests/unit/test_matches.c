/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */
#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "config/base/utf8.h"
#include "daemon/cli/matches.h"

#include <stdlib.h>
#include <string.h>

#define SHOWN_MAX ((size_t)64 << 10)

struct desk {
    struct arena *arena;
    struct buffer shown;
};

static int open_desk(void **state)
{
    struct desk *desk = test_calloc(1, sizeof(*desk));

    desk->arena = arena_new();
    buffer_init(&desk->shown, SHOWN_MAX);
    *state = desk;
    return 0;
}

static int close_desk(void **state)
{
    struct desk *desk = *state;

    arena_free(desk->arena);
    buffer_free(&desk->shown);
    test_free(desk);
    return 0;
}

/* The only match of `query` in `item`. */
static struct watch_match match_of(struct desk *desk, const char *query,
                                   const struct watch_item *item)
{
    const struct watch_list_query topic = {.name = "topic", .query = query};
    const struct watch_list_source source = {.topics = &topic, .topic_count = 1};
    struct watch_list *list = watch_list_compile(&source, NULL, NULL);
    struct watch_topics topics;
    struct watch_match match;

    assert_non_null(list);
    watch_list_match(list, item, desk->arena, &topics);
    assert_int_equal(topics.count, 1);
    watch_list_collect(list, topics.list[0], &match);
    watch_list_free(list);
    return match;
}

static const char *snippet(struct desk *desk, const char *query, const struct watch_item *item)
{
    const struct watch_match match = match_of(desk, query, item);

    buffer_clear(&desk->shown);
    assert_true(buffer_append_string(&desk->shown, ""));
    matches_write_snippet(item, &match, desk->arena, &desk->shown);
    return desk->shown.data;
}

static const char *title(struct desk *desk, const char *query, const struct watch_item *item)
{
    const struct watch_match match = match_of(desk, query, item);

    buffer_clear(&desk->shown);
    matches_write_title(item, &match, desk->arena, &desk->shown);
    return desk->shown.data;
}

static void a_title_is_shown_whole(void **state)
{
    const struct watch_item item = {.title = "Harbour strike: dockers strike at the harbour"};

    assert_string_equal(title(*state, "strike OR harbour", &item), item.title);
}

static void an_item_without_a_title_says_so(void **state)
{
    const struct watch_item item = {.content = "Dockers strike.\n"};

    assert_string_equal(title(*state, "strike", &item), "(no title)");
}

static void a_snippet_is_the_words_around_the_first_place_found(void **state)
{
    const struct watch_item item = {
        .title = "Fares",
        .content = "After weeks of talks between the owners of the ferries and the union of "
                   "dockers, nobody in Estrup expected that a strike would be called before the "
                   "holidays, and yet it was, said the mayor, who had hoped for a calm winter "
                   "in which the schools could be repaired and the harbour dredged at last.\n"};

    assert_string_equal(
        snippet(*state, "strike", &item),
        "… and the union of dockers, nobody in Estrup expected that a strike would be "
        "called before the holidays, and yet it was, said the mayor, who had hoped "
        "for a calm winter in which the schools could be repaired and the harbour dre…");
}

static void the_summary_is_shown_where_the_content_has_nothing(void **state)
{
    const struct watch_item item = {.summary = "The strike is over.\n", .content = "Ferries.\n"};

    assert_string_equal(snippet(*state, "strike", &item), "The strike is over. ");
}

static void what_is_found_in_the_title_alone_has_no_snippet(void **state)
{
    const struct watch_item item = {.title = "Strike over", .content = "Ferries go again.\n"};

    assert_string_equal(snippet(*state, "strike", &item), "");
}

static void blocks_and_marks_become_blanks_and_sequences_are_escaped(void **state)
{
    const struct watch_item item = {.content = "Ferries.\n\x0e"
                                               "Strike\xE2\x80\xAE again\nNow.\n"};

    assert_string_equal(snippet(*state, "ferries strike", &item),
                        "Ferries.  Strike\\u202e again Now. ");
}

/* Wherever the cuts fall, no character is halved. */
static void a_snippet_is_valid_utf8_wherever_its_word_stands(void **state)
{
    struct desk *desk = *state;

    for (size_t before = 0; before < 70; before++) {
        struct buffer text;
        buffer_init(&text, SHOWN_MAX);
        for (size_t i = 0; i < before; i++)
            assert_true(buffer_append_string(&text, i % 9 == 8 ? "。" : "港"));
        assert_true(buffer_append_string(&text, " strike "));
        for (size_t i = 0; i < 100; i++)
            assert_true(buffer_append_string(&text, i % 7 == 6 ? "🚢" : "é"));
        assert_true(buffer_append_string(&text, "\n"));
        const struct watch_item item = {.content = text.data};
        const char *shown = snippet(desk, "strike", &item);
        assert_true(utf8_is_valid(shown, strlen(shown)));
        assert_non_null(strstr(shown, "strike"));
        buffer_free(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_desk, close_desk)
        TEST(a_title_is_shown_whole),
        TEST(an_item_without_a_title_says_so),
        TEST(a_snippet_is_the_words_around_the_first_place_found),
        TEST(the_summary_is_shown_where_the_content_has_nothing),
        TEST(what_is_found_in_the_title_alone_has_no_snippet),
        TEST(blocks_and_marks_become_blanks_and_sequences_are_escaped),
        TEST(a_snippet_is_valid_utf8_wherever_its_word_stands),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
