/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/buffer.h"
#include "daemon/notifier/mail_header.h"

#include <string.h>

static int open_buffer(void **state)
{
    static struct buffer buffer;

    buffer_init(&buffer, 65536);
    *state = &buffer;
    return 0;
}

static int close_buffer(void **state)
{
    buffer_free(*state);
    return 0;
}

static void assert_lines_are_short(const char *text)
{
    while (*text != '\0') {
        const char *end = strstr(text, "\r\n");
        assert_non_null(end);
        assert_true(end - text <= MAIL_LINE);
        text = end + 2;
    }
}

static void plain_text_stands_as_it_is(void **state)
{
    struct buffer *out = *state;

    mail_header_append(out, "Subject", "[ports] Ferry aground off Quay 4");
    assert_string_equal(out->data, "Subject: [ports] Ferry aground off Quay 4\r\n");
}

static void other_letters_are_encoded_words(void **state)
{
    struct buffer *out = *state;

    mail_header_append(out, "Subject", "Fähre auf Grund");
    assert_string_equal(out->data, "Subject: =?UTF-8?B?RsOkaHJlIGF1ZiBHcnVuZA==?=\r\n");
}

static void no_text_can_end_a_header(void **state)
{
    struct buffer *out = *state;

    mail_header_append(out, "Subject", "Ferry\r\nBcc: all@example.org\r\n\r\nHello");
    assert_string_equal(out->data, "Subject: Ferry Bcc: all@example.org Hello\r\n");
}

static void what_looks_like_an_encoded_word_is_encoded(void **state)
{
    struct buffer *out = *state;

    mail_header_append(out, "Subject", "=?UTF-8?Q?Ferry=0D=0ABcc:?=");
    assert_null(strstr(out->data, "?Q?"));
    assert_memory_equal(out->data, "Subject: =?UTF-8?B?", 19);
}

static void a_long_text_is_folded(void **state)
{
    struct buffer *out = *state;

    for (int i = 0; i < 2; i++) {
        buffer_clear(out);
        mail_header_append(out, "Subject",
                           i == 0 ? "U.S. presses China for action as North Korean troops aid "
                                    "Russia in Ukraine conflict, officials in Washington say"
                                  : "Вашингтон требует от Пекина действий: северокорейские солдаты "
                                    "воюют на стороне России, сообщают чиновники");
        assert_lines_are_short(out->data);
        assert_non_null(strstr(out->data, "\r\n "));
    }
}

static void a_word_too_long_to_fold_is_encoded(void **state)
{
    struct buffer *out = *state;
    char word[301];

    memset(word, 'x', 300);
    word[300] = '\0';
    mail_header_append(out, "Subject", word);
    assert_lines_are_short(out->data);
}

int main(void)
{
#define WITH_BUFFER(test) cmocka_unit_test_setup_teardown(test, open_buffer, close_buffer)
    const struct CMUnitTest tests[] = {
        WITH_BUFFER(plain_text_stands_as_it_is),
        WITH_BUFFER(other_letters_are_encoded_words),
        WITH_BUFFER(no_text_can_end_a_header),
        WITH_BUFFER(what_looks_like_an_encoded_word_is_encoded),
        WITH_BUFFER(a_long_text_is_folded),
        WITH_BUFFER(a_word_too_long_to_fold_is_encoded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
