#include "feeds/text/html.h"
#include "tests/helpers/topics_desk.h"

#include <jansson.h>
#include <stdlib.h>

static void atleast_counts_the_title_and_the_fuller_body(void **state)
{
    struct watch_item item = {
        .title = "Strike", .summary = "Strike over", .content = "The strike and a strike"};

    (void)state;
    assert_true(matches_item("ATLEAST/3 strike", &item));
    assert_false(matches_item("ATLEAST/4 strike", &item));
    assert_false(matches_item("body:(ATLEAST/3 strike)", &item));
}

static void some_of_a_list_are_enough(void **state)
{
    (void)state;
    assert_true(matches("2 OF (ferry, busan, zeppelin)", "A ferry left Busan"));
    assert_false(matches("3 OF (ferry, busan, zeppelin)", "A ferry left Busan"));
}

static void a_named_query_stands_as_if_in_parentheses(void **state)
{
    struct watch_list_query named[] = {{.name = "unrest", .query = "@strike-words OR riot*"},
                                       {.name = "strike-words", .query = "~strike OR walkout*"}};
    struct watch_list_query topic = {.name = "port unrest", .query = "port AND title:@unrest"};
    struct watch_list_source source = {
        .topics = &topic, .topic_count = 1, .named = named, .named_count = 2};
    struct watch_item item = {.title = "Riots in the port", .content = "Port closed"};
    struct arena *arena = arena_new();
    struct watch_topics topics;
    struct watch_match match;
    struct noted noted = {0};
    struct watch_list *list = watch_list_compile(&source, note, &noted);

    (void)state;
    assert_non_null(list);
    watch_list_match(list, &item, arena, &topics);
    assert_int_equal(topics.count, 1);
    watch_list_collect(list, 0, &match);
    assert_int_equal(match.term_count, 2);
    assert_string_equal(match.terms[1].term, "riot*");
    assert_string_equal(match.terms[1].found, "Riots");
    arena_free(arena);
    watch_list_free(list);
}

static void circular_names_are_told_at_each_at_sign(void **state)
{
    struct watch_list_query named[] = {{.name = "ports", .query = "dock OR @docks"},
                                       {.name = "docks", .query = "@ports"}};
    struct watch_list_source source = {.named = named, .named_count = 2};
    struct noted noted = {0};

    (void)state;
    assert_null(watch_list_compile(&source, note, &noted));
    assert_non_null(strstr(noted.message, "circular"));
}

static void a_term_tells_where_it_was_found(void **state)
{
    struct noted noted;
    struct watch_list *list = compile_one("rotterdam NEAR/3 \"walked out\"", &noted);
    struct watch_item item = {.content =
                                  "Dockers at \x0eRotterdam’s harbour walked\nout on Monday"};
    struct arena *arena = arena_new();
    struct watch_topics topics;
    struct watch_match match;

    (void)state;
    watch_list_match(list, &item, arena, &topics);
    assert_int_equal(topics.count, 1);
    watch_list_collect(list, 0, &match);
    const struct watch_term *term = &match.terms[1];
    assert_string_equal(term->term, "\"walked out\"");
    assert_string_equal(term->found, "walked out");
    assert_int_equal(term->zone, ZONE_CONTENT);
    assert_int_equal(term->word, 5);
    assert_memory_equal(item.content + term->begin, "walked\nout", term->end - term->begin);
    arena_free(arena);
    watch_list_free(list);
}

/* The sample: queries as "  - name: NAME", "    query: |-", "      QUERY"; named ones two less. */
struct sample {
    struct watch_list_query topics[256];
    size_t topic_count;
    struct watch_list_query named[16];
    size_t named_count;
    char lines[1024][256];
};

static void read_sample_line(struct sample *sample, size_t at)
{
    const char *before = sample->lines[at - 1], *name = sample->lines[at - 2];

    if (strcmp(before, "    query: |-") == 0) {
        sample->topics[sample->topic_count++] = (struct watch_list_query){
            .name = name + strlen("  - name: "), .query = sample->lines[at] + 6};
    } else if (strncmp(before, "  ", 2) == 0 && before[2] != ' ' &&
               strstr(before, ": |-") != NULL) {
        sample->lines[at - 1][strcspn(before, ":")] = '\0';
        sample->named[sample->named_count++] =
            (struct watch_list_query){.name = before + 2, .query = sample->lines[at] + 4};
    }
}

static struct sample *read_sample(void)
{
    struct sample *sample = calloc(1, sizeof(*sample));
    FILE *file = fopen(FIXTURES "/topics/config.yaml", "r");

    assert_non_null(sample);
    assert_non_null(file);
    for (size_t at = 0; fgets(sample->lines[at], sizeof(sample->lines[at]), file) != NULL; at++) {
        sample->lines[at][strcspn(sample->lines[at], "\n")] = '\0';
        if (at >= 2)
            read_sample_line(sample, at);
    }
    (void)fclose(file);
    assert_int_equal(sample->topic_count, 110);
    return sample;
}

static const char *string_of(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

static size_t read_strings(const json_t *array, const char *key, const char *out[16])
{
    size_t count = json_array_size(array);

    for (size_t i = 0; i < count; i++) {
        const json_t *value = json_array_get(array, i);
        out[i] = key == NULL ? json_string_value(value) : string_of(value, key);
    }
    return count;
}

static size_t groups_of(const char *feed, const char *out[16])
{
    bool is_harbour = strcmp(feed, "harbour-news") == 0, is_bote = strcmp(feed, "Der Bote") == 0;

    out[0] = is_harbour ? "wire" : strcmp(feed, "minato") == 0 ? "asia" : "sport";
    out[1] = is_harbour ? "world" : "de";
    if (is_bote)
        out[0] = "world";
    return is_harbour || is_bote ? 2 : 1;
}

static void match_sample_item(struct watch_list *list, const json_t *json, struct arena *arena,
                              struct watch_topics *topics)
{
    const char *authors[16], *tags[16], *groups[16];
    const char *plain = string_of(json, "content_text"), *html = string_of(json, "content_html");
    const char *summary = string_of(json, "summary");
    struct watch_item item = {.title = string_of(json, "title"),
                              .feed = string_of(json, "feed"),
                              .url = string_of(json, "url"),
                              .language = string_of(json, "language"),
                              .authors = authors,
                              .tags = tags,
                              .groups = groups};

    item.author_count = read_strings(json_object_get(json, "authors"), "name", authors);
    item.tag_count = read_strings(json_object_get(json, "tags"), NULL, tags);
    item.group_count = groups_of(item.feed, groups);
    if (summary != NULL)
        item.summary = text_from_plain(arena, summary, strlen(summary));
    item.content = plain != NULL ? text_from_plain(arena, plain, strlen(plain))
                                 : text_from_html(arena, html, strlen(html));
    watch_list_match(list, &item, arena, topics);
}

static void assert_expected(const struct sample *sample, const json_t *expected,
                            const struct watch_topics *topics)
{
    const json_t *all = json_object_get(expected, "topics");

    for (size_t i = 0; i < topics->count; i++) {
        const char *name = sample->topics[topics->list[i]].name;
        const char *due = json_string_value(json_array_get(all, i));
        if (due == NULL || strcmp(name, due) != 0)
            fail_msg("item %lld: %s, due is %s", json_integer_value(json_object_get(expected, "n")),
                     name, due == NULL ? "none" : due);
    }
    assert_int_equal(topics->count, json_array_size(all));
}

static void the_sample_matches_as_the_grammar_says(void **state)
{
    struct sample *sample = read_sample();
    struct watch_list_source source = {.topics = sample->topics,
                                       .topic_count = sample->topic_count,
                                       .named = sample->named,
                                       .named_count = sample->named_count};
    struct noted noted = {0};
    struct watch_list *list = watch_list_compile(&source, note, &noted);
    FILE *items = fopen(FIXTURES "/topics/items.jsonl", "r");
    FILE *expected = fopen(FIXTURES "/topics/expected.jsonl", "r");
    struct arena *arena = arena_new();
    size_t count = 0;

    (void)state;
    assert_non_null(list);
    assert_non_null(items);
    assert_non_null(expected);
    json_t *item;
    while ((item = json_loadf(items, JSON_DISABLE_EOF_CHECK, NULL)) != NULL) {
        json_t *due = json_loadf(expected, JSON_DISABLE_EOF_CHECK, NULL);
        struct watch_topics topics;
        match_sample_item(list, item, arena, &topics);
        assert_expected(sample, due, &topics);
        json_decref(item);
        json_decref(due);
        arena_reset(arena);
        count++;
    }
    assert_int_equal(count, 50);
    (void)fclose(items);
    (void)fclose(expected);
    arena_free(arena);
    watch_list_free(list);
    free(sample);
}

static void topics_that_ask_the_same_are_told(void **state)
{
    struct watch_list_query topics[] = {{.name = "ports", .query = "port OR harbour"},
                                        {.name = "docks", .query = "port OR harbour"}};
    struct watch_list_source source = {.topics = topics, .topic_count = 2};
    struct noted noted = {0};

    (void)state;
    watch_list_free(watch_list_compile(&source, note, &noted));
    assert_non_null(strstr(noted.warning, "ports"));
    topics[1].stem = "de";
    noted = (struct noted){0};
    watch_list_free(watch_list_compile(&source, note, &noted));
    assert_string_equal(noted.warning, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(atleast_counts_the_title_and_the_fuller_body),
        cmocka_unit_test(some_of_a_list_are_enough),
        cmocka_unit_test(a_named_query_stands_as_if_in_parentheses),
        cmocka_unit_test(circular_names_are_told_at_each_at_sign),
        cmocka_unit_test(a_term_tells_where_it_was_found),
        cmocka_unit_test(topics_that_ask_the_same_are_told),
        cmocka_unit_test(the_sample_matches_as_the_grammar_says),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
