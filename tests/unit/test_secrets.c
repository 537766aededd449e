/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */
#include "config/base/buffer.h"
#include "config/settings.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define REPORT_MAX ((size_t)64 << 10)
#define KEPT_TO_US 0600
#define FOR_THE_GROUP 0640

#define HEAD                                                                                       \
    "state_dir: /var/lib/storywatch\n"                                                             \
    "contact: desk@harbour.example.org\n"
#define FEED                                                                                       \
    HEAD "feeds:\n"                                                                                \
         "  - name: harbour\n"                                                                     \
         "    url: https://harbour.example.org/feed.xml\n"
#define FEED_WITH(auth) FEED "    auth: " auth "\n"
#define BASIC FEED_WITH("{ type: basic, file: desk.secret }")
#define BEARER FEED_WITH("{ type: bearer, file: desk.secret }")
#define CERTIFICATE FEED_WITH("{ type: client-cert, cert: desk.secret, key: desk.key }")
#define WEBHOOK                                                                                    \
    FEED "sinks:\n"                                                                                \
         "  - name: desk\n"                                                                        \
         "    type: webhook\n"                                                                     \
         "    url: https://desk.example.org/hook\n"                                                \
         "    secret_file: desk.secret\n"
#define MAIL                                                                                       \
    FEED "sinks:\n"                                                                                \
         "  - { name: desk, type: mail, url: 'smtps://mail.example.org:465', from: "               \
         "a@example.org, to: b@example.org, secret_file: desk.secret }\n"

/* A folder with a config, and what the loader says of it. */
struct desk {
    char folder[64];
    struct buffer said;
    struct settings *settings;
};

static void on_problem(void *owner, const struct settings_problem *problem)
{
    struct desk *desk = owner;

    assert_true(buffer_append_format(&desk->said, "%u:%u: %s\n", problem->place.line,
                                     problem->place.column, problem->message));
}

static int open_desk(void **state)
{
    struct desk *desk = calloc(1, sizeof(*desk));

    assert_non_null(desk);
    strcpy(desk->folder, "/tmp/storywatch-secrets-XXXXXX");
    assert_non_null(mkdtemp(desk->folder));
    buffer_init(&desk->said, REPORT_MAX);
    *state = desk;
    return chdir(desk->folder);
}

static int close_desk(void **state)
{
    static const char *const files[] = {"storywatch.yaml", "desk.secret", "desk.key"};
    struct desk *desk = *state;

    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
        (void)unlink(files[i]);
    (void)rmdir(desk->folder);
    settings_free(desk->settings);
    buffer_free(&desk->said);
    free(desk);
    return 0;
}

static void write_bytes(const char *name, mode_t mode, const char *bytes, size_t len)
{
    int fd = open(name, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, mode);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, len), len);
    assert_int_equal(fchmod(fd, mode), 0);
    close(fd);
}

static void keep_secret(const char *text)
{
    write_bytes("desk.secret", KEPT_TO_US, text, strlen(text));
}

static const struct settings *load(struct desk *desk, const char *config)
{
    settings_free(desk->settings);
    buffer_clear(&desk->said);
    write_bytes("storywatch.yaml", KEPT_TO_US, config, strlen(config));
    desk->settings = settings_load("storywatch.yaml", on_problem, desk);
    return desk->settings;
}

static void assert_accepted(struct desk *desk, const char *config)
{
    if (load(desk, config) == NULL)
        fail_msg("%s", desk->said.data);
}

static void assert_refused(struct desk *desk, const char *config, const char *report)
{
    assert_null(load(desk, config));
    assert_string_equal(desk->said.data, report);
}

/* ---- feeds ---- */

static void a_login_is_the_one_line_of_its_file(void **state)
{
    struct desk *desk = *state;

    keep_secret("desk:open sesame\n");
    assert_accepted(desk, BASIC);
    assert_string_equal(desk->settings->feeds[0].auth_secret, "desk:open sesame");
}

static void blanks_and_windows_lines_around_a_secret_are_none_of_it(void **state)
{
    struct desk *desk = *state;

    keep_secret("\r\n\t desk:open sesame \t\r\n\r\n");
    assert_accepted(desk, BASIC);
    assert_string_equal(desk->settings->feeds[0].auth_secret, "desk:open sesame");
}

static void a_login_without_a_colon_is_refused(void **state)
{
    keep_secret("open sesame\n");
    assert_refused(*state, BASIC, "6:32: desk.secret holds no name:password in one line\n");
}

static void a_token_needs_no_colon(void **state)
{
    struct desk *desk = *state;

    keep_secret("eyJhbGciOiJub25lIn0");
    assert_accepted(desk, BEARER);
    assert_string_equal(desk->settings->feeds[0].auth_secret, "eyJhbGciOiJub25lIn0");
}

static void a_feed_has_no_old_secret(void **state)
{
    keep_secret("new-token\nold-token\n");
    assert_refused(*state, BEARER, "6:33: desk.secret has too many lines; one is due\n");
}

static void a_certificate_and_its_key_are_kept_whole(void **state)
{
    static const char cert[] = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
    static const char key[] = "-----BEGIN PRIVATE KEY-----\nMIIC\n-----END PRIVATE KEY-----\n";
    struct desk *desk = *state;

    keep_secret(cert);
    write_bytes("desk.key", KEPT_TO_US, key, strlen(key));
    assert_accepted(desk, CERTIFICATE);
    assert_string_equal(desk->settings->feeds[0].client_cert, cert);
    assert_string_equal(desk->settings->feeds[0].client_key, key);
}

static void a_certificate_and_a_key_that_are_exchanged_are_refused(void **state)
{
    static const char cert[] = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
    static const char key[] =
        "-----BEGIN EC PRIVATE KEY-----\nMIIC\n-----END EC PRIVATE KEY-----\n";

    keep_secret(key);
    write_bytes("desk.key", KEPT_TO_US, cert, strlen(cert));
    assert_refused(*state, CERTIFICATE,
                   "6:38: desk.secret holds no certificate in PEM form\n"
                   "6:56: desk.key holds no private key in PEM form\n");
}

/* ---- sinks ---- */

static void the_second_line_of_a_webhooks_file_is_the_old_secret(void **state)
{
    struct desk *desk = *state;

    keep_secret("whsec_bmV3LWtleQ==\n\n  whsec_b2xkLWtleQ==\n");
    assert_accepted(desk, WEBHOOK);
    assert_string_equal(desk->settings->sinks[0].secret, "whsec_bmV3LWtleQ==");
    assert_string_equal(desk->settings->sinks[0].old_secret, "whsec_b2xkLWtleQ==");
}

static void a_webhook_has_one_old_secret_at_most(void **state)
{
    keep_secret("newest\nold\nolder\n");
    assert_refused(*state, WEBHOOK,
                   "10:18: desk.secret has too many lines; the secret and an old one are due\n");
}

static void a_signing_key_must_be_base64(void **state)
{
    static const char *const broken[] = {"whsec_", "whsec_bmV3LWtleQ",
                                         "whsec_bmV3=LWtleQ=", "whsec_bmV3-Wt_eQ==", "whsec_===="};

    for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
        keep_secret(broken[i]);
        assert_refused(*state, WEBHOOK,
                       "10:18: desk.secret has a key that begins with whsec_, but no base64 "
                       "follows\n");
    }
}

static void the_old_signing_key_must_be_base64_too(void **state)
{
    keep_secret("whsec_bmV3LWtleQ==\nwhsec_old\n");
    assert_refused(*state, WEBHOOK,
                   "10:18: desk.secret has a key that begins with whsec_, but no base64 follows\n");
}

static void a_mail_servers_secret_is_a_login(void **state)
{
    keep_secret("open sesame\n");
    assert_refused(*state, MAIL, "7:121: desk.secret holds no name:password in one line\n");
}

/* ---- the file ---- */

static void a_file_that_every_user_may_read_or_write_is_refused(void **state)
{
    static const mode_t open_modes[] = {0644, 0602, 0666};

    for (size_t i = 0; i < sizeof(open_modes) / sizeof(open_modes[0]); i++) {
        write_bytes("desk.secret", open_modes[i], "token", strlen("token"));
        assert_refused(*state, BEARER,
                       "6:33: desk.secret can be read or written by every user; chmod o-rw "
                       "desk.secret\n");
    }
}

static void the_services_group_may_read_a_secret(void **state)
{
    write_bytes("desk.secret", FOR_THE_GROUP, "token", strlen("token"));
    assert_accepted(*state, BEARER);
}

static void an_empty_file_is_refused(void **state)
{
    keep_secret(" \n\t\r\n");
    assert_refused(*state, BEARER, "6:33: desk.secret is empty; the secret is due in it\n");
}

static void a_missing_file_is_said_at_its_name(void **state)
{
    assert_refused(*state, BEARER,
                   "6:33: desk.secret cannot be opened: No such file or directory\n");
}

static void a_file_over_eight_kibibytes_is_refused(void **state)
{
    char large[(8 << 10) + 1];

    memset(large, 'x', sizeof(large));
    write_bytes("desk.secret", KEPT_TO_US, large, sizeof(large));
    assert_refused(*state, BEARER,
                   "6:33: desk.secret is larger than 8192 bytes, the most for such a file\n");
}

/* A fetcher or the notifier takes only UTF-8 from the core: it would end at once, again and again.
 */
static void a_secret_that_is_no_text_is_refused(void **state)
{
    write_bytes("desk.secret", KEPT_TO_US, "to\0ken", 6);
    assert_refused(*state, BEARER, "6:33: desk.secret is not a text in UTF-8\n");
    keep_secret("desk:s\xE9same\n");
    assert_refused(*state, BASIC, "6:32: desk.secret is not a text in UTF-8\n");
}

static void a_control_character_in_a_secret_is_refused(void **state)
{
    keep_secret("to\x1Bken\n");
    assert_refused(*state, BEARER, "6:33: desk.secret has a control character in its secret\n");
}

static void a_name_without_a_slash_is_a_credential_of_the_service_manager(void **state)
{
    struct desk *desk = *state;
    char folder[128];

    snprintf(folder, sizeof(folder), "%s/credentials", desk->folder);
    assert_int_equal(mkdir(folder, 0700), 0);
    write_bytes("credentials/desk.secret", 0400, "of-systemd", strlen("of-systemd"));
    setenv("CREDENTIALS_DIRECTORY", folder, 1);
    const struct settings *settings = load(desk, BEARER);
    unsetenv("CREDENTIALS_DIRECTORY");
    unlink("credentials/desk.secret");
    rmdir("credentials");
    assert_non_null(settings);
    assert_string_equal(settings->feeds[0].auth_secret, "of-systemd");
}

static void whoever_needs_no_secret_needs_no_right_to_read_one(void **state)
{
    struct desk *desk = *state;

    write_bytes("storywatch.yaml", KEPT_TO_US, BEARER, strlen(BEARER));
    desk->settings = settings_load_without_secrets("storywatch.yaml", on_problem, desk);
    assert_non_null(desk->settings);
    assert_null(desk->settings->feeds[0].auth_secret);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_desk, close_desk)
        TEST(a_login_is_the_one_line_of_its_file),
        TEST(blanks_and_windows_lines_around_a_secret_are_none_of_it),
        TEST(a_login_without_a_colon_is_refused),
        TEST(a_token_needs_no_colon),
        TEST(a_feed_has_no_old_secret),
        TEST(a_certificate_and_its_key_are_kept_whole),
        TEST(a_certificate_and_a_key_that_are_exchanged_are_refused),
        TEST(the_second_line_of_a_webhooks_file_is_the_old_secret),
        TEST(a_webhook_has_one_old_secret_at_most),
        TEST(a_signing_key_must_be_base64),
        TEST(the_old_signing_key_must_be_base64_too),
        TEST(a_mail_servers_secret_is_a_login),
        TEST(a_file_that_every_user_may_read_or_write_is_refused),
        TEST(the_services_group_may_read_a_secret),
        TEST(an_empty_file_is_refused),
        TEST(a_missing_file_is_said_at_its_name),
        TEST(a_file_over_eight_kibibytes_is_refused),
        TEST(a_secret_that_is_no_text_is_refused),
        TEST(a_control_character_in_a_secret_is_refused),
        TEST(a_name_without_a_slash_is_a_credential_of_the_service_manager),
        TEST(whoever_needs_no_secret_needs_no_right_to_read_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
