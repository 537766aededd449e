/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/buffer.h"
#include "daemon/core/json_escape.h"

#include <string.h>

static void assert_escaped(const char *text, const char *wanted)
{
    struct buffer out;

    buffer_init(&out, 1024);
    json_escape_string(text, &out);
    assert_string_equal(out.data, wanted);
    buffer_free(&out);
}

static void text_of_any_script_stays_as_it_is(void **state)
{
    (void)state;
    assert_escaped("Gdańsk: 북한군 🚢", "\"Gdańsk: 북한군 🚢\"");
    assert_escaped("", "\"\"");
    assert_escaped(NULL, "null");
}

static void quotes_and_controls_are_escaped_as_json_asks(void **state)
{
    (void)state;
    assert_escaped("say \"no\\yes\"\n\x1b[0m", "\"say \\\"no\\\\yes\\\"\\n\\u001b[0m\"");
}

static void what_could_deceive_a_terminal_is_escaped_too(void **state)
{
    (void)state;
    assert_escaped("a\x7f\xc2\x9b\xe2\x80\x8e\xe2\x80\xae\xe2\x81\xa6\xe2\x80\xa8",
                   "\"a\\u007f\\u009b\\u200e\\u202e\\u2066\\u2028\"");
    assert_escaped("soft\xc2\xad\xe2\x80\x8bhyphen \xf3\xa0\x80\x81",
                   "\"soft\\u00ad\\u200bhyphen \\udb40\\udc01\"");
}

static void what_another_wrote_as_json_is_made_safe(void **state)
{
    static const char json[] = "{\n  \"a\": \"b\xe2\x80\xae\x7f\xc2\x9b \xeb\xb6\x81\"\n}";
    struct buffer out;

    (void)state;
    buffer_init(&out, 1024);
    json_escape_written(json, strlen(json), &out);
    assert_string_equal(out.data, "{\n  \"a\": \"b\\u202e\\u007f\\u009b \xeb\xb6\x81\"\n}");
    buffer_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_of_any_script_stays_as_it_is),
        cmocka_unit_test(quotes_and_controls_are_escaped_as_json_asks),
        cmocka_unit_test(what_another_wrote_as_json_is_made_safe),
        cmocka_unit_test(what_could_deceive_a_terminal_is_escaped_too),
    };

    return cmocka_run_group_tests_name("json_escape", tests, NULL, NULL);
}
