/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "feeds/fetch/validators.h"

#include <string.h>

static struct curl_slist *add(const char *data, size_t len)
{
    const struct fetch_bytes validator = {data, len, true};

    return validator_add(NULL, "If-None-Match", &validator);
}

static void expect(struct curl_slist *list, const char *line)
{
    assert_non_null(list);
    assert_string_equal(list->data, line);
    assert_null(list->next);
    curl_slist_free_all(list);
}

static void a_validator_is_sent_as_it_came(void **state)
{
    (void)state;
    expect(add("W/\"7\"", 5), "If-None-Match: W/\"7\"");
    expect(add("unquoted; \xe9:,", 13), "If-None-Match: unquoted; \xe9:,");
    expect(add("\"\"", 2), "If-None-Match: \"\"");
}

static void an_empty_one_is_sent_empty(void **state)
{
    (void)state;
    expect(add("", 0), "If-None-Match;"); /* libcurl sends "If-None-Match:" for it */
    expect(add(NULL, 0), "If-None-Match;");
}

static void an_absent_one_is_not_sent(void **state)
{
    const struct fetch_bytes none = {0};

    (void)state;
    assert_null(validator_add(NULL, "If-None-Match", &none));
}

static void what_would_end_the_field_early_is_not_sent(void **state)
{
    (void)state;
    assert_null(add("a\r\nX-Evil: 1", 12));
    assert_null(add("a\nb", 3));
    assert_null(add("a\0b", 3));
}

static void fields_are_added_in_order(void **state)
{
    struct curl_slist *list = field_add(NULL, "X-Key-Id", "desk", 4);

    (void)state;
    list = field_add(list, "X-Other", "1", 1);
    assert_string_equal(list->data, "X-Key-Id: desk");
    assert_string_equal(list->next->data, "X-Other: 1");
    curl_slist_free_all(list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_validator_is_sent_as_it_came),
        cmocka_unit_test(an_empty_one_is_sent_empty),
        cmocka_unit_test(an_absent_one_is_not_sent),
        cmocka_unit_test(what_would_end_the_field_early_is_not_sent),
        cmocka_unit_test(fields_are_added_in_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
