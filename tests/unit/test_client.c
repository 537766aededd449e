#include "tests/helpers/fetch_desk.h"

static void starts_at_one_host_are_spaced(void **state)
{
    struct fixture *fixture = *state;
    const struct fetch_request requests[] = {{.url = "/a"}, {.url = "/b"}, {.url = "/c"}};
    struct result results[3];

    fixture->settings.per_host_spacing_ms = 120;
    ANSWER_WITH(fixture, {.bytes = OK_HEAD "Content-Length: 71\r\n\r\n" DOCUMENT});
    int64_t begun = now_ms(); /* and not when the first was seen: that may be late */
    fetch_all(fixture, requests, 3, results);
    const struct seen_request *seen = fixture->server.requests;
    assert_true(seen[1].ms - begun >= 119);
    assert_true(seen[2].ms - begun >= 239);
    assert_non_null(strstr(seen[0].text, "GET /a "));
    assert_non_null(strstr(seen[2].text, "GET /c "));
}

static void an_address_with_many_names_has_limits_of_its_own(void **state)
{
    struct fixture *fixture = *state;
    char names[6][64];
    struct fetch_request requests[6] = {0};
    struct result results[6];

    fixture->settings.per_address_connections = 2;
    fixture->settings.per_address_starts = 20;
    ANSWER_WITH(fixture, {.bytes = OK_HEAD "Content-Length: 71\r\n\r\n" DOCUMENT});
    for (unsigned i = 0; i < 6; i++) {
        static const char *const forms[] = {"127.0.0.1", "localhost", "[::ffff:127.0.0.1]"};
        snprintf(names[i], sizeof(names[i]), "http://%s:%u/", forms[i / 2],
                 (unsigned)fixture->server.port);
        requests[i].url = names[i];
    }
    int64_t begun = now_ms();
    fetch_all(fixture, requests, 6, results);
    for (unsigned i = 0; i < 6; i++)
        assert_int_equal(results[i].outcome, FETCH_DOCUMENT);
    const struct seen_request *seen = fixture->server.requests;
    assert_true(seen[5].ms - begun >= 5 * 50 - 20);
}

static struct in6_addr turned_away;

static bool is_elsewhere(void *owner, const struct in6_addr *address)
{
    (void)owner;
    turned_away = *address;
    return true;
}

static void an_address_that_another_client_asks_gets_no_packet(void **state)
{
    struct fixture *fixture = *state;
    const struct fetch_request request = {.url = "/a", .is_elsewhere = is_elsewhere};
    struct result result;

    ANSWER_WITH(fixture, {.bytes = OK_HEAD "Content-Length: 71\r\n\r\n" DOCUMENT});
    fetch_all(fixture, &request, 1, &result);
    assert_int_equal(result.outcome, FETCH_ELSEWHERE);
    assert_memory_equal(&result.address, &turned_away, sizeof(turned_away));
    assert_int_equal(fixture->server.connection_count, 0);
}

static bool is_of_ipv6(void *owner, const struct in6_addr *address)
{
    (void)owner;
    return !IN6_IS_ADDR_V4MAPPED(address);
}

static bool is_of_ipv4(void *owner, const struct in6_addr *address)
{
    return !is_of_ipv6(owner, address);
}

/* Of a name with an address of each kind, of which the server has IPv4's. */
static struct result get_localhost(struct fixture *fixture,
                                   bool (*is_other)(void *owner, const struct in6_addr *address))
{
    struct fetch_network loopbacks[2];
    char url[64];
    const struct fetch_request request = {.url = url, .is_elsewhere = is_other};
    struct result result;

    assert_true(fetch_network_parse("127.0.0.0/8", &loopbacks[0]));
    assert_true(fetch_network_parse("::1", &loopbacks[1]));
    fixture->settings.allowed = loopbacks;
    fixture->settings.allowed_count = 2;
    snprintf(url, sizeof(url), "http://localhost:%u/", (unsigned)fixture->server.port);
    ANSWER_WITH(fixture, {.bytes = OK_HEAD "Content-Length: 71\r\n\r\n" DOCUMENT});
    fetch_all(fixture, &request, 1, &result);
    assert_true(IN6_IS_ADDR_V4MAPPED(&result.address));
    return result;
}

static void of_several_addresses_the_own_one_is_asked_and_told(void **state)
{
    assert_int_equal(get_localhost(*state, is_of_ipv6).outcome, FETCH_DOCUMENT);
}

static void where_the_own_address_does_not_answer_it_is_the_others_turn(void **state)
{
    assert_int_equal(get_localhost(*state, is_of_ipv4).outcome, FETCH_ELSEWHERE);
}

static bool is_home_once(void *owner, const struct in6_addr *address)
{
    static bool was_home;
    bool is_home = !was_home;

    (void)owner;
    (void)address;
    was_home = true;
    return !is_home;
}

static void a_redirect_stays_with_the_client(void **state)
{
    struct fixture *fixture = *state;
    const struct fetch_request request = {.url = "/a", .is_elsewhere = is_home_once};
    struct result result;

    ANSWER_WITH(fixture,
                {.bytes = "HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 0\r\n"
                          "Connection: close\r\n\r\n",
                 .closes = true},
                {.bytes = OK_HEAD "Content-Length: 71\r\n\r\n" DOCUMENT});
    fetch_all(fixture, &request, 1, &result);
    assert_int_equal(result.outcome, FETCH_DOCUMENT);
    assert_int_equal(fixture->server.connection_count, 2);
}

static void a_cancelled_transfer_calls_nobody(void **state)
{
    struct fixture *fixture = *state;
    unsigned pending = 2;
    struct result silent = {.base = fixture->base, .pending = &pending};
    char url[64];

    make_client(fixture);
    ANSWER_WITH(fixture, {.bytes = OK_HEAD "Content-Length: 71\r\n\r\n" DOCUMENT});
    snprintf(url, sizeof(url), "http://127.0.0.1:%u/", (unsigned)fixture->server.port);
    struct fetch_request request = {.url = url, .configured_url = url, .timeout_ms = 1000};
    fetch_cancel(fetch_start(fixture->client, &request, on_done, &silent));
    assert_int_equal(get(fixture, "/b").outcome, FETCH_DOCUMENT);
    assert_false(silent.is_done);
    assert_int_equal(fixture->server.request_count, 1);
}

static void a_bad_url_fails_from_the_loop(void **state)
{
    struct fixture *fixture = *state;

    assert_int_equal(get(fixture, "gopher://127.0.0.1/").outcome, FETCH_FIRM);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        TEST(starts_at_one_host_are_spaced),
        TEST(an_address_with_many_names_has_limits_of_its_own),
        TEST(an_address_that_another_client_asks_gets_no_packet),
        TEST(of_several_addresses_the_own_one_is_asked_and_told),
        TEST(where_the_own_address_does_not_answer_it_is_the_others_turn),
        TEST(a_redirect_stays_with_the_client),
        TEST(a_cancelled_transfer_calls_nobody),
        TEST(a_bad_url_fails_from_the_loop),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
