#include "daemon/core/roster.h"
#include "store/retention.h"
#include "tests/helpers/core_desk.h"

#define HEAD                                                                                       \
    "state_dir: /var/lib/storywatch\n"                                                             \
    "contact: desk@harbour.example.org\n"                                                          \
    "feeds:\n"
#define HARBOUR "  - { name: harbour, url: 'https://news.example.org/harbour.xml' }\n"
#define QUAY "  - { name: quay, url: 'https://NEWS.example.org:443/quay.xml', every: 1h }\n"
#define COUNCIL "  - { name: council, url: 'https://council.example.org/feed.xml' }\n"

static int open_desk(void **state)
{
    *state = core_desk_open(HEAD HARBOUR QUAY COUNCIL);
    return 0;
}

static int close_desk(void **state)
{
    core_desk_close(*state);
    return 0;
}

static struct roster *open_roster(struct core_desk *desk, const struct settings *settings)
{
    struct roster *roster = roster_open(settings, desk->store, MONDAY, &desk->err);

    if (roster == NULL)
        fail_msg("%s", desk->err.message);
    return roster;
}

static struct settings *load(const char *config)
{
    struct settings *settings =
        settings_load_text("storywatch.yaml", config, strlen(config), core_desk_on_problem, NULL);

    assert_non_null(settings);
    return settings;
}

static struct feed_state state_of(struct core_desk *desk, const char *name)
{
    struct feed_state state;

    assert_stored(desk, store_feed_find(desk->store, name, desk->arena, &state, &desk->err));
    return state;
}

static void save(struct core_desk *desk, const struct feed_state *state)
{
    assert_stored(desk, store_feed_save(desk->store, state, &desk->err));
}

/* What a service that ended left behind: this feed is held after such an answer. */
static void leave_held(struct core_desk *desk, const char *name, int32_t http_status, int64_t until)
{
    struct feed_state state = state_of(desk, name);

    state.status = FEED_HELD;
    state.http_status = http_status;
    state.hold_until = until;
    state.next_poll = until;
    save(desk, &state);
}

static void a_feed_is_found_by_id_and_by_name(void **state)
{
    static const char *const names[] = {"council", "harbour", "quay"};
    struct core_desk *desk = *state;
    struct roster *roster = open_roster(desk, desk->settings);

    assert_int_equal(roster_count(roster), 3);
    for (size_t i = 0; i < 3; i++) {
        struct feed *feed = roster_find_name(roster, names[i]);
        assert_string_equal(feed->settings->name, names[i]);
        assert_int_equal(feed->id, state_of(desk, names[i]).id);
        assert_ptr_equal(roster_find_id(roster, feed->id), feed);
    }
    assert_null(roster_find_name(roster, "ferries"));
    assert_null(roster_find_id(roster, 99));
    roster_free(roster);
}

static void feeds_of_one_host_share_it(void **state)
{
    struct core_desk *desk = *state;
    struct roster *roster = open_roster(desk, desk->settings);
    struct host *host = roster_find_name(roster, "harbour")->host;

    assert_string_equal(host->name, "news.example.org");
    assert_ptr_equal(roster_find_name(roster, "quay")->host, host);
    assert_ptr_not_equal(roster_find_name(roster, "council")->host, host);
    roster_free(roster);
}

static void a_feed_that_moved_is_of_the_host_it_is_asked_of(void **state)
{
    struct core_desk *desk = *state;
    struct feed_state moved = state_of(desk, "council");

    moved.moved_to = "https://news.example.org/council.xml";
    save(desk, &moved);
    struct roster *roster = open_roster(desk, desk->settings);
    assert_ptr_equal(roster_find_name(roster, "council")->host,
                     roster_find_name(roster, "harbour")->host);
    roster_free(roster);
}

static void a_new_feed_is_due_at_once_and_one_that_is_gone_never(void **state)
{
    struct core_desk *desk = *state;
    struct feed_state gone = state_of(desk, "quay"), waiting = state_of(desk, "council");

    gone.status = FEED_GONE;
    save(desk, &gone);
    waiting.next_poll = MONDAY + HOUR;
    save(desk, &waiting);
    struct roster *roster = open_roster(desk, desk->settings);
    assert_int_equal(roster_stored_due(roster, 0), MONDAY);
    assert_int_equal(roster_stored_due(roster, 1), NO_TIME);
    assert_true(roster_at(roster, 1)->is_gone);
    assert_int_equal(roster_stored_due(roster, 2), MONDAY + HOUR);
    assert_false(roster_at(roster, 2)->is_gone);
    roster_free(roster);
}

/* ---- holds ---- */

static void a_429_holds_its_host_over_a_restart(void **state)
{
    struct core_desk *desk = *state;

    leave_held(desk, "harbour", 429, MONDAY + 2 * HOUR);
    leave_held(desk, "quay", 429, MONDAY + HOUR);
    struct roster *roster = open_roster(desk, desk->settings);
    assert_int_equal(roster_find_name(roster, "harbour")->host->hold_until, MONDAY + 2 * HOUR);
    assert_int_equal(roster_find_name(roster, "council")->host->hold_until, NO_TIME);
    roster_free(roster);
}

static void a_503_holds_only_its_feed_over_a_restart(void **state)
{
    struct core_desk *desk = *state;

    leave_held(desk, "harbour", 503, MONDAY + HOUR);
    struct roster *roster = open_roster(desk, desk->settings);
    assert_int_equal(roster_find_name(roster, "harbour")->host->hold_until, NO_TIME);
    assert_int_equal(roster_stored_due(roster, 0), MONDAY + HOUR);
    roster_free(roster);
}

static void a_reload_keeps_what_is_known_of_hosts(void **state)
{
    struct core_desk *desk = *state;
    struct settings *reloaded = load(HEAD COUNCIL QUAY);
    struct roster *old = open_roster(desk, desk->settings);

    struct host *host = roster_find_name(old, "harbour")->host;
    host->hold_until = MONDAY + HOUR;
    host->unavailable_feed = 2;
    host->hash = 17;
    struct roster *roster = open_roster(desk, reloaded);
    hosts_take(roster_hosts(roster), roster_hosts(old));
    roster_free(old);
    host = roster_find_name(roster, "quay")->host;
    assert_int_equal(host->hold_until, MONDAY + HOUR);
    assert_int_equal(host->unavailable_feed, 2);
    assert_int_equal(host->hash, 17);
    assert_int_equal(roster_find_name(roster, "council")->host->hold_until, NO_TIME);
    roster_free(roster);
    settings_free(reloaded);
}

/* ---- the rows of the store ---- */

static void a_feed_that_left_the_config_is_out_of_service_and_keeps_its_row(void **state)
{
    struct core_desk *desk = *state;
    struct settings *reloaded = load(HEAD HARBOUR);
    struct roster *roster = open_roster(desk, reloaded);

    assert_true(state_of(desk, "harbour").is_configured);
    assert_false(state_of(desk, "quay").is_configured);
    assert_null(roster_find_name(roster, "quay"));
    roster_free(roster);
    settings_free(reloaded);
}

static void a_store_that_cannot_be_written_opens_no_roster(void **state)
{
    struct core_desk *desk = *state;
    struct store_counts counts;

    assert_stored(desk, store_begin(desk->store, &desk->err)); /* a second one cannot be */
    assert_null(roster_open(desk->settings, desk->store, MONDAY, &desk->err));
    assert_string_not_equal(desk->err.message, "");
    assert_stored(desk, store_count(desk->store, &counts, &desk->err));
    assert_int_equal(counts.feeds, 3);
}

static void two_feeds_that_wait_after_a_503_hold_their_host(void **state)
{
    struct core_desk *desk = *state;

    leave_held(desk, "harbour", 503, MONDAY + HOUR);
    struct roster *roster = open_roster(desk, desk->settings);
    assert_int_equal(roster_find_name(roster, "quay")->host->hold_until, NO_TIME);
    roster_free(roster);
    leave_held(desk, "quay", 503, MONDAY + 2 * HOUR);
    roster = open_roster(desk, desk->settings);
    assert_int_equal(roster_find_name(roster, "quay")->host->hold_until, MONDAY + 2 * HOUR);
    roster_free(roster);
}

static void a_success_between_two_503_frees_the_host(void **state)
{
    struct core_desk *desk = *state;

    leave_held(desk, "harbour", 503, MONDAY + HOUR);
    struct feed_state quay = state_of(desk, "quay");
    quay.last_success = MONDAY;
    save(desk, &quay);
    leave_held(desk, "quay", 503, MONDAY + 2 * HOUR);
    struct roster *roster = open_roster(desk, desk->settings);
    assert_int_equal(roster_find_name(roster, "quay")->host->hold_until, NO_TIME);
    roster_free(roster);
}

static void hosts_of_one_address_go_to_one_fetcher(void **state)
{
    struct core_desk *desk =
        core_desk_open(HEAD "  - { name: a, url: 'http://a.localhost:8080/' }\n"
                            "  - { name: b, url: 'http://b.localhost/' }\n"
                            "  - { name: c, url: 'http://127.0.0.1/c' }\n"
                            "  - { name: d, url: 'http://[2001:db8::1]/d' }\n"
                            "  - { name: e, url: 'http://[2001:DB8:0::1]:8080/e' }\n");
    struct roster *roster = open_roster(desk, desk->settings);
    uint64_t local = roster_find_name(roster, "a")->host->hash;

    (void)state;
    assert_true(roster_find_name(roster, "b")->host->hash == local);
    assert_true(roster_find_name(roster, "c")->host->hash == local);
    assert_true(roster_find_name(roster, "d")->host->hash ==
                roster_find_name(roster, "e")->host->hash);
    assert_false(roster_find_name(roster, "d")->host->hash == local);
    roster_free(roster);
    core_desk_close(desk);
}

static void a_feed_is_found_by_its_configured_url(void **state)
{
    struct core_desk *desk = *state;
    struct roster *roster = open_roster(desk, desk->settings);

    assert_ptr_equal(roster_find_url(roster, "https://council.example.org/feed.xml"),
                     roster_find_name(roster, "council"));
    assert_ptr_equal(roster_find_url(roster, "https://news.example.org/quay.xml"),
                     roster_find_name(roster, "quay"));
    assert_null(roster_find_url(roster, "https://council.example.org/"));
    roster_free(roster);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_desk, close_desk)
        TEST(two_feeds_that_wait_after_a_503_hold_their_host),
        TEST(a_success_between_two_503_frees_the_host),
        cmocka_unit_test(hosts_of_one_address_go_to_one_fetcher),
        TEST(a_feed_is_found_by_its_configured_url),
        TEST(a_feed_is_found_by_id_and_by_name),
        TEST(feeds_of_one_host_share_it),
        TEST(a_feed_that_moved_is_of_the_host_it_is_asked_of),
        TEST(a_new_feed_is_due_at_once_and_one_that_is_gone_never),
        TEST(a_429_holds_its_host_over_a_restart),
        TEST(a_503_holds_only_its_feed_over_a_restart),
        TEST(a_reload_keeps_what_is_known_of_hosts),
        TEST(a_feed_that_left_the_config_is_out_of_service_and_keeps_its_row),
        TEST(a_store_that_cannot_be_written_opens_no_roster),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
