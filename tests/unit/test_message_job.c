#include "tests/helpers/message_desk.h"

static void a_job_arrives_as_it_was_sent(void **state)
{
    static const struct message_header headers[] = {{"X-Desk", "night"}};
    static const uint64_t known[] = {7, UINT64_MAX, 1};
    struct fixture *fixture = *state;
    struct job_message got;
    const struct job_message sent = {.number = 5,
                                     .feed_slot = 3,
                                     .feed = "bbc-world",
                                     .url = "https://feeds.example.org/world.xml",
                                     .configured_url = "http://feeds.example.org/world",
                                     .etag = {"\"\xE9\"", 3, true}, /* opaque, no UTF-8 */
                                     .last_modified = {.is_present = false},
                                     .body_hash = 99,
                                     .headers = headers,
                                     .header_count = 1,
                                     .user = "desk:secret",
                                     .has_no_proxy = true,
                                     .ignores_holds = true,
                                     .timeout_ms = 30000,
                                     .known = known,
                                     .known_count = 3};

    assert_true(message_encode_job(&sent, &fixture->body));
    assert_true(message_decode_job(&got, fixture->body.data, fixture->body.len, fixture->arena));
    assert_int_equal(got.number, 5);
    assert_int_equal(got.feed_slot, 3);
    assert_string_equal(got.feed, "bbc-world");
    assert_string_equal(got.url, sent.url);
    assert_string_equal(got.configured_url, sent.configured_url);
    assert_true(got.etag.is_present);
    assert_memory_equal(got.etag.data, "\"\xE9\"", 3);
    assert_false(got.last_modified.is_present);
    assert_int_equal(got.body_hash, 99);
    assert_int_equal(got.header_count, 1);
    assert_string_equal(got.headers[0].value, "night");
    assert_string_equal(got.user, "desk:secret");
    assert_null(got.bearer);
    assert_true(got.has_no_proxy);
    assert_true(got.ignores_holds);
    assert_int_equal(got.timeout_ms, 30000);
    assert_int_equal(got.known_count, 3);
    assert_true(got.known[1] == UINT64_MAX);
}

static void an_empty_validator_is_told_from_none(void **state)
{
    struct fixture *fixture = *state;
    struct job_message got;
    const struct job_message sent = {
        .feed = "a", .url = "b", .configured_url = "c", .etag = {"", 0, true}};

    assert_true(message_encode_job(&sent, &fixture->body));
    assert_true(message_decode_job(&got, fixture->body.data, fixture->body.len, fixture->arena));
    assert_true(got.etag.is_present);
    assert_int_equal(got.etag.len, 0);
    assert_false(got.last_modified.is_present);
}

static void a_job_without_a_url_is_refused(void **state)
{
    struct fixture *fixture = *state;
    struct job_message got;
    const struct job_message sent = {.feed = "bbc-world", .configured_url = "c"};

    assert_true(message_encode_job(&sent, &fixture->body));
    assert_false(message_decode_job(&got, fixture->body.data, fixture->body.len, fixture->arena));
}

static void a_fetcher_s_setup_arrives_as_it_was_sent(void **state)
{
    static const char *const networks[] = {"127.0.0.0/8", "::1/128"};
    struct fixture *fixture = *state;
    struct fetcher_setup_message got;
    const struct fetcher_setup_message sent = {.user_agent = "storywatch/0.1",
                                               .connect_timeout_ms = 10000,
                                               .max_body = 16 << 20,
                                               .max_header = 256 << 10,
                                               .connections = 64,
                                               .per_host_connections = 1,
                                               .per_host_spacing_ms = 1000,
                                               .per_address_connections = 4,
                                               .per_address_starts = 8,
                                               .allow_addresses = networks,
                                               .allow_address_count = 2};

    assert_true(message_encode_fetcher_setup(&sent, &fixture->body));
    assert_true(
        message_decode_fetcher_setup(&got, fixture->body.data, fixture->body.len, fixture->arena));
    assert_string_equal(got.user_agent, "storywatch/0.1");
    assert_null(got.proxy);
    assert_int_equal(got.max_body, 16 << 20);
    assert_int_equal(got.per_address_starts, 8);
    assert_int_equal(got.allow_address_count, 2);
    assert_string_equal(got.allow_addresses[1], "::1/128");
}

static void a_hold_arrives_as_it_was_sent(void **state)
{
    struct fixture *fixture = *state;
    struct hold_message got;
    const struct hold_message sent = {"news.example.org", 90000};

    assert_true(message_encode_hold(&sent, &fixture->body));
    assert_true(message_decode_hold(&got, fixture->body.data, fixture->body.len, fixture->arena));
    assert_string_equal(got.host, "news.example.org");
    assert_int_equal(got.ms, 90000);
}

int main(void)
{
#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, open_fixture, close_fixture)
    const struct CMUnitTest tests[] = {
        WITH_FIXTURE(a_job_arrives_as_it_was_sent),
        WITH_FIXTURE(an_empty_validator_is_told_from_none),
        WITH_FIXTURE(a_job_without_a_url_is_refused),
        WITH_FIXTURE(a_fetcher_s_setup_arrives_as_it_was_sent),
        WITH_FIXTURE(a_hold_arrives_as_it_was_sent),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
