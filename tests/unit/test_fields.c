/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "feeds/parse/fields.h"

static void the_order_of_the_rows_is_their_rank(void **state)
{
    size_t count;
    const struct rule *rules = fields_rules(&count);

    (void)state;
    for (size_t i = 0; i < count; i++)
        assert_int_equal(field_rank(&rules[i]), i + 1);
}

static void every_row_is_found_by_its_element(void **state)
{
    struct field_index index;
    size_t count;
    const struct rule *rules = fields_rules(&count);

    (void)state;
    field_index_build(&index);
    for (size_t i = 0; i < count; i++) {
        const struct rule *found = NULL;
        do
            found = field_index_next(&index, found, rules[i].in, rules[i].ns, rules[i].name);
        while (found != NULL && found != &rules[i]);
        assert_ptr_equal(found, &rules[i]);
    }
}

static void an_element_is_found_in_its_scope_and_namespace_only(void **state)
{
    struct field_index index;

    (void)state;
    field_index_build(&index);
    assert_non_null(field_index_next(&index, NULL, IN_ITEM, NS_RSS, "PubDate"));
    assert_null(field_index_next(&index, NULL, IN_IMAGE, NS_RSS, "pubdate"));
    assert_null(field_index_next(&index, NULL, IN_ITEM, NS_OTHER, "pubdate"));
    assert_null(field_index_next(&index, NULL, IN_ITEM, NS_RSS, "pubdates"));
    assert_null(field_index_next(&index, NULL, IN_ITEM, NS_RSS, ""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_order_of_the_rows_is_their_rank),
        cmocka_unit_test(every_row_is_found_by_its_element),
        cmocka_unit_test(an_element_is_found_in_its_scope_and_namespace_only),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
