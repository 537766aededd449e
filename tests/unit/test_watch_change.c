#include "config/base/memory.h"
#include "tests/helpers/topics_desk.h"

#include <stdlib.h>

#define MOST 64

/* A source as a config that was read has it: its texts die when the next one is in force. */
struct script {
    struct watch_list_query topics[MOST], named[MOST];
    struct watch_list_source source;
    struct arena *arena;
};

struct desk {
    struct watch_list *list;
    struct script *script;
    size_t told; /* mistakes and warnings, and the last of them: */
    size_t index, column;
    char message[256];
};

static void on_problem(void *owner, const struct watch_list_problem *problem)
{
    struct desk *desk = owner;

    desk->told++;
    desk->index = problem->index;
    desk->column = problem->column;
    (void)snprintf(desk->message, sizeof(desk->message), "%s", problem->message);
}

/* Topics, then NULL, then names and their queries. */
static struct script *script_of(const char *const *texts)
{
    struct script *script = memory_new(1, sizeof(*script));

    script->arena = arena_new();
    script->source.topics = script->topics;
    script->source.named = script->named;
    for (; *texts != NULL; texts++)
        script->topics[script->source.topic_count++] = (struct watch_list_query){
            .name = "topic", .query = arena_string(script->arena, *texts)};
    for (texts++; *texts != NULL; texts += 2)
        script->named[script->source.named_count++] =
            (struct watch_list_query){.name = arena_string(script->arena, texts[0]),
                                      .query = arena_string(script->arena, texts[1])};
    return script;
}

static void script_free(struct script *script)
{
    if (script == NULL)
        return;
    arena_free(script->arena);
    free(script);
}

static int open_desk(void **state)
{
    *state = memory_new(1, sizeof(struct desk));
    return 0;
}

static int close_desk(void **state)
{
    struct desk *desk = *state;

    watch_list_free(desk->list);
    script_free(desk->script);
    free(desk);
    return 0;
}

/* The first list, or the next in its place. */
static bool take(struct desk *desk, struct script *script)
{
    desk->told = 0;
    if (desk->list == NULL) {
        desk->list = watch_list_compile(&script->source, on_problem, desk);
        assert_non_null(desk->list);
    } else {
        struct watch_list_change *change =
            watch_list_prepare(desk->list, &script->source, on_problem, desk);
        if (change == NULL) {
            script_free(script);
            return false;
        }
        desk->list = watch_list_commit(desk->list, change);
    }
    script_free(desk->script);
    desk->script = script;
    return true;
}

#define TAKE(desk, ...) take(desk, script_of((const char *const[]){__VA_ARGS__, NULL}))
#define NAMES NULL

/* The topics that a text is about, as digits. */
static const char *topics_of(struct watch_list *list, struct arena *arena, const char *text)
{
    const struct watch_item item = {.title = text, .feed = "harbour-news"};
    struct watch_topics topics;
    const char *found = "";

    watch_list_match(list, &item, arena, &topics);
    for (size_t i = 0; i < topics.count; i++)
        found = arena_format(arena, "%s%zu", found, topics.list[i]);
    return found;
}

static void assert_topics(struct desk *desk, const char *text, const char *due)
{
    struct arena *arena = arena_new();

    assert_string_equal(topics_of(desk->list, arena, text), due);
    arena_free(arena);
}

/* Eight topics, so that one that changes is little. */
#define REST "budget*", "\"tax cut\"", "election*", "flood*", "\"oil price\"", "harvest OR crop*"

static void a_changed_query_counts_and_the_others_stay(void **state)
{
    struct desk *desk = *state;

    TAKE(desk, "ferry", "strike*", REST, NAMES);
    assert_topics(desk, "Ferry strikes over the budget", "012");
    TAKE(desk, "ferry", "walkout*", REST, NAMES);
    assert_topics(desk, "Ferry strikes over the budget", "02");
    assert_topics(desk, "A walkout and a tax cut", "13");
    assert_int_equal(watch_list_verifications(desk->list, 0), 2);
    assert_int_equal(watch_list_verifications(desk->list, 1), 1);
}

static void topics_that_come_go_and_change_places_are_told_apart(void **state)
{
    struct desk *desk = *state;

    TAKE(desk, "ferry", "strike*", REST, NAMES);
    TAKE(desk, "dock*", "ferry", "strike*", REST, NAMES);
    assert_topics(desk, "Dockers' strike: no ferry, no budget", "0123");
    TAKE(desk, REST, "dock*", "strike*", "ferry", NAMES);
    assert_topics(desk, "Dockers' strike: no ferry, no budget", "0678");
    TAKE(desk, REST, "ferry", NAMES);
    assert_topics(desk, "Dockers' strike: no ferry, no budget", "06");
    assert_int_equal(watch_list_count(desk->list), 7);
}

static void two_topics_of_one_query_are_both_found(void **state)
{
    struct desk *desk = *state;

    TAKE(desk, "ferry", REST, NAMES);
    TAKE(desk, "ferry", REST, "ferry", NAMES);
    assert_int_equal(desk->told, 1);
    assert_string_equal(desk->message, "this is the query of topic topic, too");
    assert_topics(desk, "A ferry", "07");
    TAKE(desk, REST, "ferry", NAMES);
    assert_topics(desk, "A ferry", "6");
}

static void a_changed_name_changes_those_who_use_it_through_others_too(void **state)
{
    struct desk *desk = *state;

    TAKE(desk, "@ships AND strike*", "@sea", REST, NAMES, "ships", "ferry OR tanker", "sea",
         "@ships OR harbour*");
    assert_topics(desk, "Ferry strike", "01");
    TAKE(desk, "@ships AND strike*", "@sea", REST, NAMES, "ships", "trawler OR tanker", "sea",
         "@ships OR harbour*");
    assert_topics(desk, "Ferry strike", "");
    assert_topics(desk, "Trawlers: the trawler strike", "01");
    assert_topics(desk, "A harbour", "1");
    TAKE(desk, "@ships AND strike*", "@sea", REST, NAMES, "ports", "quay*", "sea",
         "@ships OR @ports", "ships", "trawler OR tanker");
    assert_topics(desk, "The trawler strike at the quay", "01");
    assert_topics(desk, "A quay", "1");
}

static void a_name_that_is_gone_is_a_mistake_of_those_who_use_it(void **state)
{
    struct desk *desk = *state;

    TAKE(desk, "ferry", "@sea", REST, NAMES, "sea", "ship* OR ocean");
    assert_false(TAKE(desk, "ferry", "@sea", REST, NAMES, "see", "ship*"));
    assert_int_equal(desk->index, 1);
    assert_int_equal(desk->column, 1);
    assert_topics(desk, "Ferry on the ocean", "01");
}

static void with_a_mistake_nothing_changes(void **state)
{
    struct desk *desk = *state;

    TAKE(desk, "ferry", "strike*", REST, NAMES);
    assert_false(TAKE(desk, "tanker", "strike* OR", REST, NAMES));
    assert_int_equal(desk->told, 1);
    assert_int_equal(desk->index, 1);
    assert_int_equal(desk->column, 9);
    assert_topics(desk, "Ferry strike, tanker strike", "01");
}

static void a_change_that_is_dropped_was_never_there(void **state)
{
    struct desk *desk = *state;
    struct script *script = script_of((const char *const[]){"tanker", REST, NULL, NULL});

    TAKE(desk, "ferry", REST, NAMES);
    watch_list_change_free(watch_list_prepare(desk->list, &script->source, on_problem, desk));
    script_free(script);
    assert_topics(desk, "The ferry, the tanker and the budget", "01");
}

static void another_stem_language_is_a_change(void **state)
{
    struct desk *desk = *state;
    struct script *script = script_of((const char *const[]){"~haus", REST, NULL, NULL});

    TAKE(desk, "~haus", REST, NAMES);
    assert_topics(desk, "Die Häuser am Hafen", "");
    script->topics[0].stem = "de";
    take(desk, script);
    assert_topics(desk, "Die Häuser am Hafen", "0");
}

static void only_what_is_read_is_warned_of(void **state)
{
    struct desk *desk = *state;
    static const char *const feeds[] = {"harbour-news"};
    struct script *script =
        script_of((const char *const[]){"feed:harbour-news", "who", "the", REST, NULL, NULL});

    TAKE(desk, "feed:harbour-news", "who", REST, NAMES);
    assert_int_equal(desk->told, 1);
    TAKE(desk, "feed:harbour-news", "who", "the", REST, NAMES);
    assert_int_equal(desk->told, 1);
    script->source.feeds = feeds; /* none is of this name */
    script->source.feed_count = 0;
    take(desk, script);
    assert_int_equal(desk->told, 0);
    script = script_of((const char *const[]){"feed:harbor-news", "who", "the", REST, NULL, NULL});
    script->source.feeds = feeds;
    script->source.feed_count = 1;
    take(desk, script);
    assert_int_equal(desk->told, 1);
    script = script_of((const char *const[]){"feed:harbor-news", "who", "the", REST, NULL, NULL});
    script->source.feeds = feeds;
    take(desk, script);
    assert_int_equal(desk->told, 1);
}

/* ---- at random */

static uint32_t draw(uint32_t *random, uint32_t limit)
{
    *random = *random * 1664525 + 1013904223; /* Numerical Recipes */
    return (*random >> 8) % limit;
}

static const char *const WORDS[] = {"ferry", "strike", "budget", "flood", "harbour", "tanker"};

static const char *draw_query(struct arena *arena, uint32_t *random)
{
    static const char *const shapes[] = {"%s OR %s",
                                         "%s AND %s",
                                         "\"%s %s\"",
                                         "%s NEAR/2 %s",
                                         "%s NOT (%s OR who)",
                                         "@one AND (%s OR %s)",
                                         "@two OR (%s AND %s)",
                                         "feed:harbour* %s NOT %s"};
    const char *shape = shapes[draw(random, sizeof(shapes) / sizeof(shapes[0]))];
    const char *split = strstr(shape, "%s");
    const char *rest = split + 2, *second = strstr(rest, "%s");

    return arena_format(arena, "%.*s%s%.*s%s%s", (int)(split - shape), shape,
                        WORDS[draw(random, 6)], (int)(second - rest), rest, WORDS[draw(random, 6)],
                        second + 2);
}

static struct script *draw_next(struct arena *arena, uint32_t *random, const struct script *before)
{
    const char *texts[MOST] = {NULL};
    size_t count = 0;

    for (size_t i = 0; i < 30; i++) {
        uint32_t chance = draw(random, 40);
        const char *same =
            before == NULL || i >= before->source.topic_count ? NULL : before->topics[i].query;
        if (same == NULL || chance == 0)
            texts[count++] = draw_query(arena, random);
        if (same != NULL && chance > 1)
            texts[count++] = same;
        if (chance == 2)
            texts[count++] = draw_query(arena, random);
    }
    count = count > 40 ? 40 : count;
    if (draw(random, 3) == 0) {
        const char *moved = texts[0];
        memmove(texts, texts + 1, (count - 1) * sizeof(texts[0]));
        texts[count - 1] = moved;
    }
    texts[count++] = NULL;
    texts[count++] = "one";
    texts[count++] = draw(random, 6) == 0 ? "flood OR budget" : "harbour OR ferry";
    texts[count++] = "two";
    texts[count++] = "@one AND tanker";
    texts[count] = NULL;
    return script_of(texts);
}

static void assert_as_if_compiled_anew(struct desk *desk, struct arena *arena, uint32_t *random)
{
    struct noted noted;
    struct watch_list *fresh = watch_list_compile(&desk->script->source, note, &noted);

    assert_non_null(fresh);
    for (int i = 0; i < 20; i++) {
        const char *text = "";
        for (uint32_t words = 1 + draw(random, 6); words > 0; words--)
            text = arena_format(arena, "%s %s", text, WORDS[draw(random, 6)]);
        assert_string_equal(topics_of(desk->list, arena, text), topics_of(fresh, arena, text));
    }
    watch_list_free(fresh);
}

static void change_after_change_it_is_as_if_compiled_anew(void **state)
{
    struct desk *desk = *state;
    uint32_t random = 20261129;

    for (int i = 0; i < 200; i++) {
        struct arena *arena = arena_new();
        assert_true(take(desk, draw_next(arena, &random, desk->script)));
        assert_as_if_compiled_anew(desk, arena, &random);
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_desk, close_desk)
        TEST(a_changed_query_counts_and_the_others_stay),
        TEST(topics_that_come_go_and_change_places_are_told_apart),
        TEST(two_topics_of_one_query_are_both_found),
        TEST(a_changed_name_changes_those_who_use_it_through_others_too),
        TEST(a_name_that_is_gone_is_a_mistake_of_those_who_use_it),
        TEST(with_a_mistake_nothing_changes),
        TEST(a_change_that_is_dropped_was_never_there),
        TEST(another_stem_language_is_a_change),
        TEST(only_what_is_read_is_warned_of),
        TEST(change_after_change_it_is_as_if_compiled_anew),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
