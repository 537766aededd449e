#include "tests/helpers/dedup_desk.h"

static void the_nearest_miss_is_told_with_the_test_that_failed(void **state)
{
    struct desk *desk = *state;
    struct news other_figures = {
        .title = TITLE,
        .text = "A passenger ferry carrying 96 people ran aground on a sandbank off the island of "
                "Brennholm early on Sunday after its steering failed in heavy seas, 7 coast guards "
                "said. "};

    story_of(desk, 1, MONDAY, (struct news){.title = TITLE, .text = LEDE});
    assert_int_equal(story_of(desk, 2, MONDAY + HOUR, other_figures), 2);
    assert_int_equal(last_reason(desk)->story, 1);
    assert_string_equal(last_reason(desk)->failed, "numbers");
    struct buffer json;
    buffer_init(&json, 1024);
    assert_true(dedup_reason_write(last_reason(desk), 77, &json));
    assert_non_null(strstr(json.data, "{\"rule\":\"text\",\"story\":77,\"reference\":\"lead\","));
    assert_non_null(strstr(json.data, "\"near_miss\":true,\"failed\":\"numbers\",\"value\":0.000,"
                                      "\"limit\":0.700}"));
    buffer_free(&json);
}

static void a_reason_of_a_merge_holds_the_figures_and_nothing_comes_of_nothing(void **state)
{
    struct desk *desk = *state;
    struct buffer json;

    story_of(desk, 1, MONDAY, (struct news){.title = TITLE, .text = LEDE});
    buffer_init(&json, 1024);
    assert_true(dedup_reason_write(last_reason(desk), 1, &json));
    assert_string_equal(json.data, "{}");
    buffer_clear(&json);
    story_of(desk, 2, MONDAY + HOUR, (struct news){.title = TITLE, .text = LEDE});
    assert_true(dedup_reason_write(last_reason(desk), 1, &json));
    assert_string_equal(json.data,
                        "{\"rule\":\"text\",\"story\":1,\"reference\":\"lead\",\"contained\":1.000,"
                        "\"resembles\":1.000,\"words\":1.000,\"numbers\":1.000,\"lede\":1.000,"
                        "\"title\":1.000}");
    buffer_free(&json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_desk, close_desk)
        TEST(the_nearest_miss_is_told_with_the_test_that_failed),
        TEST(a_reason_of_a_merge_holds_the_figures_and_nothing_comes_of_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
