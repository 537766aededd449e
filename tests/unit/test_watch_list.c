/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/arena.h"
#include "feeds/text/html.h"
#include "feeds/topics/watch_list.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct noted {
    size_t column; /* of the last mistake; 0: none */
    char message[512];
    char warning[512]; /* the last */
};

static void note(void *owner, const struct watch_list_problem *problem)
{
    struct noted *noted = owner;

    if (problem->is_warning) {
        (void)snprintf(noted->warning, sizeof(noted->warning), "%s", problem->message);
        return;
    }
    noted->column = problem->column;
    (void)snprintf(noted->message, sizeof(noted->message), "%s", problem->message);
}

static struct watch_list *compile_one(const char *query, struct noted *noted)
{
    struct watch_list_query topic = {.name = "topic", .query = query};
    struct watch_list_source source = {.topics = &topic, .topic_count = 1};

    *noted = (struct noted){0};
    return watch_list_compile(&source, note, noted);
}

static bool matches_item(const char *query, const struct watch_item *item)
{
    struct noted noted;
    struct watch_list *list = compile_one(query, &noted);
    struct arena *arena = arena_new();
    struct watch_result result;

    if (list == NULL)
        fail_msg("%s: column %zu: %s", query, noted.column, noted.message);
    watch_list_match(list, item, arena, &result);
    bool is_match = result.match_count == 1;
    assert_int_equal(is_match, watch_list_explain_miss(list, 0, item, arena) == NULL);
    arena_free(arena);
    watch_list_free(list);
    return is_match;
}

static bool matches(const char *query, const char *content)
{
    return matches_item(query, &(struct watch_item){.content = content});
}

static void assert_mistake(const char *query, size_t column, const char *part)
{
    struct noted noted;
    struct watch_list *list = compile_one(query, &noted);

    assert_null(list);
    assert_int_equal(noted.column, column);
    if (strstr(noted.message, part) == NULL)
        fail_msg("%s: %s", query, noted.message);
}

static void assert_warning(const char *query, const char *part)
{
    struct noted noted;
    struct watch_list *list = compile_one(query, &noted);

    assert_non_null(list);
    watch_list_free(list);
    if (strstr(noted.warning, part) == NULL)
        fail_msg("%s: %s", query, noted.warning);
}

static void a_word_matches_whatever_its_case_and_accents(void **state)
{
    (void)state;
    assert_true(matches("korea", "KOREA's president left Seoul"));
    assert_true(matches("gdansk", "Ships wait off Gdańsk"));
    assert_false(matches("korea", "Korean troops crossed the border"));
}

static void an_exact_word_matches_its_own_capitals(void **state)
{
    (void)state;
    assert_true(matches("=WHO", "The WHO declared an emergency"));
    assert_false(matches("=WHO", "Nobody knows who declared it"));
    assert_true(matches("=Kore*", "Korean troops"));
    assert_false(matches("=Kore*", "korean troops"));
}

static void a_dotted_acronym_is_its_capitals(void **state)
{
    (void)state;
    assert_true(matches("U.S.", "The US Navy"));
    assert_true(matches("U.S.", "the u.s. navy"));
    assert_false(matches("U.S.", "He gave us hope"));
    assert_true(matches("us", "The U.S. Navy"));
}

static void a_hyphenated_word_matches_its_parts_and_the_joined_word(void **state)
{
    (void)state;
    assert_true(matches("walk-out", "a two-day walk-out"));
    assert_true(matches("walk-out", "the walkout ended"));
    assert_true(matches("\"state-of-the-art plant\"", "a stateoftheart plant"));
    assert_false(matches("\"state-of-the-art plant\"", "a stateof the art plant"));
    assert_false(matches("email", "an e-mail leaked"));
}

static void wildcards_match_within_one_word(void **state)
{
    (void)state;
    assert_true(matches("troop*", "paratroopers and troops"));
    assert_true(matches("wom?n", "two women"));
    assert_true(matches("*stan", "Tajikistan closed its border"));
    assert_false(matches("wom?n", "the womaen"));
    assert_true(matches("\"interest rate*\"", "Interest rates rose"));
    assert_false(matches("\"who is it?\"", "who is its owner"));
}

static void a_stem_matches_the_forms_of_a_word(void **state)
{
    (void)state;
    assert_true(matches("~strike", "Dockers are striking"));
    assert_false(matches("~strike", "Dockers are stricken"));
}

static void a_phrase_stays_within_its_zone(void **state)
{
    struct watch_item item = {.title = "North", .content = "Korea waits"};

    (void)state;
    assert_false(matches_item("\"north korea\"", &item));
    assert_false(matches_item("north NEAR/50 korea", &item));
    assert_true(matches_item("north AND korea", &item));
}

static void a_lone_star_is_exactly_one_word(void **state)
{
    (void)state;
    assert_true(matches("\"president * obi\"", "President Ada Obi spoke"));
    assert_false(matches("\"president * obi\"", "President Obi spoke"));
    assert_false(matches("\"president * obi\"", "President Ada Lovelace Obi spoke"));
}

static void words_in_any_order_need_places_of_their_own(void **state)
{
    (void)state;
    assert_true(matches("\"ban nuclear tests\"~5", "tests of nuclear arms fall under the ban"));
    assert_false(matches("\"ban nuclear tests\"~4", "tests of nuclear arms fall under the ban"));
    assert_false(matches("\"strike strike\"~5", "one strike and no other"));
    assert_true(matches("\"strike strike\"~5", "one strike and a second strike"));
}

static void near_counts_the_words_between(void **state)
{
    (void)state;
    assert_true(matches("grain NEAR/2 deal", "a deal on new grain"));
    assert_false(matches("grain NEAR/1 deal", "a deal on new grain"));
    assert_false(matches("grain ONEAR/9 deal", "a deal on new grain"));
    assert_true(matches("deal ONEAR/2 grain", "a deal on new grain"));
    assert_false(matches("strike NEAR/5 strike", "a strike"));
}

static void not_near_wants_an_occurrence_without_the_other(void **state)
{
    (void)state;
    assert_false(matches("apple NOT NEAR/0 \"apple juice\"", "fresh apple juice"));
    assert_true(matches("apple NOT NEAR/0 \"apple juice\"", "apple juice is not what Apple sells"));
}

static void a_group_is_near_what_it_overlaps(void **state)
{
    (void)state;
    assert_true(matches("strike NEAR/5 strike NEAR/5 strike", "strike after strike"));
    assert_false(matches("ATLEAST/3 strike", "strike after strike"));
}

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

static void fields_say_where_to_look(void **state)
{
    static const char *const AUTHORS[] = {"Zoë O’Hara"}, *const TAGS[] = {"Trade Unions"};
    struct watch_item item = {.title = "Ferry seized",
                              .content = "Busan police said",
                              .authors = AUTHORS,
                              .author_count = 1,
                              .tags = TAGS,
                              .tag_count = 1};

    (void)state;
    assert_true(matches_item("title:ferry AND body:busan", &item));
    assert_false(matches_item("body:ferry", &item));
    assert_true(matches_item("author:o'hara AND tag:\"trade union*\"", &item));
    assert_false(matches_item("unions", &item));
    assert_true(matches_item("title:(ferry NOT busan)", &item));
}

static void key_fields_compare_whole_values(void **state)
{
    static const char *const GROUPS[] = {"wire", "world"};
    struct watch_item item = {.title = "x",
                              .feed = "BBC World",
                              .groups = GROUPS,
                              .group_count = 2,
                              .url = "https://User@News.BBC.co.uk:443/sport/1",
                              .language = "en_GB"};

    (void)state;
    assert_true(matches_item("feed:\"bbc world\"", &item));
    assert_false(matches_item("feed:bbc", &item));
    assert_true(matches_item("group:(sport OR wor*)", &item));
    assert_true(matches_item("lang:en", &item));
    assert_true(matches_item("lang:en-gb", &item));
    assert_false(matches_item("lang:e", &item));
    assert_true(matches_item("site:bbc.co.uk", &item));
    assert_false(matches_item("site:c.co.uk", &item));
    assert_true(matches_item("url:*bbc.co.uk*/sport/*", &item));
}

static void an_absent_value_never_matches(void **state)
{
    struct watch_item item = {.title = "Ferry"};

    (void)state;
    assert_false(matches_item("ferry AND lang:*", &item));
    assert_true(matches_item("ferry AND NOT lang:de", &item));
}

static void a_regex_looks_at_the_prepared_text(void **state)
{
    (void)state;
    assert_true(matches("/CVE-\\d{4}-\\d+/", "\x0e"
                                             "Flaw CVE-2025-40117 is used\n"));
    assert_false(matches("/cve-\\d+/", "CVE-2025"));
    assert_true(matches("/cve-\\d+/i", "CVE-2025"));
    assert_true(matches("/o'hara/", "Mr. o’hara"));
    assert_false(matches("/(a+)+$/", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"));
}

static void a_regex_at_its_limit_is_told_of_once(void **state)
{
    struct watch_item item = {.content = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"};
    struct noted noted;
    struct watch_list *list = compile_one("/^(a|aa|aaa)+$/", &noted);
    struct arena *arena = arena_new();
    struct watch_result result;
    size_t topic = SIZE_MAX;

    (void)state;
    assert_non_null(list);
    watch_list_match(list, &item, arena, &result);
    assert_int_equal(result.match_count, 0);
    assert_true(watch_list_next_overrun(list, &topic));
    assert_int_equal(topic, 0);
    watch_list_match(list, &item, arena, &result);
    assert_false(watch_list_next_overrun(list, &topic));
    arena_free(arena);
    watch_list_free(list);
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
    struct watch_result result;
    struct noted noted = {0};
    struct watch_list *list = watch_list_compile(&source, note, &noted);

    (void)state;
    assert_non_null(list);
    watch_list_match(list, &item, arena, &result);
    assert_int_equal(result.match_count, 1);
    assert_int_equal(result.matches[0].term_count, 2);
    assert_string_equal(result.matches[0].terms[1].term, "riot*");
    assert_string_equal(result.matches[0].terms[1].found, "Riots");
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
    struct watch_result result;

    (void)state;
    watch_list_match(list, &item, arena, &result);
    assert_int_equal(result.match_count, 1);
    const struct watch_term *term = &result.matches[0].terms[1];
    assert_string_equal(term->term, "\"walked out\"");
    assert_string_equal(term->found, "walked out");
    assert_int_equal(term->zone, ZONE_CONTENT);
    assert_int_equal(term->word, 5);
    assert_memory_equal(item.content + term->begin, "walked\nout", term->end - term->begin);
    arena_free(arena);
    watch_list_free(list);
}

static void assert_miss(const char *query, const char *content, const char *why)
{
    struct noted noted;
    struct watch_list *list = compile_one(query, &noted);
    struct arena *arena = arena_new();

    assert_non_null(list);
    assert_string_equal(
        watch_list_explain_miss(list, 0, &(struct watch_item){.content = content}, arena), why);
    arena_free(arena);
    watch_list_free(list);
}

static void a_miss_names_the_part_that_failed(void **state)
{
    (void)state;
    assert_miss("grain NEAR/1 deal", "a deal on new grain", "NEAR/1: closest is 2 words apart");
    assert_miss("2 OF (inflation, ecb, =FED)", "Inflation fell", "2 OF: 1 of 3 (inflation)");
    assert_miss("apple NOT \"apple juice\"", "fresh apple juice",
                "NOT: \"apple juice\" at content word 2");
    assert_miss("port AND strike", "The port is open",
                "strike is not in title, summary or content");
}

static void a_mistake_suggests_what_would_be_right(void **state)
{
    (void)state;
    assert_mistake("titel:strike", 1, "title:");
    assert_mistake("port w/5 strike", 6, "ONEAR/5");
    assert_mistake("{WHO}", 1, "=WHO");
    assert_mistake("port -strike", 6, "NOT");
    assert_mistake("south AND port OR strike", 16, "(south AND port) OR strike");
}

static void a_doubtful_query_is_used_with_a_warning(void **state)
{
    (void)state;
    assert_warning("us", "=US");
    assert_warning("Russia?", "ends in a wildcard");
    assert_warning("AT&T", "=AT&T");
    assert_warning("port NOT port", "never true");
    assert_warning("port AND lang:en AND lang:de", "never true");
    assert_warning("ATLEAST/1 strike", "ATLEAST/1");
    assert_warning("/CVE-\\d+/", "every item");
}

/* Every line of a file of "COLUMN\tQUERY". */
static void assert_mistakes_of(const char *path)
{
    char line[4096];
    FILE *file = fopen(path, "r");
    size_t count = 0;

    assert_non_null(file);
    while (fgets(line, sizeof(line), file) != NULL) {
        char *query = strchr(line, '\t') + 1;
        struct noted noted;
        query[strcspn(query, "\n")] = '\0';
        struct watch_list *list = compile_one(query, &noted);
        if (list != NULL || noted.column != strtoul(line, NULL, 10))
            fail_msg("%s: column %zu: %s", line, noted.column, noted.message);
        count++;
    }
    (void)fclose(file);
    assert_true(count > 0);
}

static void every_mistake_is_told_at_its_place(void **state)
{
    (void)state;
    assert_mistakes_of(FIXTURES "/topics/errors.tsv");
    assert_mistakes_of(FIXTURES "/topics/mistakes.tsv");
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
                              struct watch_result *result)
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
    watch_list_match(list, &item, arena, result);
}

static void assert_expected(const struct sample *sample, const json_t *expected,
                            const struct watch_result *result)
{
    const json_t *topics = json_object_get(expected, "topics");

    for (size_t i = 0; i < result->match_count; i++) {
        const char *name = sample->topics[result->matches[i].topic].name;
        const char *due = json_string_value(json_array_get(topics, i));
        if (due == NULL || strcmp(name, due) != 0)
            fail_msg("item %lld: %s, due is %s", json_integer_value(json_object_get(expected, "n")),
                     name, due == NULL ? "none" : due);
    }
    assert_int_equal(result->match_count, json_array_size(topics));
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
        struct watch_result result;
        match_sample_item(list, item, arena, &result);
        assert_expected(sample, due, &result);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_word_matches_whatever_its_case_and_accents),
        cmocka_unit_test(an_exact_word_matches_its_own_capitals),
        cmocka_unit_test(a_dotted_acronym_is_its_capitals),
        cmocka_unit_test(a_hyphenated_word_matches_its_parts_and_the_joined_word),
        cmocka_unit_test(wildcards_match_within_one_word),
        cmocka_unit_test(a_stem_matches_the_forms_of_a_word),
        cmocka_unit_test(a_phrase_stays_within_its_zone),
        cmocka_unit_test(a_lone_star_is_exactly_one_word),
        cmocka_unit_test(words_in_any_order_need_places_of_their_own),
        cmocka_unit_test(near_counts_the_words_between),
        cmocka_unit_test(not_near_wants_an_occurrence_without_the_other),
        cmocka_unit_test(a_group_is_near_what_it_overlaps),
        cmocka_unit_test(atleast_counts_the_title_and_the_fuller_body),
        cmocka_unit_test(some_of_a_list_are_enough),
        cmocka_unit_test(fields_say_where_to_look),
        cmocka_unit_test(key_fields_compare_whole_values),
        cmocka_unit_test(an_absent_value_never_matches),
        cmocka_unit_test(a_regex_looks_at_the_prepared_text),
        cmocka_unit_test(a_regex_at_its_limit_is_told_of_once),
        cmocka_unit_test(a_named_query_stands_as_if_in_parentheses),
        cmocka_unit_test(circular_names_are_told_at_each_at_sign),
        cmocka_unit_test(a_term_tells_where_it_was_found),
        cmocka_unit_test(a_miss_names_the_part_that_failed),
        cmocka_unit_test(a_mistake_suggests_what_would_be_right),
        cmocka_unit_test(a_doubtful_query_is_used_with_a_warning),
        cmocka_unit_test(every_mistake_is_told_at_its_place),
        cmocka_unit_test(the_sample_matches_as_the_grammar_says),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
