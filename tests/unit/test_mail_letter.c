/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/buffer.h"
#include "daemon/notifier/mail_letter.h"

#include <string.h>

#define ALERT                                                                                      \
    "{\"id\":42,\"time\":\"2026-11-24T18:00:14Z\",\"topic\":\"dprk-russia\","                      \
    "\"severity\":\"high\",\"story\":8,\"item\":{\"feed\":\"ledger\","                             \
    "\"title\":\"North Korean troops aid Russia\",\"url\":\"https://ledger.example/kursk\","       \
    "\"published\":\"2026-11-24T17:58:00Z\"},\"matched\":[{\"term\":\"\\\"north korea*\\\"\","     \
    "\"found\":\"North Korean\",\"zone\":\"title\",\"snippet\":\"North Korean troops aid\"},"      \
    "{\"term\":\"troops\",\"found\":\"troops\",\"zone\":\"content\",\"snippet\":\"… troops\"}]," \
    "\"copies\":3}"

static int open_buffer(void **state)
{
    static struct buffer buffer;

    buffer_init(&buffer, MAIL_LETTER_MAX);
    *state = &buffer;
    return 0;
}

static int close_buffer(void **state)
{
    buffer_free(*state);
    return 0;
}

static const char *write(struct buffer *out, const char *line, int64_t follows)
{
    const struct mail_letter letter = {.store_uuid = "9f3c",
                                       .from = "watch@example.org",
                                       .to = "desk@example.org, night@example.org",
                                       .alert = 42,
                                       .follows = follows,
                                       .line = line};

    assert_true(mail_letter_write(&letter, out));
    return out->data;
}

static void a_mail_says_what_and_why(void **state)
{
    assert_string_equal(write(*state, ALERT, 0),
                        "Date: Tue, 24 Nov 2026 18:00:14 +0000\r\n"
                        "From: storywatch <watch@example.org>\r\n"
                        "To: desk@example.org,\r\n"
                        " night@example.org\r\n"
                        "Subject: [dprk-russia] North Korean troops aid Russia\r\n"
                        "Message-ID: <9f3c-42@example.org>\r\n"
                        "Importance: high\r\n"
                        "X-Storywatch-Topic: dprk-russia\r\n"
                        "Auto-Submitted: auto-generated\r\n"
                        "MIME-Version: 1.0\r\n"
                        "Content-Type: text/plain; charset=utf-8\r\n"
                        "Content-Transfer-Encoding: quoted-printable\r\n"
                        "\r\n"
                        "North Korean troops aid Russia\r\n"
                        "https://ledger.example/kursk\r\n"
                        "from ledger, published 2026-11-24T17:58:00Z\r\n"
                        "\r\n"
                        "Why it is about dprk-russia:\r\n"
                        "\r\n"
                        "  North Korean  (for \"north korea*\"), in the title:\r\n"
                        "    North Korean troops aid\r\n"
                        "\r\n"
                        "  troops, in the content:\r\n"
                        "    =E2=80=A6 troops\r\n"
                        "\r\n"
                        "The story had 3 copies by then. All its copies, and why each is one:\r\n"
                        "  storywatch story 8\r\n"
                        "\r\n"
                        "--=20\r\n"
                        "storywatch, alert 42 of 2026-11-24T18:00:14Z, severity high\r\n");
}

static void a_later_alert_of_the_story_is_of_its_thread(void **state)
{
    const char *mail = write(*state, ALERT, 17);

    assert_non_null(strstr(mail, "\r\nIn-Reply-To: <9f3c-17@example.org>\r\n"));
    assert_non_null(strstr(mail, "\r\nReferences: <9f3c-17@example.org>\r\n"));
}

static void no_feed_writes_a_header_or_ends_the_text(void **state)
{
    const char *mail = write(
        *state,
        "{\"id\":42,\"topic\":\"ports\",\"item\":{\"title\":\"Ferry\\r\\nBcc: all@example.org\","
        "\"url\":\"https://x.example/\\r\\n.\\r\\nQUIT\"},\"matched\":[{\"term\":\"a\\nb\","
        "\"found\":\"\\u202Egpj\",\"zone\":\"title\",\"snippet\":\"one\\r\\n.\\r\\ntwo\"}]}",
        0);

    assert_null(strstr(mail, "\nBcc"));
    assert_null(strstr(mail, "\n."));
    assert_non_null(strstr(mail, "Subject: [ports] Ferry Bcc: all@example.org\r\n"));
    assert_null(strstr(mail, "=E2=80=AE"));
}

static void an_item_without_a_title_is_called_by_its_address(void **state)
{
    const char *mail = write(*state,
                             "{\"id\":42,\"topic\":\"ports\",\"item\":{\"feed\":\"ledger\","
                             "\"title\":null,\"url\":\"https://ledger.example/1\"}}",
                             0);

    assert_non_null(strstr(mail, "Subject: [ports] https://ledger.example/1\r\n"));
    assert_non_null(strstr(mail, "\r\n\r\nhttps://ledger.example/1\r\nfrom ledger\r\n"));
}

static void what_is_no_alert_is_no_mail(void **state)
{
    static const char *const lines[] = {"", "[]", "{\"id\":42", "{\"id\":42}", "{\"topic\":7}"};

    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        const struct mail_letter letter = {
            .store_uuid = "9f3c", .from = "a@b", .to = "c@d", .alert = 42, .line = lines[i]};
        assert_false(mail_letter_write(&letter, *state));
    }
}

int main(void)
{
#define WITH_BUFFER(test) cmocka_unit_test_setup_teardown(test, open_buffer, close_buffer)
    const struct CMUnitTest tests[] = {
        WITH_BUFFER(a_mail_says_what_and_why),
        WITH_BUFFER(a_later_alert_of_the_story_is_of_its_thread),
        WITH_BUFFER(no_feed_writes_a_header_or_ends_the_text),
        WITH_BUFFER(an_item_without_a_title_is_called_by_its_address),
        WITH_BUFFER(what_is_no_alert_is_no_mail),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
