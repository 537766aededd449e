#include "daemon/core/examples.h"
#include "tests/helpers/core_desk.h"

#define HEAD                                                                                       \
    "state_dir: /var/lib/storywatch\n"                                                             \
    "contact: desk@harbour.example.org\n"                                                          \
    "feeds:\n"                                                                                     \
    "  - { name: bbc, url: 'https://bbc.example.org/', groups: [wire] }\n"                         \
    "topics:\n"                                                                                    \
    "  - name: ports\n"                                                                            \
    "    query: docker* NEAR/3 strike*\n"                                                          \
    "    examples:\n"

/* What is said of a config's examples. */
struct trial {
    struct core_desk *desk;
    struct buffer said;
};

static void on_problem(void *owner, const struct settings_problem *problem)
{
    struct trial *trial = owner;

    assert_true(buffer_append_format(&trial->said, "%u:%u: %s%s\n", problem->place.line,
                                     problem->place.column, problem->is_warning ? "warning: " : "",
                                     problem->message));
}

static struct trial open_trial(const char *config)
{
    struct trial trial = {.desk = core_desk_open(config)};

    buffer_init(&trial.said, 1 << 20);
    assert_true(buffer_append_string(&trial.said, ""));
    return trial;
}

static void close_trial(struct trial *trial)
{
    core_desk_close(trial->desk);
    buffer_free(&trial->said);
}

/* Whether the examples of the config hold, and what is said of them; no store. */
static void assert_told(const char *config, bool they_hold, const char *said)
{
    struct trial trial = open_trial(config);

    assert_int_equal(examples_hold(trial.desk->settings, NULL, on_problem, &trial), they_hold);
    assert_string_equal(trial.said.data, said);
    close_trial(&trial);
}

static void examples_that_hold_are_not_told(void **state)
{
    (void)state;
    assert_told(HEAD "      match: [Dockers begin a strike]\n"
                     "      no_match: [Dockers welcome the end of a long strike]\n",
                true, "");
}

static void one_that_should_match_is_told_with_what_it_missed(void **state)
{
    (void)state;
    assert_told(HEAD "      match:\n"
                     "        - Dockers begin a strike\n"
                     "        - Dockers welcome the end of a long strike\n"
                     "        - Dockers go home\n",
                false,
                "11:11: this example must match, and does not: NEAR/3: closest is 6 words apart\n"
                "12:11: this example must match, and does not: strike* is not in title, summary or "
                "content\n");
}

static void one_that_should_not_match_is_told_with_what_was_found(void **state)
{
    (void)state;
    assert_told(HEAD "      no_match: [Dockers end a strike]\n", false,
                "9:18: this example must not match, and does: docker* (“Dockers” in the title), "
                "strike* (“strike” in the title)\n");
}

static void the_first_line_is_the_headline_and_the_rest_the_text(void **state)
{
    (void)state;
    assert_told("state_dir: /var/lib/storywatch\n"
                "contact: desk@harbour.example.org\n"
                "feeds: [{ name: bbc, url: 'https://bbc.example.org/' }]\n"
                "topics:\n"
                "  - name: ports\n"
                "    query: title:rotterdam AND body:dockers NOT title:dockers\n"
                "    examples:\n"
                "      match:\n"
                "        - |\n"
                "          Rotterdam stands idle\n"
                "\n"
                "          The dockers walked out on Monday.\n"
                "        - |\n"
                "          Idle\n"
                "          Rotterdam: the dockers walked out.\n",
                false, "14:11: this example must match, and does not: rotterdam is not in title\n");
}

static void a_flood_of_examples_that_do_not_hold_is_cut(void **state)
{
    struct buffer config;

    (void)state;
    buffer_init(&config, 1 << 20);
    assert_true(buffer_append_string(&config,
                                     HEAD "      no_match: [dockers strike, strike of dockers]\n"
                                          "      match:\n"));
    for (unsigned i = 0; i < 1000; i++)
        assert_true(buffer_append_string(&config, "        - The harbour sleeps\n"));
    struct trial trial = open_trial(config.data);
    assert_false(examples_hold(trial.desk->settings, NULL, on_problem, &trial));
    assert_non_null(strstr(trial.said.data, "2 more mistakes are not shown; mend these first"));
    close_trial(&trial);
    buffer_free(&config);
}

static int64_t store_item(struct core_desk *desk, const char *title)
{
    const struct published published = {"strike", NULL, title, NULL, NO_TIME};

    return core_desk_take(desk, &(struct coming){.feed = 1, .seen = MONDAY}, &published).item;
}

static void a_number_is_a_stored_item_with_its_feed_and_groups(void **state)
{
    struct trial trial = open_trial(HEAD "      match: [1]\n"
                                         "      no_match: ['1']\n"
                                         "  - name: wired\n"
                                         "    query: group:wire AND feed:bbc\n"
                                         "    examples: { match: [1] }\n");

    (void)state;
    assert_int_equal(store_item(trial.desk, "Dockers begin a strike"), 1);
    assert_true(examples_need_store(trial.desk->settings));
    assert_false(examples_hold(trial.desk->settings, trial.desk->store, on_problem, &trial));
    assert_string_equal(trial.said.data,
                        "10:19: item 1 must not match, and does: docker* (“Dockers” in the "
                        "title), strike* (“strike” in the title)\n");
    close_trial(&trial);
}

static void an_item_that_is_gone_is_warned_of(void **state)
{
    struct trial trial = open_trial(HEAD "      match: [4711, 99999999999999999999]\n");

    (void)state;
    assert_true(examples_hold(trial.desk->settings, trial.desk->store, on_problem, &trial));
    assert_string_equal(trial.said.data,
                        "9:15: warning: item 4711 is not stored, or not any more; write its text "
                        "in its place\n"
                        "9:21: warning: item 99999999999999999999 is not stored, or not any more; "
                        "write its text in its place\n");
    close_trial(&trial);
}

static void without_a_store_an_item_is_warned_of(void **state)
{
    (void)state;
    assert_told(HEAD "      match: [4711]\n", true,
                "9:15: warning: item 4711 is not tried: no store can be read\n");
}

static void texts_need_no_store(void **state)
{
    struct trial trial = open_trial(HEAD "      match: [Dockers strike, 4711 dockers strike]\n");

    (void)state;
    assert_false(examples_need_store(trial.desk->settings));
    close_trial(&trial);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(examples_that_hold_are_not_told),
        cmocka_unit_test(one_that_should_match_is_told_with_what_it_missed),
        cmocka_unit_test(one_that_should_not_match_is_told_with_what_was_found),
        cmocka_unit_test(the_first_line_is_the_headline_and_the_rest_the_text),
        cmocka_unit_test(a_flood_of_examples_that_do_not_hold_is_cut),
        cmocka_unit_test(a_number_is_a_stored_item_with_its_feed_and_groups),
        cmocka_unit_test(an_item_that_is_gone_is_warned_of),
        cmocka_unit_test(without_a_store_an_item_is_warned_of),
        cmocka_unit_test(texts_need_no_store),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
