/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "daemon/cli/config_diff.h"

#include <stdio.h>
#include <string.h>

#define FEEDS                                                                                      \
    "state_dir: /var/lib/storywatch\n"                                                             \
    "contact: https://desk.example/bot\n"                                                          \
    "feeds:\n"                                                                                     \
    "  - {name: harbour-news, url: 'https://harbour.example/rss', groups: [wire]}\n"               \
    "  - {name: ledger, url: 'https://ledger.example/atom'}\n"
#define TOPICS                                                                                     \
    "queries: {armies: troops OR soldiers}\n"                                                      \
    "topics:\n"                                                                                    \
    "  - {name: moves, query: '@armies AND kursk'}\n"                                              \
    "  - {name: docks, query: port AND strike*, severity: low}\n"

static void on_problem(void *owner, const struct settings_problem *problem)
{
    (void)owner;
    if (!problem->is_warning)
        fail_msg("%u:%u: %s", problem->place.line, problem->place.column, problem->message);
}

static struct settings *load(const char *text)
{
    return settings_load_text("storywatch.yaml", text, strlen(text), on_problem, NULL);
}

struct pair {
    struct settings *old, *new;
    struct config_diff diff;
};

static struct pair compare(const char *old, const char *new)
{
    struct pair pair = {.old = load(old), .new = load(new)};

    config_diff_make(&pair.diff, pair.old, pair.new);
    return pair;
}

static void done(struct pair *pair)
{
    config_diff_free(&pair->diff);
    settings_free(pair->old);
    settings_free(pair->new);
}

static void one_config_does_not_differ_from_itself(void **state)
{
    struct pair pair = compare(FEEDS TOPICS, FEEDS TOPICS);

    (void)state;
    assert_int_equal(pair.diff.feed_count, 0);
    assert_int_equal(pair.diff.topic_count, 0);
    done(&pair);
}

static void the_order_in_the_file_is_no_difference(void **state)
{
    struct pair pair = compare("state_dir: /s\nfeeds:\n  - {name: a, url: 'https://a.example/'}\n"
                               "  - {name: b, url: 'https://b.example/'}\n",
                               "state_dir: /s\nfeeds:\n  - {name: b, url: 'https://b.example/'}\n"
                               "  - {name: a, url: 'https://a.example/'}\n");

    (void)state;
    assert_int_equal(pair.diff.feed_count, 0);
    done(&pair);
}

static void feeds_come_and_go_by_name_and_change_by_any_of_their_settings(void **state)
{
    struct pair pair =
        compare(FEEDS, "state_dir: /s\nfeeds:\n"
                       "  - {name: harbour-news, url: 'https://harbour.example/rss'}\n"
                       "  - {name: radio-north, url: 'https://ledger.example/atom'}\n");

    (void)state;
    assert_int_equal(pair.diff.feed_count, 3);
    assert_int_equal(pair.diff.feeds[0].change, CHANGE_CHANGED);
    assert_string_equal(pair.diff.feeds[0].new->name, "harbour-news");
    assert_int_equal(pair.diff.feeds[0].options.count, 1);
    assert_string_equal(pair.diff.feeds[0].options.names[0], "groups");
    assert_int_equal(pair.diff.feeds[1].change, CHANGE_REMOVED);
    assert_string_equal(pair.diff.feeds[1].old->name, "ledger");
    assert_null(pair.diff.feeds[1].new);
    assert_int_equal(pair.diff.feeds[2].change, CHANGE_ADDED);
    assert_null(pair.diff.feeds[2].old);
    done(&pair);
}

static void a_changed_severity_is_not_a_changed_query(void **state)
{
    struct pair pair =
        compare(FEEDS TOPICS, FEEDS "queries: {armies: troops OR soldiers}\n"
                                    "topics:\n"
                                    "  - {name: moves, query: '@armies AND kursk'}\n"
                                    "  - {name: docks, query: port AND strike*, severity: high}\n");

    (void)state;
    assert_int_equal(pair.diff.topic_count, 1);
    assert_string_equal(pair.diff.topics[0].new->name, "docks");
    assert_int_equal(pair.diff.topics[0].options.count, 1);
    assert_string_equal(pair.diff.topics[0].options.names[0], "severity");
    assert_false(pair.diff.topics[0].may_match_anew);
    done(&pair);
}

static void a_changed_named_query_may_change_those_that_name_one(void **state)
{
    struct pair pair =
        compare(FEEDS TOPICS, FEEDS "queries: {armies: troops OR conscripts}\n"
                                    "topics:\n"
                                    "  - {name: moves, query: '@armies AND kursk'}\n"
                                    "  - {name: docks, query: port AND strike*, severity: low}\n");

    (void)state;
    assert_int_equal(pair.diff.topic_count, 1);
    assert_string_equal(pair.diff.topics[0].new->name, "moves");
    assert_int_equal(pair.diff.topics[0].options.count, 0);
    assert_true(pair.diff.topics[0].may_match_anew);
    done(&pair);
}

static void another_stem_may_match_anew(void **state)
{
    struct pair pair = compare(FEEDS "topics: [{name: docks, query: ~strike}]\n",
                               FEEDS "topics: [{name: docks, query: ~strike, stem: de}]\n");

    (void)state;
    assert_int_equal(pair.diff.topic_count, 1);
    assert_string_equal(pair.diff.topics[0].options.names[0], "stem");
    assert_true(pair.diff.topics[0].may_match_anew);
    done(&pair);
}

static void a_feed_s_new_groups_may_change_the_topics_that_name_one(void **state)
{
    static const char topics[] = "topics:\n"
                                 "  - {name: wired, query: group:wire AND kursk}\n"
                                 "  - {name: docks, query: port AND strike*}\n";
    char old[1024], new[1024];

    (void)state;
    (void)snprintf(old, sizeof(old), "%s%s", FEEDS, topics);
    (void)snprintf(new, sizeof(new),
                   "state_dir: /s\nfeeds:\n"
                   "  - {name: harbour-news, url: 'https://harbour.example/rss'}\n"
                   "  - {name: ledger, url: 'https://ledger.example/atom'}\n%s",
                   topics);
    struct pair pair = compare(old, new);
    assert_int_equal(pair.diff.topic_count, 1);
    assert_string_equal(pair.diff.topics[0].new->name, "wired");
    assert_true(pair.diff.topics[0].may_match_anew);
    done(&pair);
}

static void examples_make_no_difference(void **state)
{
    struct pair pair =
        compare(FEEDS "topics: [{name: docks, query: dock*}]\n", FEEDS
                "topics: [{name: docks, query: dock*, examples: {match: [The docks are idle]}}]\n");

    (void)state;
    assert_int_equal(pair.diff.topic_count, 0);
    done(&pair);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_config_does_not_differ_from_itself),
        cmocka_unit_test(the_order_in_the_file_is_no_difference),
        cmocka_unit_test(feeds_come_and_go_by_name_and_change_by_any_of_their_settings),
        cmocka_unit_test(a_changed_severity_is_not_a_changed_query),
        cmocka_unit_test(a_changed_named_query_may_change_those_that_name_one),
        cmocka_unit_test(another_stem_may_match_anew),
        cmocka_unit_test(a_feed_s_new_groups_may_change_the_topics_that_name_one),
        cmocka_unit_test(examples_make_no_difference),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
