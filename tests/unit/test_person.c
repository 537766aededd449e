/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/arena.h"
#include "feeds/item.h"
#include "feeds/parse/keep.h"
#include "feeds/parse/person.h"
#include "tests/helpers/own_arena.h"

#include <string.h>

static void assert_person(struct arena *arena, const char *text, const char *name,
                          const char *email)
{
    struct person person = {0};
    struct keep keep = {.arena = arena};

    person_parse(&keep, text, strlen(text), &person);
    assert_string_equal(person.name, name);
    if (email == NULL)
        assert_null(person.email);
    else
        assert_string_equal(person.email, email);
}

static void name_and_mail_stand_in_any_order(void **state)
{
    static const char *const forms[] = {
        "ada@coast.example (Ada Marsh)",      "Ada Marsh (ada@coast.example)",
        "Ada Marsh <ada@coast.example>",      "\"Ada Marsh\" <ada@coast.example>",
        "ada@coast.example, Ada Marsh",       "Ada Marsh - ada@coast.example",
        "Ada Marsh mailto:ada@coast.example", "ada@coast.example ((Ada Marsh))",
    };

    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
        assert_person(*state, forms[i], "Ada Marsh", "ada@coast.example");
}

static void a_mail_alone_is_the_name_as_well(void **state)
{
    assert_person(*state, "ada@coast.example", "ada@coast.example", "ada@coast.example");
    assert_person(*state, "mailto:ada@coast.example", "ada@coast.example", "ada@coast.example");
}

static void what_a_link_to_a_mail_asks_for_is_no_name(void **state)
{
    assert_person(*state, "mailto:ada@coast.example?subject=Ferry%20back", "ada@coast.example",
                  "ada@coast.example");
    assert_person(*state, "ada@coast.example?subject=Ferry (Ada Marsh)", "Ada Marsh",
                  "ada@coast.example");
}

static void a_name_alone_stays_as_it_is(void **state)
{
    assert_person(*state, " Ada Marsh (The Coast) ", "Ada Marsh (The Coast)", NULL);
    assert_person(*state, "Marsh, Ada", "Marsh, Ada", NULL);
    assert_person(*state, "Ada @ Coast", "Ada @ Coast", NULL);
    assert_person(*state, "(The) Ada Marsh (Coast)", "(The) Ada Marsh (Coast)", NULL);
}

static void the_brackets_of_a_mail_that_is_missing_go(void **state)
{
    assert_person(*state, " (Ada Marsh) ", "Ada Marsh", NULL);
}

static void brackets_inside_a_name_are_its_own(void **state)
{
    assert_person(*state, "ada@coast.example (Ada (the ferry) Marsh)", "Ada (the ferry) Marsh",
                  "ada@coast.example");
    assert_person(*state, "ada@coast.example (Ada Marsh (Coast))", "Ada Marsh (Coast)",
                  "ada@coast.example");
}

static void a_host_may_be_an_address(void **state)
{
    assert_person(*state, "ada@[192.0.2.1] (Ada Marsh)", "Ada Marsh", "ada@[192.0.2.1]");
    assert_person(*state, "ada@[2001:db8::1]", "ada@[2001:db8::1]", "ada@[2001:db8::1]");
    assert_person(*state, "ada@[coast", "ada@[coast", NULL);
}

static void a_name_may_be_written_with_entities(void **state)
{
    assert_person(*state, "Mary O&#39;Neill", "Mary O'Neill", NULL);
    assert_person(*state, "mary@coast.example (Mary O&#39;Neill)", "Mary O'Neill",
                  "mary@coast.example");
}

static void a_name_may_be_a_link_to_its_mail(void **state)
{
    assert_person(*state, "<a href=\"mailto:ada@coast.example\">Ada Marsh</a>", "Ada Marsh",
                  "ada@coast.example");
    assert_person(*state, "<a href='mailto:ada@coast.example'>ada@coast.example</a> (Ada Marsh)",
                  "Ada Marsh", "ada@coast.example");
    assert_person(*state, "<a href='mailto:ada@coast.example'></a>", "ada@coast.example",
                  "ada@coast.example");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(name_and_mail_stand_in_any_order),
        cmocka_unit_test(a_mail_alone_is_the_name_as_well),
        cmocka_unit_test(what_a_link_to_a_mail_asks_for_is_no_name),
        cmocka_unit_test(a_name_alone_stays_as_it_is),
        cmocka_unit_test(the_brackets_of_a_mail_that_is_missing_go),
        cmocka_unit_test(brackets_inside_a_name_are_its_own),
        cmocka_unit_test(a_host_may_be_an_address),
        cmocka_unit_test(a_name_may_be_written_with_entities),
        cmocka_unit_test(a_name_may_be_a_link_to_its_mail),
    };

    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
