#include "tests/helpers/message_desk.h"

static const uint64_t document[] = {3, 2, 1};

static struct polled_message news(void)
{
    return (struct polled_message){.job = 12,
                                   .outcome = POLLED_DOCUMENT,
                                   .http_status = 200,
                                   .message = "",
                                   .etag = {"\"v2\"", 4, true},
                                   .fresh_for = 300,
                                   .ttl = 60,
                                   .skip_hours = 1U << 23,
                                   .skip_days = 1U << 6,
                                   .format = "rss-2.0",
                                   .title = "World news",
                                   .bytes = 4711,
                                   .duration_ms = 130,
                                   .address = IN6ADDR_LOOPBACK_INIT,
                                   .answered_host = "cdn.example.org",
                                   .document = document,
                                   .document_count = 3,
                                   .item_count = 1};
}

static bool decode(struct fixture *fixture, const struct polled_message *sent,
                   struct polled_message *got)
{
    buffer_clear(&fixture->body);
    assert_true(message_encode_polled(sent, &fixture->body));
    return message_decode_polled(got, fixture->body.data, fixture->body.len, fixture->arena);
}

static void a_poll_s_end_arrives_as_it_was_sent(void **state)
{
    struct polled_message sent = news(), got;

    assert_true(decode(*state, &sent, &got));
    assert_int_equal(got.outcome, POLLED_DOCUMENT);
    assert_int_equal(got.http_status, 200);
    assert_string_equal(got.message, "");
    assert_memory_equal(got.etag.data, "\"v2\"", 4);
    assert_null(got.permanent_url);
    assert_string_equal(got.answered_host, "cdn.example.org");
    assert_int_equal(got.fresh_for, 300);
    assert_int_equal(got.ttl, 60);
    assert_int_equal(got.skip_hours, 1U << 23);
    assert_int_equal(got.skip_days, 1U << 6);
    assert_string_equal(got.format, "rss-2.0");
    assert_int_equal(got.bytes, 4711);
    assert_memory_equal(&got.address, &in6addr_loopback, sizeof(got.address));
    assert_int_equal(got.document_count, 3);
    assert_int_equal(got.document[0], 3);
    assert_int_equal(got.item_count, 1);
}

static void numbers_out_of_range_are_refused(void **state)
{
    struct polled_message got;
    struct polled_message wrong[8];

    for (size_t i = 0; i < 8; i++)
        wrong[i] = news();
    wrong[0].outcome = POLLED_OUTCOMES;
    wrong[1].http_status = -1;
    wrong[2].retry_after = -1;
    wrong[3].ttl = -1;
    wrong[4].skip_hours = 1U << 24;
    wrong[5].skip_days = 1U << 7;
    wrong[6].item_count = POLLED_DOCUMENT_MAX + 1;
    wrong[7].message = NULL;
    for (size_t i = 0; i < 8; i++)
        assert_false(decode(*state, &wrong[i], &got));
}

static void a_sandbox_is_told(void **state)
{
    struct fixture *fixture = *state;
    const struct sandbox_message sent = {
        .has_seccomp = true, .landlock = 4, .missing = "Landlock: no network rules"};
    struct sandbox_message got;

    assert_true(message_encode_sandbox(&sent, &fixture->body));
    assert_true(
        message_decode_sandbox(&got, fixture->body.data, fixture->body.len, fixture->arena));
    assert_true(got.has_seccomp);
    assert_int_equal(got.landlock, 4);
    assert_string_equal(got.missing, "Landlock: no network rules");
}

int main(void)
{
#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, open_fixture, close_fixture)
    const struct CMUnitTest tests[] = {
        WITH_FIXTURE(a_poll_s_end_arrives_as_it_was_sent),
        WITH_FIXTURE(numbers_out_of_range_are_refused),
        WITH_FIXTURE(a_sandbox_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
