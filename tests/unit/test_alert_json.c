/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */
#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "daemon/core/alert_json.h"
#include "daemon/core/alert_matched.h"
#include "feeds/item.h"
#include "store/alerts.h"

#include <jansson.h>
#include <string.h>

#define MONDAY INT64_C(1795392000) /* 2026-11-23T00:00:00Z */
#define TERMS_MAX 1000

static struct stored_alert alert_of(const char *title)
{
    return (struct stored_alert){
        .id = 17,
        .time = MONDAY,
        .topic = "ferries",
        .severity = "high",
        .story = 5,
        .feed = "bbc-world",
        .title = title,
        .url = "https://www.bbc.co.uk/news/1",
        .published = MONDAY - 60,
        .matched = "[{\"term\":\"aground\",\"found\":\"aground\",\"zone\":\"title\"}]",
        .copies = 3,
    };
}

/* The outside's contract (DESIGN, "The outside"): scripts read these members. */
static void an_alert_is_one_line_of_these_members(void **state)
{
    const struct stored_alert alert = alert_of("Ferry aground");
    struct buffer line;

    (void)state;
    buffer_init(&line, ALERT_JSON_MAX);
    assert_true(alert_write_json(&alert, &line));
    assert_string_equal(
        line.data, "{\"id\":17,\"time\":\"2026-11-23T00:00:00Z\",\"topic\":\"ferries\","
                   "\"severity\":\"high\",\"story\":5,\"item\":{\"feed\":\"bbc-world\","
                   "\"title\":\"Ferry aground\",\"url\":\"https://www.bbc.co.uk/news/1\","
                   "\"published\":\"2026-11-22T23:59:00Z\"},"
                   "\"matched\":[{\"term\":\"aground\",\"found\":\"aground\",\"zone\":\"title\"}],"
                   "\"copies\":3}");
    buffer_free(&line);
}

static void what_an_item_lacks_is_null(void **state)
{
    struct stored_alert alert = alert_of(NULL);
    struct buffer line;

    (void)state;
    alert.url = NULL;
    alert.published = NO_TIME;
    alert.matched = NULL;
    buffer_init(&line, ALERT_JSON_MAX);
    assert_true(alert_write_json(&alert, &line));
    assert_non_null(strstr(line.data, "\"title\":null,\"url\":null,\"published\":null},"
                                      "\"matched\":[],"));
    buffer_free(&line);
}

static void an_alert_about_the_service_has_no_story_and_says_what_it_is(void **state)
{
    const struct stored_alert alert = {.id = 21,
                                       .time = MONDAY,
                                       .topic = "storywatch",
                                       .severity = "high",
                                       .title = "The sink desk takes alerts again",
                                       .published = NO_TIME,
                                       .matched = "[]",
                                       .kind = "sink-dead",
                                       .subject = "desk",
                                       .is_over = true,
                                       .begun_by = 19};
    struct buffer line;

    (void)state;
    buffer_init(&line, ALERT_JSON_MAX);
    assert_true(alert_write_json(&alert, &line));
    assert_string_equal(line.data,
                        "{\"id\":21,\"time\":\"2026-11-23T00:00:00Z\",\"topic\":\"storywatch\","
                        "\"severity\":\"high\",\"story\":null,\"item\":{\"feed\":null,"
                        "\"title\":\"The sink desk takes alerts again\",\"url\":null,"
                        "\"published\":null},\"matched\":[],\"copies\":0,"
                        "\"service\":{\"kind\":\"sink-dead\",\"subject\":\"desk\","
                        "\"is_over\":true,\"begun_by\":19}}");
    buffer_free(&line);
}

static char *fill(char *text, size_t len, const char *piece)
{
    size_t step = strlen(piece);

    for (size_t i = 0; i < len - len % step; i++)
        text[i] = piece[i % step];
    return text;
}

/* An alert that does not fit its line would never leave the store. */
static void an_alert_at_every_bound_fits_its_line(void **state)
{
    static char title[ITEM_TITLE_MAX + 1], url[ITEM_URL_MAX + 1], name[257], found[1025];
    static struct watch_term terms[TERMS_MAX];
    struct arena *arena = arena_new();
    struct stored_alert alert = alert_of(fill(title, ITEM_TITLE_MAX, "\x01"));
    struct buffer line;

    (void)state;
    fill(found, sizeof(found) - 1, "\xE2\x80\xAE");
    for (size_t i = 0; i < TERMS_MAX; i++)
        terms[i] = (struct watch_term){.term = found,
                                       .found = found,
                                       .zone = ZONE_CONTENT,
                                       .text = found,
                                       .end = sizeof(found) - 1};
    const struct watch_match match = {.terms = terms, .term_count = TERMS_MAX};
    alert.url = fill(url, ITEM_URL_MAX, "\x01");
    alert.topic = alert.feed = fill(name, 256, "\"");
    alert.matched = alert_matched_json(&match, arena);
    buffer_init(&line, ALERT_JSON_MAX);
    assert_true(alert_write_json(&alert, &line));
    json_t *read = json_loads(line.data, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(read);
    assert_true(json_array_size(json_object_get(read, "matched")) > 0);
    json_decref(read);
    buffer_free(&line);
    arena_free(arena);
}

static void of_too_many_terms_the_first_are_said(void **state)
{
    static struct watch_term terms[TERMS_MAX];
    struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < TERMS_MAX; i++)
        terms[i] = (struct watch_term){.term = "strike*",
                                       .found = arena_format(arena, "strikes-%zu", i),
                                       .zone = ZONE_TITLE,
                                       .text = "Dockers’ strikes go on",
                                       .begin = 11,
                                       .end = 18};
    for (size_t count = 0; count <= TERMS_MAX; count += count < 3 ? 1 : 97) {
        const struct watch_match match = {.terms = terms, .term_count = count};
        json_t *list = json_loads(alert_matched_json(&match, arena), 0, NULL);
        size_t said = json_array_size(list);
        assert_true(json_is_array(list));
        assert_true(said == count || (said < count && said > 100));
        for (size_t i = 0; i < said; i++)
            assert_string_equal(
                json_string_value(json_object_get(json_array_get(list, i), "found")),
                terms[i].found);
        json_decref(list);
    }
    arena_free(arena);
}

static void a_line_that_is_too_short_is_said(void **state)
{
    const struct stored_alert alert = alert_of("Ferry aground");
    struct buffer line;

    (void)state;
    buffer_init(&line, 100);
    assert_false(alert_write_json(&alert, &line));
    buffer_free(&line);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_alert_is_one_line_of_these_members),
        cmocka_unit_test(what_an_item_lacks_is_null),
        cmocka_unit_test(an_alert_about_the_service_has_no_story_and_says_what_it_is),
        cmocka_unit_test(an_alert_at_every_bound_fits_its_line),
        cmocka_unit_test(of_too_many_terms_the_first_are_said),
        cmocka_unit_test(a_line_that_is_too_short_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
