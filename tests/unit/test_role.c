/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "daemon/spawner/role.h"

#include <string.h>

static bool parse(const char *title, struct role_args *args)
{
    char copy[64];
    char *argv[] = {copy, NULL};

    strncpy(copy, title, sizeof(copy) - 1);
    copy[sizeof(copy) - 1] = '\0';
    return role_parse(1, argv, args);
}

static void every_title_reads_back_as_its_role(void **state)
{
    static const struct role_args all[] = {
        {ROLE_SPAWNER, 0}, {ROLE_FETCHER, 1}, {ROLE_FETCHER, 12}, {ROLE_NOTIFIER, 0}};
    char title[ROLE_TITLE_SIZE];

    (void)state;
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        struct role_args args;
        assert_true(parse(role_title(all[i].role, all[i].number, title), &args));
        assert_int_equal(args.role, all[i].role);
        assert_int_equal(args.number, all[i].number);
    }
}

static void a_fetcher_is_shown_with_its_number(void **state)
{
    char title[ROLE_TITLE_SIZE];

    (void)state;
    assert_string_equal(role_title(ROLE_FETCHER, 2, title), "storywatchd: fetcher 2");
    assert_string_equal(role_title(ROLE_NOTIFIER, 0, title), "storywatchd: notifier");
}

static void what_an_operator_starts_is_the_core(void **state)
{
    char program[] = "/usr/sbin/storywatchd", option[] = "--once";
    char *argv[] = {program, option, NULL};
    struct role_args args = {.role = ROLE_FETCHER};

    (void)state;
    assert_true(role_parse(2, argv, &args));
    assert_int_equal(args.role, ROLE_CORE);
    assert_true(role_parse(0, argv + 2, &args));
    assert_int_equal(args.role, ROLE_CORE);
}

static void titles_of_no_role_are_refused(void **state)
{
    static const char *const wrong[] = {
        "storywatchd: ",
        "storywatchd: core",
        "storywatchd: reader",
        "storywatchd: fetcher x",
        "storywatchd: fetcher 1 2",
        "storywatchd: fetcher 01",
        "storywatchd: fetcher 99999999999999999999",
    };
    struct role_args args;

    (void)state;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        assert_false(parse(wrong[i], &args));
}

static void a_title_with_arguments_is_refused(void **state)
{
    char title[] = "storywatchd: fetcher 1", option[] = "--once";
    char *argv[] = {title, option, NULL};
    struct role_args args;

    (void)state;
    assert_false(role_parse(2, argv, &args));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_title_reads_back_as_its_role),
        cmocka_unit_test(a_fetcher_is_shown_with_its_number),
        cmocka_unit_test(what_an_operator_starts_is_the_core),
        cmocka_unit_test(titles_of_no_role_are_refused),
        cmocka_unit_test(a_title_with_arguments_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
