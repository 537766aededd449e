#include "daemon/core/poll_job.h"
#include "daemon/ipc/message.h"
#include "tests/helpers/core_desk.h"

#define CONFIG_MAX ((size_t)1 << 20)
#define HEAD                                                                                       \
    "state_dir: /var/lib/storywatch\n"                                                             \
    "contact: desk@harbour.example.org\n"                                                          \
    "fetch: { timeout: 40s, proxy: 'http://proxy.example.org:3128' }\n"                            \
    "feeds:\n"
#define PLAIN "  - { name: harbour, url: 'https://harbour.example.org/feed.xml' }\n"

static int open_desk(void **state)
{
    *state = core_desk_open(HEAD PLAIN);
    return 0;
}

static int close_desk(void **state)
{
    core_desk_close(*state);
    return 0;
}

static struct settings *load(const char *config)
{
    struct settings *settings =
        settings_load_text("storywatch.yaml", config, strlen(config), core_desk_on_problem, NULL);

    assert_non_null(settings);
    return settings;
}

static struct job_message job_of(struct core_desk *desk, const struct settings *settings)
{
    static const struct trust_plan both = {.sends_etag = true, .sends_last_modified = true};
    struct feed_state state;

    assert_stored(desk, store_feed_get(desk->store, 1, desk->arena, &state, &desk->err));
    return poll_job_message(settings, &settings->feeds[0], &state, &both, desk->arena);
}

static void a_feed_is_asked_with_what_is_remembered_of_it(void **state)
{
    struct core_desk *desk = *state;
    struct feed_state feed;

    assert_stored(desk, store_feed_get(desk->store, 1, desk->arena, &feed, &desk->err));
    feed.moved_to = "https://news.harbour.example.org/feed.xml";
    feed.etag = (struct bytes){"\"a\"", 3, true};
    feed.last_modified = (struct bytes){.data = "", .is_present = true};
    feed.body_hash = 17;
    assert_stored(desk, store_feed_save(desk->store, &feed, &desk->err));
    struct job_message job = job_of(desk, desk->settings);
    assert_string_equal(job.url, "https://news.harbour.example.org/feed.xml");
    assert_string_equal(job.configured_url, "https://harbour.example.org/feed.xml");
    assert_int_equal(job.etag.len, 3);
    assert_memory_equal(job.etag.data, "\"a\"", 3);
    assert_true(job.last_modified.is_present);
    assert_int_equal(job.last_modified.len, 0);
    assert_int_equal(job.body_hash, 17);
}

static void a_new_feed_is_asked_without_validators(void **state)
{
    struct job_message job = job_of(*state, ((struct core_desk *)*state)->settings);

    assert_string_equal(job.url, "https://harbour.example.org/feed.xml");
    assert_false(job.etag.is_present);
    assert_false(job.last_modified.is_present);
    assert_int_equal(job.body_hash, 0);
    assert_null(job.user);
    assert_null(job.bearer);
}

static void a_feeds_own_timeout_comes_before_the_general_one(void **state)
{
    struct core_desk *desk = *state;
    struct settings *settings =
        load(HEAD "  - { name: harbour, url: 'https://harbour.example.org/', "
                  "timeout: 2m }\n");

    assert_int_equal(job_of(desk, desk->settings).timeout_ms, 40000);
    assert_int_equal(job_of(desk, settings).timeout_ms, 120000);
    settings_free(settings);
}

/* The proxy of the setup holds for a feed that names none. */
static void a_feed_may_do_without_the_proxy(void **state)
{
    struct core_desk *desk = *state;
    struct settings *settings =
        load(HEAD "  - { name: harbour, url: 'https://harbour.example.org/', "
                  "proxy: none }\n");

    assert_false(job_of(desk, desk->settings).has_no_proxy);
    assert_true(job_of(desk, settings).has_no_proxy);
    settings_free(settings);
}

static void append_repeated(struct buffer *text, char byte, size_t count)
{
    for (size_t i = 0; i < count; i++)
        assert_true(buffer_append_byte(text, byte));
}

/* A config with a feed at every bound of the schema. */
static void write_largest_feed(struct buffer *config)
{
    buffer_init(config, CONFIG_MAX);
    assert_true(buffer_append_string(config, HEAD "  - name: "));
    append_repeated(config, 'n', 256);
    assert_true(buffer_append_string(config, "\n    url: https://harbour.example.org/"));
    append_repeated(config, 'u', 4096 - strlen("https://harbour.example.org/"));
    assert_true(buffer_append_string(config, "\n    headers:\n"));
    for (int i = 0; i < 32; i++) {
        assert_true(buffer_append_format(config, "      X-%03d", i));
        append_repeated(config, 'h', 251);
        assert_true(buffer_append_string(config, ": "));
        append_repeated(config, 'v', 4096);
        assert_true(buffer_append_byte(config, '\n'));
    }
}

static void fill_with(char *text, size_t size)
{
    memset(text, 'x', size - 1);
    text[size - 1] = '\0';
}

/* Whatever the config, the secrets and the store may hold, a job of it can be sent and read: a
 * fetcher ends when it cannot, and the feed would never be polled. */
static void the_largest_job_that_a_config_makes_can_be_read(void **state)
{
    static char validator[MESSAGE_VALIDATOR_MAX + 1], secret[(8 << 10) + 1], pem[(64 << 10) + 1];
    static uint64_t known[JOB_KNOWN_MAX];
    struct core_desk *desk = *state;
    struct buffer config, encoded;
    struct job_message read;

    fill_with(validator, sizeof(validator));
    fill_with(secret, sizeof(secret));
    fill_with(pem, sizeof(pem));
    write_largest_feed(&config);
    struct settings *settings = load(config.data);
    struct job_message job = job_of(desk, settings);
    job.etag = job.last_modified = (struct message_bytes){validator, MESSAGE_VALIDATOR_MAX, true};
    job.user = job.bearer = secret;
    job.client_cert = job.client_key = pem;
    job.known = known;
    job.known_count = JOB_KNOWN_MAX;
    buffer_init(&encoded, MESSAGE_MAX);
    assert_true(message_encode_job(&job, &encoded));
    assert_true(message_decode_job(&read, encoded.data, encoded.len, desk->arena));
    assert_int_equal(read.header_count, 32);
    assert_string_equal(read.headers[31].value, settings->feeds[0].headers[31].value);
    assert_string_equal(read.client_key, pem);
    buffer_free(&encoded);
    buffer_free(&config);
    settings_free(settings);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_desk, close_desk)
        TEST(a_feed_is_asked_with_what_is_remembered_of_it),
        TEST(a_new_feed_is_asked_without_validators),
        TEST(a_feeds_own_timeout_comes_before_the_general_one),
        TEST(a_feed_may_do_without_the_proxy),
        TEST(the_largest_job_that_a_config_makes_can_be_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
