/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */
#include "config/base/buffer.h"
#include "config/settings.h"

#include <string.h>

#define TEXT_MAX ((size_t)1 << 20)
#define REPORT_MAX ((size_t)4096)

#define HEAD                                                                                       \
    "state_dir: /var/lib/storywatch\n"                                                             \
    "contact: desk@harbour.example.org\n"                                                          \
    "feeds:\n"                                                                                     \
    "  - name: harbour\n"                                                                          \
    "    url: https://harbour.example.org/feed.xml\n"

static void on_problem(void *owner, const struct settings_problem *problem)
{
    assert_true(buffer_append_format(owner, "%u:%u: %s\n", problem->place.line,
                                     problem->place.column, problem->message));
}

static void assert_says(const struct buffer *config, const char *report)
{
    struct buffer said;

    buffer_init(&said, REPORT_MAX);
    assert_true(buffer_append_string(&said, ""));
    struct settings *settings =
        settings_load_text("storywatch.yaml", config->data, config->len, on_problem, &said);
    assert_string_equal(said.data, report);
    assert_int_equal(settings != NULL, report[0] == '\0');
    settings_free(settings);
    buffer_free(&said);
}

/* A list, its elements made by `element` of the numbers from 0 on. */
struct list {
    const char *head, *element, *tail;
    size_t most;
    const char *report;
};

static void write_list(struct buffer *config, const struct list *list, size_t count)
{
    buffer_init(config, TEXT_MAX);
    assert_true(buffer_append_string(config, HEAD));
    assert_true(buffer_append_string(config, list->head));
    for (size_t i = 0; i < count; i++) {
        const char *number = strchr(list->element, '#');
        assert_true(buffer_append(config, list->element, (size_t)(number - list->element)));
        assert_true(buffer_append_format(config, "%zu.%zu", i / 256, i % 256));
        assert_true(buffer_append_string(config, number + 1));
    }
    assert_true(buffer_append_string(config, list->tail));
}

/* A process that gets more in a message than the message may hold ends, again and again. */
static void a_list_that_no_message_would_carry_is_refused(void **state)
{
    static const struct list lists[] = {
        {"fetch:\n  allow_addresses: [", "10.#.1,", "]\n", 1024,
         "7:20: allow_addresses has more than 1024 entries, the most allowed\n"},
        {"    headers:\n", "      X-Desk-#: harbour\n", "", 32,
         "7:7: headers has more than 32 entries, the most allowed\n"},
        {"sinks:\n", "  - { name: desk-#, type: journal }\n", "", 1024,
         "7:3: sinks has more than 1024 entries, the most allowed\n"},
    };
    struct buffer config;

    (void)state;
    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        write_list(&config, &lists[i], lists[i].most);
        assert_says(&config, "");
        buffer_free(&config);
        write_list(&config, &lists[i], lists[i].most + 1);
        assert_says(&config, lists[i].report);
        buffer_free(&config);
    }
}

static void a_query_over_sixty_four_kibibytes_is_refused(void **state)
{
    const size_t most = 64 << 10;
    struct buffer config;

    (void)state;
    for (size_t len = most; len <= most + 1; len++) {
        buffer_init(&config, TEXT_MAX);
        assert_true(buffer_append_string(&config, HEAD "queries:\n  ports: "));
        for (size_t i = 0; i < len; i++)
            assert_true(buffer_append_byte(&config, i % 8 == 7 ? '-' : 'p'));
        assert_says(&config, len == most ? ""
                                         : "7:10: the query is longer than 64 KiB, the most "
                                           "allowed; split it with @names\n");
        buffer_free(&config);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_that_no_message_would_carry_is_refused),
        cmocka_unit_test(a_query_over_sixty_four_kibibytes_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
