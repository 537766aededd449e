/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/arena.h"
#include "daemon/service/escape.h"

static void assert_escaped(const char *text, const char *wanted)
{
    struct arena *arena = arena_new();

    assert_string_equal(escape_terminal_string(text, arena), wanted);
    arena_free(arena);
}

static void plain_text_of_any_script_stays_as_it_is(void **state)
{
    (void)state;
    assert_escaped("Gdańsk: 북한군, 東京都 👩‍👩‍👧",
                   "Gdańsk: 북한군, 東京都 👩‍👩‍👧");
    assert_escaped(NULL, "");
}

static void controls_cannot_reach_the_terminal(void **state)
{
    (void)state;
    assert_escaped("red \x1b[31m\a\n\x7f", "red \\x1b[31m\\x07\\x0a\\x7f");
    assert_escaped("\xc2\x9b"
                   "31m",
                   "\\u009b31m");
}

static void text_cannot_be_turned_round(void **state)
{
    (void)state;
    assert_escaped("a\xe2\x80\xae"
                   "b\xe2\x81\xa6"
                   "c\xe2\x80\xa8",
                   "a\\u202eb\\u2066c\\u2028");
}

static void bytes_that_are_not_utf8_hide_no_control(void **state)
{
    (void)state;
    assert_escaped("desk\xf0\x1b[31m\xff", "desk\\xf0\\x1b[31m\\xff");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_text_of_any_script_stays_as_it_is),
        cmocka_unit_test(controls_cannot_reach_the_terminal),
        cmocka_unit_test(text_cannot_be_turned_round),
        cmocka_unit_test(bytes_that_are_not_utf8_hide_no_control),
    };

    return cmocka_run_group_tests_name("escape", tests, NULL, NULL);
}
