#include "tests/helpers/message_desk.h"

#include <stdlib.h>

static const struct person authors[] = {{.name = "Hyonhee Shin", .email = "desk@example.org"},
                                        {.name = "Josh Smith"}};
static const char *const tags[] = {"Ukraine", "North Korea"};

static struct item_message news(void)
{
    struct item_message message = {.job = 12,
                                   .revision = 0xFEEDFACE,
                                   .item = ITEM_EMPTY,
                                   .fingerprint = "\1\0\2",
                                   .fingerprint_len = 3};

    message.item.id = "urn:news:4711";
    message.item.url = "https://example.org/kursk";
    message.item.shares_link = true;
    message.item.title = (struct text){"Kim's troops reach Kursk — Seoul", MARKUP_PLAIN};
    message.item.content = (struct text){"Seoul says 3,000 soldiers …\n\x0e"
                                         "A file photo.\n",
                                         MARKUP_MARKED};
    message.item.authors = authors;
    message.item.author_count = 2;
    message.item.tags = tags;
    message.item.tag_count = 2;
    message.item.published = 1729846800;
    message.item.language = "en";
    return message;
}

static bool decode(struct fixture *fixture, const struct item_message *sent,
                   struct item_message *got)
{
    assert_true(message_encode_item(sent, &fixture->body));
    return message_decode_item(got, fixture->body.data, fixture->body.len, fixture->arena);
}

static void an_item_arrives_as_it_was_sent(void **state)
{
    struct item_message sent = news(), got;

    assert_true(decode(*state, &sent, &got));
    assert_int_equal(got.job, 12);
    assert_int_equal(got.revision, 0xFEEDFACE);
    assert_string_equal(got.item.id, sent.item.id);
    assert_string_equal(got.item.url, sent.item.url);
    assert_true(got.item.shares_link);
    assert_string_equal(got.item.title.str, sent.item.title.str);
    assert_int_equal(got.item.title.markup, MARKUP_PLAIN);
    assert_null(got.item.summary.str);
    assert_int_equal(got.item.summary.markup, MARKUP_NONE);
    assert_string_equal(got.item.content.str, sent.item.content.str);
    assert_int_equal(got.item.content.markup, MARKUP_MARKED);
    assert_int_equal(got.item.author_count, 2);
    assert_string_equal(got.item.authors[0].email, "desk@example.org");
    assert_null(got.item.authors[1].url);
    assert_int_equal(got.item.tag_count, 2);
    assert_string_equal(got.item.tags[1], "North Korea");
    assert_int_equal(got.item.published, 1729846800);
    assert_int_equal(got.item.updated, NO_TIME);
    assert_int_equal(got.fingerprint_len, 3);
    assert_memory_equal(got.fingerprint, "\1\0\2", 3);
}

static void html_never_reaches_the_core(void **state)
{
    struct item_message sent = news(), got;

    sent.item.content = (struct text){"<p>Seoul says</p>", MARKUP_HTML};
    assert_false(decode(*state, &sent, &got));
}

static void a_title_over_its_bound_is_refused(void **state)
{
    struct item_message sent = news(), got;
    char *title = calloc(4 * ITEM_TITLE_MAX, 1);

    memset(title, 'K', 4 * ITEM_TITLE_MAX - 1);
    sent.item.title.str = title;
    assert_false(decode(*state, &sent, &got));
    free(title);
}

static void a_date_that_no_calendar_has_is_refused(void **state)
{
    struct item_message sent = news(), got;

    sent.item.published = INT64_MAX;
    assert_false(decode(*state, &sent, &got));
}

static void every_shortened_message_is_refused(void **state)
{
    struct fixture *fixture = *state;
    struct item_message sent = news(), got;

    assert_true(message_encode_item(&sent, &fixture->body));
    for (size_t len = 0; len < fixture->body.len; len++)
        assert_false(message_decode_item(&got, fixture->body.data, len, fixture->arena));
}

static void what_does_not_fit_into_a_message_is_said(void **state)
{
    struct fixture *fixture = *state;
    struct item_message sent = news();
    char *text = calloc(ITEM_TEXT_MAX + 1, 1);

    memset(text, 'K', ITEM_TEXT_MAX);
    sent.item.summary = sent.item.content = (struct text){text, MARKUP_MARKED};
    assert_false(message_encode_item(&sent, &fixture->body));
    free(text);
}

int main(void)
{
#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, open_fixture, close_fixture)
    const struct CMUnitTest tests[] = {
        WITH_FIXTURE(an_item_arrives_as_it_was_sent),
        WITH_FIXTURE(html_never_reaches_the_core),
        WITH_FIXTURE(a_title_over_its_bound_is_refused),
        WITH_FIXTURE(a_date_that_no_calendar_has_is_refused),
        WITH_FIXTURE(every_shortened_message_is_refused),
        WITH_FIXTURE(what_does_not_fit_into_a_message_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
