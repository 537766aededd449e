#include "store/alerts.h"
#include "store/deliveries.h"
#include "store/retention.h"
#include "store/statement.h"
#include "tests/helpers/core_desk.h"
#include "tests/helpers/ferry.h"

enum feeds {
    BBC = 1,
    DW,
    BLOG
};

static const char config[] =
    "state_dir: /var/lib/storywatch\n"
    "contact: desk@harbour.example.org\n"
    "alerts: { backlog: 24h }\n"
    "feeds:\n"
    "  - { name: bbc, url: 'https://bbc.example.org/', groups: [wire] }\n"
    "  - { name: dw, url: 'https://dw.example.org/' }\n"
    "  - { name: blog, url: 'https://blog.example.org/', dedup: off }\n"
    "topics:\n"
    "  - { name: ferries, query: aground, notify: [alerts] }\n"
    "  - { name: owner, query: northline, severity: high }\n"
    "sinks:\n"
    "  - { name: alerts, type: log, path: /var/log/alerts.jsonl }\n"
    "  - { name: desk, type: webhook, url: 'https://desk.example.org/' }\n";

static int open_desk(void **state)
{
    *state = core_desk_open(config);
    return 0;
}

static int close_desk(void **state)
{
    core_desk_close(*state);
    return 0;
}

static struct published report(const char *id, const char *text)
{
    return (struct published){id, NULL, "Ferry with 214 on board off Brennholm", text, NO_TIME};
}

/* Takes `text` as item `id` of a feed that has been polled before. */
static struct arrival_outcome take_text(struct core_desk *desk, enum feeds feed, int64_t seen,
                                        const char *id, const char *text)
{
    const struct published published = report(id, text);

    return core_desk_take(desk, &(struct coming){.feed = feed, .seen = seen}, &published);
}

static int64_t count_alerts(struct core_desk *desk)
{
    struct store_counts counts;

    assert_stored(desk, store_count(desk->store, &counts, &desk->err));
    return counts.alerts;
}

/* ---- items and stories ---- */

static void a_reprint_elsewhere_is_a_copy_of_its_story(void **state)
{
    struct core_desk *desk = *state;
    struct story_state story;

    struct arrival_outcome lead = take_text(desk, BBC, MONDAY, "lead", REPORT);
    struct arrival_outcome copy = take_text(desk, DW, MONDAY + HOUR, "copy", REPORT);
    struct arrival_outcome other = take_text(desk, DW, MONDAY + HOUR, "budget", BUDGET);
    assert_int_equal(lead.kind, ARRIVAL_NEW);
    assert_false(lead.is_copy);
    assert_int_equal(copy.kind, ARRIVAL_NEW);
    assert_true(copy.is_copy);
    assert_int_equal(copy.story, lead.story);
    assert_int_equal(copy.reason.rule, DEDUP_TEXT);
    assert_false(other.is_copy);
    assert_int_not_equal(other.story, lead.story);
    assert_stored(desk, store_story_get(desk->store, lead.story, &story, &desk->err));
    assert_int_equal(story.copies, 1);
}

static void why_an_item_is_a_copy_is_stored_with_it(void **state)
{
    struct core_desk *desk = *state;
    struct stored_item stored;

    take_text(desk, BBC, MONDAY, "lead", REPORT);
    struct arrival_outcome copy = take_text(desk, DW, MONDAY, "copy", REPORT);
    assert_stored(desk, store_item_get(desk->store, copy.item, desk->arena, &stored, &desk->err));
    assert_non_null(strstr(stored.reason, "\"rule\":\"text\""));
}

static void the_same_revision_again_is_known(void **state)
{
    struct core_desk *desk = *state;

    struct arrival_outcome first = take_text(desk, BBC, MONDAY, "lead", REPORT);
    struct arrival_outcome again = take_text(desk, BBC, MONDAY + HOUR, "lead", REPORT);
    assert_int_equal(again.kind, ARRIVAL_KNOWN);
    assert_int_equal(again.item, first.item);
    assert_int_equal(again.story, first.story);
    assert_int_equal(again.alerts.count, 0);
}

static void a_feed_without_dedup_makes_a_story_of_each_item(void **state)
{
    struct core_desk *desk = *state;

    struct arrival_outcome lead = take_text(desk, BBC, MONDAY, "lead", REPORT);
    struct arrival_outcome post = take_text(desk, BLOG, MONDAY, "post", REPORT);
    struct arrival_outcome later = take_text(desk, DW, MONDAY, "copy", REPORT);
    assert_false(post.is_copy);
    assert_int_not_equal(post.story, lead.story);
    assert_int_equal(later.story, lead.story);
}

static void after_a_rollback_the_memory_is_what_the_store_holds(void **state)
{
    struct core_desk *desk = *state;

    struct arrival_outcome lead = take_text(desk, BBC, MONDAY, "lead", REPORT);
    assert_stored(desk, store_begin(desk->store, &desk->err));
    take_text(desk, BBC, MONDAY, "budget", BUDGET);
    store_rollback(desk->store);
    assert_stored(desk, pipeline_rebuild(desk->pipeline, MONDAY, &desk->err));
    struct arrival_outcome copy = take_text(desk, DW, MONDAY, "copy", REPORT);
    struct arrival_outcome budget = take_text(desk, DW, MONDAY, "budget", BUDGET);
    assert_int_equal(copy.story, lead.story);
    assert_false(budget.is_copy);
}

/* Breaks off each statement that reads a story's lead. */
static int break_off(unsigned event, void *db, void *statement, void *sql)
{
    (void)event;
    (void)statement;
    if (strstr(sql, "item.is_lead = 1") != NULL)
        sqlite3_interrupt(db);
    return 0;
}

static void a_story_that_cannot_be_read_is_no_story_without_copies(void **state)
{
    struct core_desk *desk = *state;
    sqlite3 *db = desk->store->db;
    const struct coming coming = {.feed = DW, .seen = MONDAY};
    const struct published reprint = report("copy", REPORT);
    struct arrival_outcome outcome;

    struct arrival_outcome lead = take_text(desk, BBC, MONDAY, "lead", REPORT);
    assert_int_equal(sqlite3_trace_v2(db, SQLITE_TRACE_STMT, break_off, db), SQLITE_OK);
    assert_int_equal(core_desk_try(desk, &coming, &reprint, &outcome), STORE_FAILED);
    assert_non_null(strstr(desk->err.message, "interrupted"));
    assert_int_equal(sqlite3_trace_v2(db, 0, NULL, NULL), SQLITE_OK);
    assert_int_equal(core_desk_take(desk, &coming, &reprint).story, lead.story);
}

static void a_story_out_of_the_window_takes_no_copy(void **state)
{
    struct core_desk *desk = *state;

    take_text(desk, BBC, MONDAY, "lead", REPORT);
    pipeline_expire(desk->pipeline, MONDAY + 15 * DAY);
    struct arrival_outcome late = take_text(desk, DW, MONDAY + 15 * DAY, "late", REPORT);
    assert_false(late.is_copy);
    assert_stored(desk, pipeline_rebuild(desk->pipeline, MONDAY + 15 * DAY, &desk->err));
    struct arrival_outcome later = take_text(desk, BBC, MONDAY + 16 * DAY, "later", REPORT);
    assert_int_equal(later.story, late.story);
}

/* ---- revisions ---- */

static void a_corrected_text_stays_the_same_item_of_its_story(void **state)
{
    struct core_desk *desk = *state;
    struct stored_item stored;

    struct arrival_outcome first = take_text(desk, BBC, MONDAY, "lead", LEDE RESCUE OWNER);
    struct arrival_outcome second = take_text(desk, BBC, MONDAY + HOUR, "lead", REPORT);
    assert_int_equal(second.kind, ARRIVAL_REVISED);
    assert_int_equal(second.item, first.item);
    assert_int_equal(second.story, first.story);
    assert_stored(desk, store_item_get(desk->store, first.item, desk->arena, &stored, &desk->err));
    assert_int_equal(stored.seen, MONDAY);
    assert_int_equal(stored.revised, MONDAY + HOUR);
    assert_int_equal(stored.edition, 1);
}

/* A notice that differs in a word would pass for the correction of another. */
static void an_item_that_shares_its_link_is_no_revision_of_another(void **state)
{
    static const struct coming coming = {.feed = BBC, .seen = MONDAY, .shares_link = true};
    static const struct published notices[] = {
        {NULL, "https://port.example/", "Ferry strike ends",
         "The strike of the ferry crews ended on Monday after talks.", NO_TIME},
        {NULL, "https://port.example/", "Ferry strike begins",
         "The strike of the ferry crews begins on Monday after talks.", NO_TIME},
    };
    struct core_desk *desk = *state;

    struct arrival_outcome first = core_desk_take(desk, &coming, &notices[0]);
    struct arrival_outcome second = core_desk_take(desk, &coming, &notices[1]);
    assert_int_equal(second.kind, ARRIVAL_NEW);
    assert_int_not_equal(second.story, first.story);
}

/* DESIGN rule 7: a live page whose text has become another. */
static void a_text_that_tells_another_story_is_the_next_edition(void **state)
{
    struct core_desk *desk = *state;
    struct stored_item stored;

    struct arrival_outcome first = take_text(desk, BBC, MONDAY, "live", BUDGET);
    struct arrival_outcome second = take_text(desk, BBC, MONDAY + HOUR, "live", REPORT);
    assert_int_equal(second.kind, ARRIVAL_NEW);
    assert_int_not_equal(second.item, first.item);
    assert_int_not_equal(second.story, first.story);
    assert_int_equal(second.alerts.count, 2);
    assert_stored(desk, store_item_get(desk->store, second.item, desk->arena, &stored, &desk->err));
    assert_string_equal(stored.identity, "live");
    assert_int_equal(stored.edition, 2);
}

static void the_next_edition_may_be_a_copy_of_what_is_known(void **state)
{
    struct core_desk *desk = *state;

    struct arrival_outcome lead = take_text(desk, DW, MONDAY, "lead", REPORT);
    take_text(desk, BBC, MONDAY, "live", BUDGET);
    struct arrival_outcome next = take_text(desk, BBC, MONDAY + HOUR, "live", REPORT);
    assert_int_equal(next.kind, ARRIVAL_NEW);
    assert_true(next.is_copy);
    assert_int_equal(next.story, lead.story);
    assert_int_equal(next.alerts.count, 0);
}

static void a_revision_can_add_a_topic_and_alerts_once(void **state)
{
    struct core_desk *desk = *state;

    assert_int_equal(take_text(desk, BBC, MONDAY, "lead", LEDE RESCUE INQUIRY).alerts.count, 1);
    struct arrival_outcome revised = take_text(desk, BBC, MONDAY + HOUR, "lead", REPORT);
    assert_int_equal(revised.kind, ARRIVAL_REVISED);
    assert_int_equal(revised.topics.count, 2);
    assert_int_equal(revised.alerts.count, 1);
    assert_int_equal(revised.alerts.list[0], 1);
    assert_int_equal(take_text(desk, BBC, MONDAY + DAY, "lead", REPORT LEDE).alerts.count, 0);
}

/* ---- alerts ---- */

static void a_story_alerts_once_for_a_topic_whatever_copies_come(void **state)
{
    struct core_desk *desk = *state;

    assert_int_equal(take_text(desk, BBC, MONDAY, "lead", REPORT).alerts.count, 2);
    struct arrival_outcome copy = take_text(desk, DW, MONDAY, "copy", REPORT);
    assert_int_equal(copy.topics.count, 2);
    assert_int_equal(copy.alerts.count, 0);
    assert_int_equal(count_alerts(desk), 2);
}

static bool keep_alert(void *owner, const struct stored_alert *alert)
{
    struct stored_alert *kept = owner;

    assert_int_equal(kept->id, 0);
    kept->id = alert->id;
    kept->story = alert->story;
    kept->copies = alert->copies;
    kept->time = alert->time;
    assert_string_equal(alert->topic, "owner");
    assert_string_equal(alert->severity, "high");
    assert_string_equal(alert->feed, "dw");
    assert_non_null(strstr(alert->matched, "\"found\":\"Northline\",\"zone\":\"content\""));
    return true;
}

static void a_copy_can_add_a_topic_that_its_lead_did_not_have(void **state)
{
    struct core_desk *desk = *state;
    struct stored_alert alert = {0};

    struct arrival_outcome lead = take_text(desk, BBC, MONDAY, "lead", LEDE RESCUE INQUIRY);
    struct arrival_outcome copy = take_text(desk, DW, MONDAY + HOUR, "copy", REPORT);
    assert_int_equal(lead.alerts.count, 1);
    assert_true(copy.is_copy);
    assert_int_equal(copy.alerts.count, 1);
    const struct alert_filter of_owner = {.since = NO_TIME, .until = NO_TIME, .topic = "owner"};
    assert_stored(desk, store_alerts_each(desk->store, &of_owner, keep_alert, &alert, &desk->err));
    assert_int_equal(alert.story, lead.story);
    assert_int_equal(alert.copies, 1);
    assert_int_equal(alert.time, MONDAY + HOUR);
}

static bool count_delivery(void *owner, const struct stored_delivery *delivery)
{
    size_t *count = owner;

    (void)delivery;
    ++*count;
    return true;
}

static size_t count_deliveries(struct core_desk *desk, const char *sink)
{
    const struct delivery_filter due = {.sink = sink, .now = MONDAY + DAY, .max = 100};
    size_t count = 0;

    assert_stored(desk,
                  store_deliveries_due(desk->store, &due, count_delivery, &count, &desk->err));
    return count;
}

static void an_alert_goes_to_the_sinks_of_its_topic(void **state)
{
    struct core_desk *desk = *state;

    take_text(desk, BBC, MONDAY, "lead", REPORT);
    assert_int_equal(count_deliveries(desk, "alerts"), 2);
    assert_int_equal(count_deliveries(desk, "desk"), 1);
}

static void without_a_watch_list_items_are_stored_all_the_same(void **state)
{
    struct core_desk *desk = *state;

    pipeline_set_watch(desk->pipeline, NULL);
    struct arrival_outcome outcome = take_text(desk, BBC, MONDAY, "lead", REPORT);
    assert_int_equal(outcome.kind, ARRIVAL_NEW);
    assert_int_equal(outcome.topics.count, 0);
    assert_null(pipeline_next_overrun(desk->pipeline));
}

/* ---- rule 7 ---- */

/* How many alerts an item of this date raises when it is in a feed's first document. */
static size_t alerts_of_first_document(int64_t date)
{
    struct core_desk *desk = core_desk_open(config);
    struct published published = report("lead", REPORT);

    published.date = date;
    struct arrival_outcome outcome =
        core_desk_take(desk, &(struct coming){BBC, MONDAY, .is_first_document = true}, &published);
    assert_int_equal(outcome.kind, ARRIVAL_NEW);
    assert_int_equal(outcome.topics.count, 2);
    assert_int_equal(count_alerts(desk), outcome.alerts.count);
    core_desk_close(desk);
    return outcome.alerts.count;
}

static void a_first_document_alerts_on_what_is_recent_only(void **state)
{
    (void)state;
    assert_int_equal(alerts_of_first_document(MONDAY - DAY - 1), 0);
    assert_int_equal(alerts_of_first_document(MONDAY - DAY), 2);
    assert_int_equal(alerts_of_first_document(MONDAY), 2);
    assert_int_equal(alerts_of_first_document(0), 0);
}

static void an_item_without_a_date_or_dated_ahead_counts_as_new(void **state)
{
    (void)state;
    assert_int_equal(alerts_of_first_document(NO_TIME), 2);
    assert_int_equal(alerts_of_first_document(MONDAY + DAY), 2);
    assert_int_equal(alerts_of_first_document(MONDAY + 365 * DAY), 2);
}

static void a_later_document_alerts_on_old_items_too(void **state)
{
    struct core_desk *desk = *state;
    struct published published = report("lead", REPORT);

    published.date = MONDAY - 300 * DAY;
    assert_int_equal(core_desk_take(desk, &(struct coming){.feed = BBC, .seen = MONDAY}, &published)
                         .alerts.count,
                     2);
}

static void a_story_of_the_backlog_alerts_with_its_next_copy(void **state)
{
    struct core_desk *desk = *state;
    struct published old = report("lead", REPORT);

    old.date = MONDAY - 2 * DAY;
    struct arrival_outcome lead =
        core_desk_take(desk, &(struct coming){BBC, MONDAY, .is_first_document = true}, &old);
    struct arrival_outcome copy = take_text(desk, DW, MONDAY, "copy", REPORT);
    assert_int_equal(lead.alerts.count, 0);
    assert_int_equal(copy.story, lead.story);
    assert_int_equal(copy.alerts.count, 2);
}

static void a_story_of_the_backlog_alerts_with_its_next_revision(void **state)
{
    struct core_desk *desk = *state;
    struct published old = report("lead", LEDE RESCUE OWNER);

    old.date = MONDAY - 2 * DAY;
    core_desk_take(desk, &(struct coming){BBC, MONDAY, .is_first_document = true}, &old);
    old.text = REPORT;
    struct arrival_outcome revised =
        core_desk_take(desk, &(struct coming){.feed = BBC, .seen = MONDAY + HOUR}, &old);
    assert_int_equal(revised.kind, ARRIVAL_REVISED);
    assert_int_equal(revised.alerts.count, 2);
}

static void without_a_backlog_rule_all_of_a_first_document_alerts(void **state)
{
    struct core_desk *desk = *state;
    struct pipeline_settings settings = core_desk_pipeline_settings(desk->settings);
    struct published old = report("lead", REPORT);

    settings.backlog = PIPELINE_NO_BACKLOG;
    pipeline_set_settings(desk->pipeline, &settings);
    old.date = 0;
    assert_int_equal(
        core_desk_take(desk, &(struct coming){BBC, MONDAY, .is_first_document = true}, &old)
            .alerts.count,
        2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_desk, close_desk)
        TEST(a_reprint_elsewhere_is_a_copy_of_its_story),
        TEST(why_an_item_is_a_copy_is_stored_with_it),
        TEST(the_same_revision_again_is_known),
        TEST(a_feed_without_dedup_makes_a_story_of_each_item),
        TEST(after_a_rollback_the_memory_is_what_the_store_holds),
        TEST(a_story_that_cannot_be_read_is_no_story_without_copies),
        TEST(a_story_out_of_the_window_takes_no_copy),
        TEST(a_corrected_text_stays_the_same_item_of_its_story),
        TEST(an_item_that_shares_its_link_is_no_revision_of_another),
        TEST(a_text_that_tells_another_story_is_the_next_edition),
        TEST(the_next_edition_may_be_a_copy_of_what_is_known),
        TEST(a_revision_can_add_a_topic_and_alerts_once),
        TEST(a_story_alerts_once_for_a_topic_whatever_copies_come),
        TEST(a_copy_can_add_a_topic_that_its_lead_did_not_have),
        TEST(an_alert_goes_to_the_sinks_of_its_topic),
        TEST(without_a_watch_list_items_are_stored_all_the_same),
        cmocka_unit_test(a_first_document_alerts_on_what_is_recent_only),
        cmocka_unit_test(an_item_without_a_date_or_dated_ahead_counts_as_new),
        TEST(a_later_document_alerts_on_old_items_too),
        TEST(a_story_of_the_backlog_alerts_with_its_next_copy),
        TEST(a_story_of_the_backlog_alerts_with_its_next_revision),
        TEST(without_a_backlog_rule_all_of_a_first_document_alerts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
