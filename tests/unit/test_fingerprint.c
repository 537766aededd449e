/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/buffer.h"
#include "feeds/dedup/hash_set.h"
#include "tests/helpers/news.h"
#include "tests/helpers/shared_arena.h"

#include <stdlib.h>
#include <string.h>

#define REPORT                                                                                     \
    "Dockers at Sella will return to work at 6 a.m. on Saturday after a strike of 19 days, the "   \
    "port authority said. Some 1,200 containers wait. The dockers' leader, Ana Ferro, spoke of "   \
    "“a contract that nobody won”.\n"

static struct fingerprint of_text(const char *text)
{
    return news_fingerprint(&(struct news){.text = text}, arena);
}

static bool is_same_set(const struct hash_set *a, const struct hash_set *b)
{
    return a->count == b->count && hash_set_common(a, b) == a->count;
}

static bool is_same_body(const struct fingerprint *a, const struct fingerprint *b)
{
    if (a->shingle_count != b->shingle_count || a->token_count != b->token_count)
        return false;
    for (uint32_t i = 0; i < a->shingle_count; i++) {
        if (a->shingles[i].hash != b->shingles[i].hash ||
            a->shingles[i].position != b->shingles[i].position)
            return false;
    }
    return is_same_set(&a->words, &b->words) && is_same_set(&a->numbers, &b->numbers) &&
           is_same_set(&a->names, &b->names);
}

static void every_run_of_three_words_is_a_shingle_with_its_first_place(void **state)
{
    (void)state;
    struct fingerprint text = of_text("no deal no deal no talks");

    assert_int_equal(text.token_count, 6);
    assert_int_equal(text.shingle_count, 3); /* no deal no, deal no deal, deal no talks */
    assert_int_equal(text.shingles[0].position, 0);
    assert_int_equal(text.shingles[1].position, 1);
    assert_int_equal(text.shingles[2].position, 3);
}

static void quotes_case_accents_and_blanks_make_no_difference(void **state)
{
    (void)state;
    struct fingerprint curly = of_text("The mayor’s “café” was  shut, he said");
    struct fingerprint straight = of_text("THE MAYOR'S \"Cafe\u0301\" was shut, he said");

    assert_int_equal(curly.shingle_count, 5);
    assert_int_equal(curly.shingle_count, straight.shingle_count);
    for (uint32_t i = 0; i < curly.shingle_count; i++)
        assert_true(curly.shingles[i].hash == straight.shingles[i].hash);
}

static void numbers_and_names_are_told_from_words(void **state)
{
    (void)state;
    struct fingerprint report = of_text(REPORT);
    struct fingerprint names = of_text("Sella Saturday Some Ana Ferro");
    struct fingerprint numbers = of_text("6 19 1200");

    assert_int_equal(report.numbers.count, 3);
    assert_int_equal(hash_set_common(&report.numbers, &numbers.words), 3);
    /* "Dockers" and "The" occur in lower case too. */
    assert_int_equal(report.names.count, 5);
    assert_int_equal(hash_set_common(&report.names, &names.words), 5);
}

static void a_text_in_capitals_and_a_script_without_case_have_no_names(void **state)
{
    (void)state;
    struct fingerprint capitals = of_text("FERRY RUNS AGROUND OFF BRENNHOLM WITH 214 ON BOARD");
    struct fingerprint arabic = of_text("افتتحت السلطات في مدينة الساحل محطة جديدة");

    assert_int_equal(capitals.names.count, 0);
    assert_int_equal(arabic.names.count, 0);
    assert_int_equal(arabic.words.count, 7);
}

static void a_script_without_blanks_has_shingles_of_six(void **state)
{
    (void)state;
    struct fingerprint text = of_text("东陵大桥提前三个月通车");

    assert_true(text.is_unspaced);
    assert_int_equal(text.token_count, 11);
    assert_int_equal(text.shingle_count, 6);
}

static void furniture_does_not_count(void **state)
{
    (void)state;
    struct fingerprint with = of_text("\x0e"
                                      "File photo of the port (Tom Brennan)\n" REPORT "\x0e"
                                      "Share on Facebook");
    struct fingerprint without = of_text(REPORT);

    assert_true(is_same_body(&with, &without));
}

static void the_longer_of_content_and_summary_is_the_body(void **state)
{
    (void)state;
    struct item item = ITEM_EMPTY;
    struct fingerprint made;
    struct fingerprint report = of_text(REPORT);

    item.summary = (struct text){.str = REPORT, .markup = MARKUP_MARKED};
    item.content = (struct text){.str = "Read more.\n", .markup = MARKUP_MARKED};
    fingerprint_make(&made, &item, arena);
    assert_true(is_same_body(&made, &report));
}

static void a_title_gives_its_content_words_and_numbers(void **state)
{
    (void)state;
    struct fingerprint title = news_fingerprint(
        &(struct news){.title = "UN and Maravia agree on aid for 1994 mine families"}, arena);
    struct fingerprint words = of_text("UN Maravia agree mine families");

    assert_int_equal(title.title_words.count, 5);
    assert_int_equal(hash_set_common(&title.title_words, &words.words), 5);
    assert_int_equal(title.title_numbers.count, 1);
    assert_true(title.title_hash != 0);
    assert_true(title.link_hash == 0);
}

static void two_links_to_one_page_are_one(void **state)
{
    (void)state;
    struct fingerprint a = news_fingerprint(
        &(struct news){.link = "https://www.post.example/sella?utm_source=rss"}, arena);
    struct fingerprint b =
        news_fingerprint(&(struct news){.link = "http://post.example/sella"}, arena);

    assert_true(a.link_hash != 0);
    assert_true(a.link_hash == b.link_hash);
}

static void a_link_that_all_items_share_is_none(void **state)
{
    (void)state;
    struct fingerprint made;
    struct item item = ITEM_EMPTY;

    item.url = "https://post.example/";
    item.shares_link = true;
    fingerprint_make(&made, &item, arena);
    assert_true(made.link_hash == 0);
}

static void a_very_long_text_is_cut(void **state)
{
    (void)state;
    char *text = arena_alloc(arena, 40000);

    for (int i = 0; i < 4000; i++)
        memcpy(text + (size_t)i * 8, "ab cde f ", 9);
    struct fingerprint made = of_text(text);
    assert_int_equal(made.token_count, FINGERPRINT_TOKENS_MAX);
}

static struct buffer encode(const struct fingerprint *fingerprint)
{
    struct buffer out;

    buffer_init(&out, FINGERPRINT_BYTES_MAX);
    assert_true(fingerprint_encode(fingerprint, &out));
    return out;
}

static void what_is_decoded_is_what_was_encoded(void **state)
{
    (void)state;
    struct fingerprint made =
        news_fingerprint(&(struct news){.title = "Dockers at Sella return after 19 days",
                                        .link = "https://post.example/sella",
                                        .text = REPORT},
                         arena);
    struct fingerprint decoded;
    struct buffer bytes = encode(&made);

    assert_true(fingerprint_decode(&decoded, bytes.data, bytes.len, arena));
    assert_true(is_same_body(&made, &decoded));
    assert_memory_equal(made.word_places, decoded.word_places,
                        made.words.count * sizeof(*made.word_places));
    assert_true(is_same_set(&made.title_words, &decoded.title_words));
    assert_true(is_same_set(&made.title_numbers, &decoded.title_numbers));
    assert_true(made.title_hash == decoded.title_hash && made.link_hash == decoded.link_hash);
    struct buffer again = encode(&decoded);
    assert_int_equal(again.len, bytes.len);
    assert_memory_equal(again.data, bytes.data, bytes.len);
    buffer_free(&again);
    buffer_free(&bytes);
}

static void an_item_without_anything_has_a_fingerprint(void **state)
{
    (void)state;
    struct fingerprint none = of_text(NULL);
    struct fingerprint decoded;
    struct buffer bytes = encode(&none);

    assert_int_equal(none.token_count + none.shingle_count + none.words.count, 0);
    assert_true(fingerprint_decode(&decoded, bytes.data, bytes.len, arena));
    buffer_free(&bytes);
}

static void bytes_cut_short_or_with_a_rest_are_refused(void **state)
{
    (void)state;
    struct fingerprint made = of_text(REPORT);
    struct fingerprint decoded;
    struct buffer bytes = encode(&made);

    for (size_t len = 0; len < bytes.len; len++) {
        void *copy = malloc(len + 1); /* so that reading behind `len` is seen */

        memcpy(copy, bytes.data, len);
        assert_false(fingerprint_decode(&decoded, copy, len, arena));
        free(copy);
    }
    buffer_append_byte(&bytes, 0);
    assert_false(fingerprint_decode(&decoded, bytes.data, bytes.len, arena));
    buffer_free(&bytes);
}

static void a_buffer_with_too_small_a_limit_is_said(void **state)
{
    (void)state;
    struct fingerprint made = of_text(REPORT);
    struct buffer out;

    buffer_init(&out, 50);
    assert_false(fingerprint_encode(&made, &out));
    buffer_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_run_of_three_words_is_a_shingle_with_its_first_place),
        cmocka_unit_test(quotes_case_accents_and_blanks_make_no_difference),
        cmocka_unit_test(numbers_and_names_are_told_from_words),
        cmocka_unit_test(a_text_in_capitals_and_a_script_without_case_have_no_names),
        cmocka_unit_test(a_script_without_blanks_has_shingles_of_six),
        cmocka_unit_test(furniture_does_not_count),
        cmocka_unit_test(the_longer_of_content_and_summary_is_the_body),
        cmocka_unit_test(a_title_gives_its_content_words_and_numbers),
        cmocka_unit_test(two_links_to_one_page_are_one),
        cmocka_unit_test(a_link_that_all_items_share_is_none),
        cmocka_unit_test(a_very_long_text_is_cut),
        cmocka_unit_test(what_is_decoded_is_what_was_encoded),
        cmocka_unit_test(an_item_without_anything_has_a_fingerprint),
        cmocka_unit_test(bytes_cut_short_or_with_a_rest_are_refused),
        cmocka_unit_test(a_buffer_with_too_small_a_limit_is_said),
    };

    return cmocka_run_group_tests_name("fingerprint", tests, open_arena, close_arena);
}
