/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */
#include "config/base/error.h"
#include "config/values.h"

#include <string.h>

static void numbers_end_at_their_bounds(void **state)
{
    (void)state;
    struct error err;
    int64_t number = 42;

    assert_true(value_parse_number("1", 1, 64, &number, &err));
    assert_int_equal(number, 1);
    assert_true(value_parse_number("64", 1, 64, &number, &err));
    assert_false(value_parse_number("0", 1, 64, &number, &err));
    assert_false(value_parse_number("65", 1, 64, &number, &err));
    assert_false(value_parse_number("0x10", 1, 64, &number, &err));
    assert_false(value_parse_number("2.0", 1, 64, &number, &err));
    assert_false(value_parse_number("+2", 1, 64, &number, &err));
    assert_false(value_parse_number("18446744073709551618", 1, 64, &number, &err));
    assert_int_equal(number, 64);
    assert_string_equal(err.message, "\"18446744073709551618\" is not a whole number from 1 to 64");
}

static void durations_end_at_their_bounds(void **state)
{
    (void)state;
    struct error err;
    int64_t seconds;

    assert_true(value_parse_duration("90d", 1, 90 * 86400, &seconds, &err));
    assert_int_equal(seconds, 90 * 86400);
    assert_false(value_parse_duration("91d", 1, 90 * 86400, &seconds, &err));
    assert_string_equal(err.message, "91d is out of range; from 1s to 90d is allowed");
    assert_false(value_parse_duration("15 minutes", 1, 90 * 86400, &seconds, &err));
    assert_string_equal(err.message, "\"15 minutes\" is not a duration; write a number and one of "
                                     "s m h d w y, as 15m");
}

static void sizes_have_a_unit(void **state)
{
    (void)state;
    struct error err;
    int64_t bytes;

    assert_true(value_parse_size("16MiB", 1024, 16 << 20, &bytes, &err));
    assert_int_equal(bytes, 16 << 20);
    assert_true(value_parse_size("65536B", 1024, 16 << 20, &bytes, &err));
    assert_int_equal(bytes, 65536);
    assert_false(value_parse_size("65536", 1024, 16 << 20, &bytes, &err));
    assert_false(value_parse_size("16MB", 1024, 16 << 20, &bytes, &err));
    assert_false(value_parse_size("17MiB", 1024, 16 << 20, &bytes, &err));
    assert_false(value_parse_size("999999999999999GiB", 1024, 16 << 20, &bytes, &err));
    assert_false(value_parse_size("1B", 1024, 16 << 20, &bytes, &err));
    assert_string_equal(err.message, "1B is out of range; from 1KiB to 16MiB is allowed");
}

static void a_switch_has_the_words_of_yaml(void **state)
{
    (void)state;
    struct error err;
    bool is_on = false;

    assert_true(value_parse_switch("on", &is_on, &err) && is_on);
    assert_true(value_parse_switch("Off", &is_on, &err) && !is_on);
    assert_true(value_parse_switch("yes", &is_on, &err) && is_on);
    assert_true(value_parse_switch("NO", &is_on, &err) && !is_on);
    assert_true(value_parse_switch("true", &is_on, &err) && is_on);
    assert_false(value_parse_switch("1", &is_on, &err));
    assert_true(is_on);
}

static void a_name_is_one_line_without_blanks_around(void **state)
{
    (void)state;
    struct error err;

    assert_true(value_check_name("Der Bote", 256, &err));
    assert_true(value_check_name("港", 3, &err));
    assert_false(value_check_name("港", 2, &err));
    assert_false(value_check_name("", 256, &err));
    assert_false(value_check_name(" bote", 256, &err));
    assert_false(value_check_name("bote ", 256, &err));
    assert_false(value_check_name("der\nbote", 256, &err));
    assert_false(value_check_name("der\x1b[31mbote", 256, &err));
}

static void a_query_name_can_follow_an_at_sign(void **state)
{
    (void)state;
    struct error err;

    assert_true(value_check_query_name("strike-words_2", &err));
    assert_false(value_check_query_name("", &err));
    assert_false(value_check_query_name("two words", &err));
    assert_false(value_check_query_name("häfen", &err));
}

static void a_contact_can_stand_in_a_user_agent(void **state)
{
    (void)state;
    struct error err;

    assert_true(value_check_contact("https://example.org/bot", &err));
    assert_true(value_check_contact("desk@example.org", &err));
    assert_false(value_check_contact("the desk", &err));
    assert_false(value_check_contact("desk@example.org)", &err));
    assert_false(value_check_contact("desk\r\nX: y", &err));
    assert_false(value_check_contact("größe@example.org", &err));
}

static bool is_mail_address(const char *text)
{
    struct error err;

    return value_check_mail_address(text, strlen(text), &err);
}

static void a_mail_address_has_two_sides(void **state)
{
    (void)state;
    assert_true(is_mail_address("desk@example.org"));
    assert_true(is_mail_address("night+desk@example.org"));
    assert_false(is_mail_address(""));
    assert_false(is_mail_address("desk"));
    assert_false(is_mail_address("@example.org"));
    assert_false(is_mail_address("desk@"));
    assert_false(is_mail_address("desk@a@b"));
    assert_false(is_mail_address("Desk <desk@example.org>"));
    assert_false(is_mail_address("desk@example.org\r\nBcc: x"));
    assert_false(is_mail_address("desk@größe.example")); /* xn--gre-6ka8i.example */
}

static void a_header_is_a_token_and_a_line(void **state)
{
    (void)state;
    struct error err;

    assert_true(value_check_header_name("X-Key-Id", &err));
    assert_true(value_check_header("X-Key-Id", "desk", &err));
    assert_true(value_check_header("X-Empty", "", &err));
    assert_true(value_check_header("Accept-Language", "no, en;q=0.5", &err));
    assert_false(value_check_header_name("", &err));
    assert_false(value_check_header_name("X Key", &err));
    assert_false(value_check_header_name("X-Key:", &err));
    assert_false(value_check_header("X-Key", "desk\r\nHost: x", &err));
}

static void headers_of_the_client_are_its_own(void **state)
{
    (void)state;
    struct error err;

    assert_false(value_check_header_name("Host", &err));
    assert_false(value_check_header_name("if-none-match", &err));
    assert_string_equal(err.message, "the header if-none-match is storywatch's own; delete it");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_end_at_their_bounds),
        cmocka_unit_test(durations_end_at_their_bounds),
        cmocka_unit_test(sizes_have_a_unit),
        cmocka_unit_test(a_switch_has_the_words_of_yaml),
        cmocka_unit_test(a_name_is_one_line_without_blanks_around),
        cmocka_unit_test(a_query_name_can_follow_an_at_sign),
        cmocka_unit_test(a_contact_can_stand_in_a_user_agent),
        cmocka_unit_test(a_mail_address_has_two_sides),
        cmocka_unit_test(a_header_is_a_token_and_a_line),
        cmocka_unit_test(headers_of_the_client_are_its_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
