#include "tests/helpers/message_desk.h"

static void the_sinks_arrive_as_they_were_sent(void **state)
{
    static const struct notifier_sink sinks[] = {
        {.name = "alerts",
         .type = NOTIFIER_LOG,
         .path = "/var/log/storywatch/alerts.jsonl",
         .inode = UINT64_MAX,
         .last_id = 41},
        {.name = "desk",
         .type = NOTIFIER_WEBHOOK,
         .url = "https://example.org/hook",
         .secret = "new",
         .old_secret = "old"},
        {.name = "night",
         .type = NOTIFIER_MAIL,
         .url = "smtp://mail.example.org",
         .ca_file = "/etc/ssl/desk.pem",
         .from = "watch@example.org",
         .to = "night@example.org",
         .has_no_tls = true},
    };
    struct fixture *fixture = *state;
    struct notifier_setup_message got;
    const struct notifier_setup_message sent = {
        .store_uuid = "9f3c", .user_agent = "storywatch/0.1", .sinks = sinks, .sink_count = 3};

    assert_true(message_encode_notifier_setup(&sent, &fixture->body));
    assert_true(
        message_decode_notifier_setup(&got, fixture->body.data, fixture->body.len, fixture->arena));
    assert_string_equal(got.store_uuid, "9f3c");
    assert_int_equal(got.sink_count, 3);
    assert_int_equal(got.sinks[0].type, NOTIFIER_LOG);
    assert_string_equal(got.sinks[0].path, "/var/log/storywatch/alerts.jsonl");
    assert_true(got.sinks[0].inode == UINT64_MAX);
    assert_int_equal(got.sinks[0].last_id, 41);
    assert_null(got.sinks[0].url);
    assert_int_equal(got.sinks[1].type, NOTIFIER_WEBHOOK);
    assert_string_equal(got.sinks[1].old_secret, "old");
    assert_string_equal(got.sinks[2].ca_file, "/etc/ssl/desk.pem");
    assert_string_equal(got.sinks[2].from, "watch@example.org");
    assert_string_equal(got.sinks[2].to, "night@example.org");
    assert_true(got.sinks[2].has_no_tls);
}

static void a_sink_of_no_type_is_refused(void **state)
{
    static const struct notifier_sink sinks[] = {{.name = "fax", .type = NOTIFIER_SINK_TYPES}};
    struct fixture *fixture = *state;
    struct notifier_setup_message got;
    const struct notifier_setup_message sent = {
        .store_uuid = "9f3c", .user_agent = "storywatch/0.1", .sinks = sinks, .sink_count = 1};

    assert_true(message_encode_notifier_setup(&sent, &fixture->body));
    assert_false(
        message_decode_notifier_setup(&got, fixture->body.data, fixture->body.len, fixture->arena));
}

static void an_alert_arrives_as_it_was_sent(void **state)
{
    struct fixture *fixture = *state;
    const struct deliver_message sent = {
        .sink = 1, .alert = 42, .follows = 17, .attempts = 3, .line = "{\"id\":42}"};
    struct deliver_message got;

    assert_true(message_encode_deliver(&sent, &fixture->body));
    assert_true(
        message_decode_deliver(&got, fixture->body.data, fixture->body.len, fixture->arena));
    assert_int_equal(got.sink, 1);
    assert_int_equal(got.alert, 42);
    assert_int_equal(got.follows, 17);
    assert_int_equal(got.attempts, 3);
    assert_string_equal(got.line, sent.line);
}

static void a_failure_arrives_as_it_was_sent(void **state)
{
    struct fixture *fixture = *state;
    const struct delivered_message sent = {.sink = 1,
                                           .alert = 42,
                                           .is_refused = true,
                                           .retry_after = 120,
                                           .duration_ms = 35,
                                           .error = "HTTP status 503",
                                           .answer = "HTTP/1.1 503 Busy: later"};
    struct delivered_message got;

    assert_true(message_encode_delivered(&sent, &fixture->body));
    assert_true(
        message_decode_delivered(&got, fixture->body.data, fixture->body.len, fixture->arena));
    assert_false(got.is_done);
    assert_int_equal(got.retry_after, 120);
    assert_true(got.is_refused);
    assert_int_equal(got.duration_ms, 35);
    assert_string_equal(got.error, "HTTP status 503");
    assert_string_equal(got.answer, "HTTP/1.1 503 Busy: later");
}

static void an_opened_log_arrives_as_it_was_sent(void **state)
{
    struct fixture *fixture = *state;
    const struct log_opened_message sent = {.sink = 2, .last_id = 41, .inode = 1234567};
    struct log_opened_message got;

    assert_true(message_encode_log_opened(&sent, &fixture->body));
    assert_true(
        message_decode_log_opened(&got, fixture->body.data, fixture->body.len, fixture->arena));
    assert_int_equal(got.sink, 2);
    assert_int_equal(got.last_id, 41);
    assert_int_equal(got.inode, 1234567);
    assert_null(got.error);
}

int main(void)
{
#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, open_fixture, close_fixture)
    const struct CMUnitTest tests[] = {
        WITH_FIXTURE(the_sinks_arrive_as_they_were_sent),
        WITH_FIXTURE(a_sink_of_no_type_is_refused),
        WITH_FIXTURE(an_alert_arrives_as_it_was_sent),
        WITH_FIXTURE(a_failure_arrives_as_it_was_sent),
        WITH_FIXTURE(an_opened_log_arrives_as_it_was_sent),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
