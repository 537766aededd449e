/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "daemon/notifier/log_tail.h"

#include <string.h>

#define FIRST "{\"id\":41,\"topic\":\"dprk-russia\"}\n"
#define SECOND "{\"id\":42,\"topic\":\"port-strikes\"}\n"
#define TORN "{\"id\":43,\"topic\":\"dprk-ru"

static struct log_tail read_tail(const char *bytes)
{
    return log_tail_read(bytes, strlen(bytes));
}

static void an_empty_file_has_no_alert(void **state)
{
    struct log_tail tail = log_tail_read(NULL, 0);

    (void)state;
    assert_int_equal(tail.whole, 0);
    assert_int_equal(tail.last_id, 0);
}

static void the_last_whole_line_names_the_last_alert(void **state)
{
    struct log_tail tail = read_tail(FIRST SECOND);

    (void)state;
    assert_int_equal(tail.whole, strlen(FIRST SECOND));
    assert_int_equal(tail.last_id, 42);
}

static void a_torn_line_is_not_whole(void **state)
{
    struct log_tail tail = read_tail(FIRST SECOND TORN);

    (void)state;
    assert_int_equal(tail.whole, strlen(FIRST SECOND));
    assert_int_equal(tail.last_id, 42);
}

static void a_torn_first_line_leaves_nothing(void **state)
{
    struct log_tail tail = read_tail(TORN);

    (void)state;
    assert_int_equal(tail.whole, 0);
    assert_int_equal(tail.last_id, 0);
}

static void a_line_that_only_lacks_its_newline_is_torn(void **state)
{
    struct log_tail tail = read_tail(FIRST "{\"id\":42,\"topic\":\"port-strikes\"}");

    (void)state;
    assert_int_equal(tail.last_id, 41);
}

static void lines_below_the_alerts_are_looked_past(void **state)
{
    struct log_tail tail = read_tail(FIRST "seen by the night desk\n\n{\"note\":1}\n");

    (void)state;
    assert_int_equal(tail.last_id, 41);
    assert_int_equal(tail.whole, strlen(FIRST "seen by the night desk\n\n{\"note\":1}\n"));
}

static void a_window_that_begins_inside_a_line_is_read_from_its_end(void **state)
{
    struct log_tail tail = read_tail("icle about id\":7}\n" SECOND);

    (void)state;
    assert_int_equal(tail.last_id, 42);
}

static void ids_that_are_none_do_not_count(void **state)
{
    static const char *const wrong[] = {
        "{\"id\":,\"a\":1}\n",   "{\"id\":12}\n", /* an alert has more to say */
        "{\"id\":-3,\"a\":1}\n", "{\"id\":99999999999999999999,\"a\":1}\n",
        " {\"id\":5,\"a\":1}\n",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        assert_int_equal(read_tail(wrong[i]).last_id, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_file_has_no_alert),
        cmocka_unit_test(the_last_whole_line_names_the_last_alert),
        cmocka_unit_test(a_torn_line_is_not_whole),
        cmocka_unit_test(a_torn_first_line_leaves_nothing),
        cmocka_unit_test(a_line_that_only_lacks_its_newline_is_torn),
        cmocka_unit_test(lines_below_the_alerts_are_looked_past),
        cmocka_unit_test(a_window_that_begins_inside_a_line_is_read_from_its_end),
        cmocka_unit_test(ids_that_are_none_do_not_count),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
