/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/buffer.h"
#include "daemon/notifier/mail_body.h"

#include <stdio.h>
#include <string.h>

static void assert_body(const char *text, const char *expected)
{
    struct buffer out;

    buffer_init(&out, 65536);
    mail_body_append(&out, text);
    assert_string_equal(out.data, expected);
    buffer_free(&out);
}

static void short_ascii_goes_as_it_is(void **state)
{
    (void)state;
    assert_body("Ferry aground\n\n-- \ndesk\n", "Content-Transfer-Encoding: 7bit\r\n\r\n"
                                                "Ferry aground\r\n\r\n-- \r\ndesk\r\n");
}

static void other_letters_are_quoted(void **state)
{
    (void)state;
    assert_body("Fähre = 1\n", "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
                               "F=C3=A4hre =3D 1\r\n");
}

static void a_blank_before_a_line_end_is_quoted(void **state)
{
    (void)state;
    assert_body("é \n", "Content-Transfer-Encoding: quoted-printable\r\n\r\n=C3=A9=20\r\n");
}

static void a_long_line_is_broken_softly(void **state)
{
    char text[101], expected[256];

    (void)state;
    memset(text, 'x', 100);
    text[100] = '\0';
    snprintf(expected, sizeof(expected),
             "Content-Transfer-Encoding: quoted-printable\r\n\r\n%.75s=\r\n%s", text, text + 75);
    assert_body(text, expected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(short_ascii_goes_as_it_is),
        cmocka_unit_test(other_letters_are_quoted),
        cmocka_unit_test(a_blank_before_a_line_end_is_quoted),
        cmocka_unit_test(a_long_line_is_broken_softly),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
