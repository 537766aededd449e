/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/arena.h"
#include "feeds/item.h"
#include "tests/helpers/own_arena.h"

#include <string.h>

static struct item story(void)
{
    struct item item = ITEM_EMPTY;

    item.id = "urn:story:7";
    item.url = "https://news.example/7";
    item.title = (struct text){.str = "Ferry runs aground", .markup = MARKUP_PLAIN};
    item.content = (struct text){.str = "All aboard are safe.\n", .markup = MARKUP_MARKED};
    return item;
}

static void a_corrected_text_is_another_revision(void **state)
{
    struct item before = story(), after = story();

    (void)state;
    after.content.str = "All aboard are safe, the coast guard said.\n";
    assert_true(item_revision(&before) != item_revision(&after));
    after = story();
    after.title.str = "Ferry runs aground off Oslo";
    assert_true(item_revision(&before) != item_revision(&after));
    after = story();
    after.url = "https://news.example/7/updated";
    assert_true(item_revision(&before) != item_revision(&after));
}

static void a_new_date_is_no_revision(void **state)
{
    struct item before = story(), after = story();

    (void)state;
    after.published = 1764000000;
    after.updated = 1764000300;
    assert_true(item_revision(&before) == item_revision(&after));
}

static void text_that_moves_between_fields_is_another_revision(void **state)
{
    struct item content = story(), summary = story();

    (void)state;
    summary.summary = summary.content;
    summary.content = (struct text){0};
    assert_true(item_revision(&content) != item_revision(&summary));
}

static void the_identity_is_the_id_before_the_link(void **state)
{
    struct item item = story();

    assert_string_equal(item_identity(&item, *state), "urn:story:7");
    item.id = NULL;
    assert_string_equal(item_identity(&item, *state), "https://news.example/7");
    item.id = "";
    assert_string_equal(item_identity(&item, *state), "https://news.example/7");
}

static void a_link_that_all_items_have_is_no_identity(void **state)
{
    struct item item = story(), other = story();

    item.shares_link = other.shares_link = true;
    assert_string_equal(item_identity(&item, *state), "urn:story:7");
    item.id = other.id = NULL;
    other.title.str = "Ferry afloat again";
    assert_string_not_equal(item_identity(&item, *state), item_identity(&other, *state));
}

static void without_id_and_link_the_text_is_the_identity(void **state)
{
    struct item item = story(), other = story();

    item.id = item.url = other.id = other.url = NULL;
    assert_int_equal(strlen(item_identity(&item, *state)), strlen("text:0123456789abcdef"));
    assert_memory_equal(item_identity(&item, *state), "text:", strlen("text:"));
    assert_string_equal(item_identity(&item, *state), item_identity(&other, *state));
    other.title.str = "Ferry afloat again";
    assert_string_not_equal(item_identity(&item, *state), item_identity(&other, *state));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_corrected_text_is_another_revision),
        TEST(a_new_date_is_no_revision),
        TEST(text_that_moves_between_fields_is_another_revision),
        TEST(the_identity_is_the_id_before_the_link),
        TEST(a_link_that_all_items_have_is_no_identity),
        TEST(without_id_and_link_the_text_is_the_identity),
    };

    return cmocka_run_group_tests_name("item", tests, NULL, NULL);
}
