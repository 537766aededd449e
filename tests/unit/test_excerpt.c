/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "feeds/fetch/excerpt.h"

#include <string.h>

static void expect(const char *body, const char *expected)
{
    char out[EXCERPT_SIZE];

    assert_string_equal(excerpt_make(body, strlen(body), out), expected);
}

static void plain_text_is_folded_into_one_line(void **state)
{
    (void)state;
    expect("  Rate limit\r\n exceeded.\t Try later. ", "Rate limit exceeded. Try later.");
    expect("", "");
}

static void markup_scripts_and_styles_are_left_out(void **state)
{
    (void)state;
    expect("<!DOCTYPE html><title>403</title><style>p{x:1}</style><h1>Forbidden</h1>"
           "<script>if (a<b) c()</script><p>Ask the <b>desk</b>",
           "403 Forbidden Ask the desk");
    expect("<!-- <p>hidden</p> -->shown", "shown");
    expect("cut in a <tag", "cut in a");
}

static void bytes_that_are_no_text_never_pass(void **state)
{
    (void)state;
    expect("bell\x07 esc\x1b[31m \xff\xfe \xc2\x9b del\x7f", "bell esc [31m del");
    expect("Na\xc3\xafve \xe6\x96\xb0\xe8\x81\x9e", "Na\xc3\xafve \xe6\x96\xb0\xe8\x81\x9e");
}

static void a_long_page_is_cut_on_a_character(void **state)
{
    char body[1024], out[EXCERPT_SIZE];

    (void)state;
    for (size_t i = 0; i + 1 < sizeof(body); i += 2)
        memcpy(body + i, "\xc3\xa9", 2);
    assert_int_equal(strlen(excerpt_make(body, sizeof(body), out)), 200);
    assert_int_equal(strlen(excerpt_make(body + 1, sizeof(body) - 1, out)), 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_text_is_folded_into_one_line),
        cmocka_unit_test(markup_scripts_and_styles_are_left_out),
        cmocka_unit_test(bytes_that_are_no_text_never_pass),
        cmocka_unit_test(a_long_page_is_cut_on_a_character),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
