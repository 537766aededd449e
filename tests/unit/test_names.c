/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */
#include "config/base/arena.h"
#include "feeds/topics/names.h"
#include "feeds/topics/query_lexer.h"

#define RING 200000

/* The named queries of a watch list, `texts` by the names q0, q1, …, sorted. */
static void read_names(struct name_table *names, struct arena *arena, const char *const *texts,
                       size_t count, uint32_t *order)
{
    names_init(names, arena, count);
    for (size_t i = 0; i < count; i++)
        names_add(names, i, arena_format(arena, "q%zu", i), texts[i]);
    for (size_t i = 0; i < count; i++) {
        struct query_tokens tokens;
        struct query_mistake mistake;
        query_lex(&tokens, arena, texts[i], &mistake);
        names_note_uses(names, arena, i, &tokens);
    }
    names_sort(names, arena, order);
}

static void a_name_stands_behind_those_that_it_uses(void **state)
{
    static const char *const texts[] = {"@q2 AND @q1", "strike*", "@q1 OR harbour"};
    struct arena *arena = arena_new();
    struct name_table names;
    uint32_t order[3];

    (void)state;
    read_names(&names, arena, texts, 3, order);
    assert_int_equal(order[0], 1);
    assert_int_equal(order[1], 2);
    assert_int_equal(order[2], 0);
    arena_free(arena);
}

static void only_uses_that_lead_back_are_circular(void **state)
{
    /* q0 ⇄ q1 → q2 → q3 ⇄ q4, q5 uses itself, q6 leads into a circle */
    static const char *const texts[] = {"@q1", "@q0 AND @q2", "@q3", "@q4",
                                        "@q3", "dock OR @q5", "@q0"};
    struct arena *arena = arena_new();
    struct name_table names;
    uint32_t order[7];

    (void)state;
    read_names(&names, arena, texts, 7, order);
    assert_true(names_is_circular(&names, 0, 1));
    assert_true(names_is_circular(&names, 1, 0));
    assert_true(names_is_circular(&names, 3, 4));
    assert_true(names_is_circular(&names, 5, 5));
    assert_false(names_is_circular(&names, 1, 2));
    assert_false(names_is_circular(&names, 2, 3));
    assert_false(names_is_circular(&names, 6, 0));
    assert_false(names_is_circular(&names, NAME_NONE, 0)); /* a topic's use */
    arena_free(arena);
}

static void a_ring_of_all_names_is_found_at_once(void **state)
{
    struct arena *arena = arena_new();
    const char **texts = arena_array(arena, RING, sizeof(*texts));
    uint32_t *order = arena_array(arena, RING, sizeof(*order));
    struct name_table names;

    (void)state;
    for (size_t i = 0; i < RING; i++)
        texts[i] = arena_format(arena, "@q%zu", (i + 1) % RING);
    read_names(&names, arena, texts, RING, order);
    for (size_t i = 0; i < RING; i++)
        assert_true(names_is_circular(&names, i, (i + 1) % RING));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_stands_behind_those_that_it_uses),
        cmocka_unit_test(only_uses_that_lead_back_are_circular),
        cmocka_unit_test(a_ring_of_all_names_is_found_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
