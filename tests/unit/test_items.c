#include "tests/helpers/newsroom.h"

static const struct person authors[] = {
    {"Frances Mao", "https://www.bbc.co.uk/mao", NULL},
    {"Jean Mackenzie", NULL, "jean@example.org"},
};
static const char *const tags[] = {"North Korea", "", "Ukraine war"};

static struct stored_item full_item(const struct newsroom *room)
{
    struct stored_item item = newsroom_item(room, "urn:bbc:1");

    item.revision = UINT64_MAX - 1;
    item.reason = "{\"rule\":\"text\"}";
    item.item.id = "https://www.bbc.co.uk/news/1#0";
    item.item.external_url = "https://example.org/other";
    item.item.image = "https://ichef.bbci.co.uk/1.jpg";
    item.item.summary = (struct text){"In short.\n", MARKUP_MARKED};
    item.item.authors = authors;
    item.item.author_count = 2;
    item.item.tags = tags;
    item.item.tag_count = 3;
    item.item.updated = MONDAY;
    item.item.language = "en-GB";
    return item;
}

static struct stored_item find(struct newsroom *room, const char *identity)
{
    struct stored_item found;

    assert_done(room, store_item_find(room->store, room->bbc.id, identity, room->arena, &found,
                                      &room->err));
    return found;
}

static void an_item_is_read_as_it_was_added(void **state)
{
    struct newsroom *room = *state;
    struct stored_item item = full_item(room);
    int64_t id = newsroom_add(room, &item);
    struct stored_item found = find(room, "urn:bbc:1");

    assert_int_equal(found.id, id);
    assert_int_equal(found.feed, room->bbc.id);
    assert_string_equal(found.feed_name, "bbc-world");
    assert_int_equal(found.edition, 1);
    assert_int_equal(found.story, item.story);
    assert_true(found.is_lead);
    assert_false(found.is_fullest);
    assert_true(found.revision == UINT64_MAX - 1);
    assert_int_equal(found.seen, MONDAY);
    assert_int_equal(found.revised, NO_TIME);
    assert_int_equal(found.fingerprint_len, 2);
    assert_memory_equal(found.fingerprint, "fp", 2);
    assert_string_equal(found.reason, item.reason);
    assert_string_equal(found.item.id, item.item.id);
    assert_string_equal(found.item.url, item.item.url);
    assert_string_equal(found.item.external_url, item.item.external_url);
    assert_string_equal(found.item.image, item.item.image);
    assert_string_equal(found.item.title.str, item.item.title.str);
    assert_int_equal(found.item.title.markup, MARKUP_PLAIN);
    assert_string_equal(found.item.summary.str, "In short.\n");
    assert_int_equal(found.item.summary.markup, MARKUP_MARKED);
    assert_string_equal(found.item.content.str, item.item.content.str);
    assert_int_equal(found.item.published, MONDAY - HOUR);
    assert_int_equal(found.item.updated, MONDAY);
    assert_string_equal(found.item.language, "en-GB");
    assert_int_equal(found.item.author_count, 2);
    assert_string_equal(found.item.authors[0].url, "https://www.bbc.co.uk/mao");
    assert_null(found.item.authors[0].email);
    assert_string_equal(found.item.authors[1].name, "Jean Mackenzie");
    assert_int_equal(found.item.tag_count, 3);
    assert_string_equal(found.item.tags[1], "");
    assert_string_equal(found.item.tags[2], "Ukraine war");
}

static void what_an_item_lacks_is_absent_when_it_is_read(void **state)
{
    struct newsroom *room = *state;
    struct stored_item item = newsroom_item(room, "bare");

    item.item = ITEM_EMPTY;
    newsroom_add(room, &item);
    struct stored_item found = find(room, "bare");
    assert_null(found.item.id);
    assert_null(found.item.url);
    assert_null(found.item.title.str);
    assert_int_equal(found.item.title.markup, MARKUP_NONE);
    assert_int_equal(found.item.content.markup, MARKUP_NONE);
    assert_int_equal(found.item.published, NO_TIME);
    assert_int_equal(found.item.author_count, 0);
    assert_int_equal(found.item.tag_count, 0);
    assert_null(found.reason);
}

static void an_unknown_item_is_none(void **state)
{
    struct newsroom *room = *state;
    struct stored_item found;

    assert_int_equal(store_item_find(room->store, room->bbc.id, "never published", room->arena,
                                     &found, &room->err),
                     STORE_NONE);
    assert_int_equal(store_item_get(room->store, 4711, room->arena, &found, &room->err),
                     STORE_NONE);
}

static void the_same_identity_in_two_feeds_is_two_items(void **state)
{
    struct newsroom *room = *state;
    struct stored_item ours = newsroom_item(room, "1");
    struct stored_item theirs = newsroom_item(room, "1");

    theirs.feed = room->dw.id;
    assert_int_not_equal(newsroom_add(room, &ours), newsroom_add(room, &theirs));
}

static void an_identity_and_edition_is_stored_once(void **state)
{
    struct newsroom *room = *state;
    struct stored_item item = newsroom_item(room, "1");
    int64_t id;

    newsroom_add(room, &item);
    assert_int_equal(store_item_add(room->store, &item, &id, &item.story, &room->err),
                     STORE_FAILED);
    assert_true(strlen(room->err.message) > 0);
}

static void the_newest_edition_is_found(void **state)
{
    struct newsroom *room = *state;
    struct stored_item first = newsroom_item(room, "live-page");
    struct stored_item second = newsroom_item(room, "live-page");

    second.edition = 2;
    newsroom_add(room, &first);
    int64_t id = newsroom_add(room, &second);
    assert_int_equal(find(room, "live-page").id, id);
    assert_int_not_equal(first.story, second.story);
}

static void a_revision_replaces_the_text_and_keeps_story_and_seen(void **state)
{
    struct newsroom *room = *state;
    struct stored_item item = full_item(room);

    item.id = newsroom_add(room, &item);
    item.revision = 12;
    item.revised = MONDAY + HOUR;
    item.seen = MONDAY + HOUR;
    item.fingerprint = "longer fp";
    item.fingerprint_len = 9;
    item.reason = NULL;
    item.item.title.str = "North Korean troops fight near Kursk";
    item.item.tag_count = 1;
    assert_done(room, store_item_revise(room->store, &item, &room->err));
    struct stored_item found = find(room, "urn:bbc:1");
    assert_string_equal(found.item.title.str, "North Korean troops fight near Kursk");
    assert_true(found.revision == 12);
    assert_int_equal(found.revised, MONDAY + HOUR);
    assert_int_equal(found.seen, MONDAY);
    assert_int_equal(found.story, item.story);
    assert_int_equal(found.fingerprint_len, 9);
    assert_int_equal(found.item.tag_count, 1);
    assert_string_equal(found.reason, "{\"rule\":\"text\"}");
}

static void an_item_that_is_gone_cannot_be_revised(void **state)
{
    struct newsroom *room = *state;
    struct stored_item item = newsroom_item(room, "1");

    item.id = 4711;
    assert_int_equal(store_item_revise(room->store, &item, &room->err), STORE_NONE);
}

#define ROOM_TEST(test) cmocka_unit_test_setup_teardown(test, newsroom_open, newsroom_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ROOM_TEST(an_item_is_read_as_it_was_added),
        ROOM_TEST(what_an_item_lacks_is_absent_when_it_is_read),
        ROOM_TEST(an_unknown_item_is_none),
        ROOM_TEST(the_same_identity_in_two_feeds_is_two_items),
        ROOM_TEST(an_identity_and_edition_is_stored_once),
        ROOM_TEST(the_newest_edition_is_found),
        ROOM_TEST(a_revision_replaces_the_text_and_keeps_story_and_seen),
        ROOM_TEST(an_item_that_is_gone_cannot_be_revised),
    };

    return cmocka_run_group_tests_name("items", tests, NULL, NULL);
}
