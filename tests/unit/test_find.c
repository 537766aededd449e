/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */
#include "config/base/error.h"
#include "config/settings.h"

#include <string.h>

static const char config[] = "state_dir: /var/lib/storywatch\n"
                             "contact: desk@harbour.example.org\n"
                             "feeds:\n"
                             "  - { name: ledger, url: 'https://ledger.example.org/' }\n"
                             "  - { name: harbour, url: 'https://harbour.example.org/' }\n"
                             "topics: [{ name: ports, query: port }]\n";

static void on_problem(void *owner, const struct settings_problem *problem)
{
    (void)owner;
    fail_msg("%u:%u: %s", problem->place.line, problem->place.column, problem->message);
}

static void feeds_and_topics_are_found_by_their_names(void **state)
{
    struct settings *settings =
        settings_load_text("storywatch.yaml", config, strlen(config), on_problem, NULL);

    (void)state;
    assert_ptr_equal(settings_find_feed(settings, "harbour"), &settings->feeds[1]);
    assert_ptr_equal(settings_find_topic(settings, "ports"), &settings->topics[0]);
    assert_null(settings_find_feed(settings, "ports"));
    assert_null(settings_find_topic(settings, "Ports"));
    settings_free(settings);
}

static void the_name_most_like_an_unknown_one_is_told(void **state)
{
    struct settings *settings =
        settings_load_text("storywatch.yaml", config, strlen(config), on_problem, NULL);
    struct error err;

    (void)state;
    settings_refuse_feed(settings, "harbor", &err);
    assert_string_equal(err.message, "no feed is named harbor; did you mean harbour: `storywatch "
                                     "feeds` lists them");
    settings_free(settings);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(feeds_and_topics_are_found_by_their_names),
        cmocka_unit_test(the_name_most_like_an_unknown_one_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
