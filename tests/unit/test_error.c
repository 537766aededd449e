/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */
#include "config/base/error.h"
#include "config/base/utf8.h"

#include <string.h>

static void a_message_replaces_the_one_before(void **state)
{
    (void)state;
    struct error err = {0};

    error_set(&err, "cannot open %s", "feeds.yaml");
    error_set(&err, "line %d is empty", 4);
    assert_string_equal(err.message, "line 4 is empty");
}

static void a_message_may_cite_the_one_before(void **state)
{
    (void)state;
    struct error err = {0};

    error_set(&err, "no such file");
    error_set(&err, "the feed is gone (%s)", err.message);
    assert_string_equal(err.message, "the feed is gone (no such file)");
}

static void what_is_no_utf_8_becomes_question_marks(void **state)
{
    (void)state;
    struct error err = {0};

    error_set(&err, "\"%.4s\" is no duration, \xff", "日本");
    assert_string_equal(err.message, "\"日?\" is no duration, ?");
}

static void context_goes_before_the_message(void **state)
{
    (void)state;
    struct error err = {0};

    error_set(&err, "permission denied");
    error_add_context(&err, "cannot open %s", "/etc/storywatch");
    error_add_context(&err, "reload");
    assert_string_equal(err.message, "reload: cannot open /etc/storywatch: permission denied");
}

static void nobody_needs_to_want_the_error(void **state)
{
    (void)state;
    error_set(NULL, "lost");
    error_add_context(NULL, "lost");
    error_set_place(NULL, "storywatch.yaml", 1, 1);
}

static void a_place_is_kept(void **state)
{
    (void)state;
    struct error err = {0};

    error_set_place(&err, "storywatch.yaml", 12, 7);
    assert_string_equal(err.file, "storywatch.yaml");
    assert_int_equal(err.line, 12);
    assert_int_equal(err.column, 7);
}

/* The harbour of Łódź, in letters of two bytes, over and over. */
static void fill(char *text, size_t size)
{
    for (size_t i = 0; i + 2 < size; i += 2)
        memcpy(text + i, "Ł", 2);
    text[size - 1 - (size + 1) % 2] = '\0';
}

static void a_long_message_is_cut_between_characters(void **state)
{
    (void)state;
    struct error err = {0};
    char text[4001];

    fill(text, sizeof(text));
    error_set(&err, "x%s", text);
    assert_true(strlen(err.message) >= sizeof(err.message) - 3);
    assert_true(utf8_is_valid(err.message, strlen(err.message)));
}

static void a_long_context_is_cut_between_characters(void **state)
{
    (void)state;
    struct error err = {0};
    char text[1101];

    fill(text, sizeof(text));
    error_set(&err, "no space left on device");
    error_add_context(&err, "%s", text);
    assert_true(utf8_is_valid(err.message, strlen(err.message)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_message_replaces_the_one_before),
        cmocka_unit_test(a_message_may_cite_the_one_before),
        cmocka_unit_test(context_goes_before_the_message),
        cmocka_unit_test(nobody_needs_to_want_the_error),
        cmocka_unit_test(a_place_is_kept),
        cmocka_unit_test(a_long_message_is_cut_between_characters),
        cmocka_unit_test(what_is_no_utf_8_becomes_question_marks),
        cmocka_unit_test(a_long_context_is_cut_between_characters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
