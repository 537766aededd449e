/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/arena.h"
#include "feeds/topics/query_lexer.h"

/* The kinds of a query's tokens, in order. */
static void assert_tokens(const char *query, const enum query_token_kind *kinds, size_t count)
{
    struct arena *arena = arena_new();
    struct query_tokens tokens;
    struct query_mistake mistake;

    query_lex(&tokens, arena, query, &mistake);
    assert_null(mistake.message);
    assert_int_equal(tokens.count, count + 1);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(tokens.list[i].kind, kinds[i]);
    assert_int_equal(tokens.list[count].kind, QUERY_END);
    arena_free(arena);
}

static void words_end_at_blanks_parentheses_quotes_and_commas(void **state)
{
    static const enum query_token_kind kinds[] = {QUERY_WORD, QUERY_OPEN,  QUERY_WORD,  QUERY_COMMA,
                                                  QUERY_WORD, QUERY_CLOSE, QUERY_PHRASE};

    (void)state;
    assert_tokens("port(a,b)\"c d\"", kinds, 7);
    assert_tokens("4,500　（", (enum query_token_kind[]){QUERY_WORD, QUERY_WORD}, 2);
    assert_tokens("„c d” AND «e»", (enum query_token_kind[]){QUERY_PHRASE, QUERY_AND, QUERY_PHRASE},
                  3);
}

static void only_capitals_are_operators(void **state)
{
    static const enum query_token_kind kinds[] = {QUERY_WORD, QUERY_NOT,   QUERY_NEAR,
                                                  QUERY_WORD, QUERY_ONEAR, QUERY_ATLEAST,
                                                  QUERY_OF,   QUERY_WORD};

    (void)state;
    assert_tokens("a NOT NEAR/3 b ONEAR/255 ATLEAST/2 OF Or", kinds, 8);
}

static void a_key_field_takes_its_value_as_it_is(void **state)
{
    static const enum query_token_kind kinds[] = {QUERY_FIELD, QUERY_VALUE, QUERY_AND,
                                                  QUERY_FIELD, QUERY_OPEN,  QUERY_VALUE,
                                                  QUERY_OR,    QUERY_VALUE, QUERY_CLOSE};

    (void)state;
    assert_tokens("url:*a/b?c=[d]* AND Feed:(x-y OR \"z (1)\")", kinds, 9);
}

static void a_prefix_and_a_distance_belong_to_their_term(void **state)
{
    struct arena *arena = arena_new();
    struct query_tokens tokens;
    struct query_mistake mistake;

    (void)state;
    query_lex(&tokens, arena, "=\"Big Tech\" \"a b\"~4 ~strike", &mistake);
    assert_null(mistake.message);
    assert_int_equal(tokens.list[0].prefix, '=');
    assert_int_equal(tokens.list[0].text, 2);
    assert_int_equal(tokens.list[1].number, 4);
    assert_int_equal(tokens.list[2].prefix, '~');
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_end_at_blanks_parentheses_quotes_and_commas),
        cmocka_unit_test(only_capitals_are_operators),
        cmocka_unit_test(a_key_field_takes_its_value_as_it_is),
        cmocka_unit_test(a_prefix_and_a_distance_belong_to_their_term),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
