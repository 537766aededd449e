#include "config/base/utf8.h"
#include "tests/helpers/topics_desk.h"

#define SIXTY "Dockers walked out of the harbour before the sun had risen, "

static const char *snippet_of(const char *text, const char *found, struct arena *arena)
{
    const char *at = strstr(text, found);
    const struct watch_term term = {.found = found,
                                    .text = text,
                                    .begin = (uint32_t)(at - text),
                                    .end = (uint32_t)(at - text + (ptrdiff_t)strlen(found))};

    return watch_term_snippet(&term, arena);
}

static size_t count_characters(const char *text)
{
    size_t count = 0;

    for (; *text != '\0'; text++)
        count += ((unsigned char)*text & 0xC0) != 0x80;
    return count;
}

static void a_short_text_is_shown_whole(void **state)
{
    struct arena *arena = arena_new();

    (void)state;
    assert_string_equal(snippet_of("\x0ePhoto: a ballot\nStrike in\nport\n", "Strike", arena),
                        "Photo: a ballot Strike in port");
    arena_free(arena);
}

static void a_long_text_is_cut_between_words_around_the_place(void **state)
{
    const char *text = SIXTY SIXTY "a strike shut Rotterdam, " SIXTY SIXTY SIXTY;
    struct arena *arena = arena_new();
    const char *snippet = snippet_of(text, "strike", arena);

    (void)state;
    assert_memory_equal(snippet, "…out of the harbour before",
                        strlen("…out of the harbour before"));
    assert_non_null(strstr(snippet, "a strike shut Rotterdam, Dockers"));
    assert_string_equal(snippet + strlen(snippet) - strlen(" out of the…"), " out of the…");
    assert_in_range(count_characters(snippet), 120, 160);
    arena_free(arena);
}

static void it_counts_characters_and_parts_none(void **state)
{
    char text[4096] = "";
    struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < 300; i++)
        strcat(text, i == 150 ? "港でスト" : "東");
    const char *snippet = snippet_of(text, "港でスト", arena);
    assert_int_equal(count_characters(snippet), 160);
    assert_true(utf8_is_valid(snippet, strlen(snippet)));
    assert_non_null(strstr(snippet, "港でスト"));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_short_text_is_shown_whole),
        cmocka_unit_test(a_long_text_is_cut_between_words_around_the_place),
        cmocka_unit_test(it_counts_characters_and_parts_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
