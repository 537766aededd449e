/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */
#include "config/base/arena.h"
#include "config/name_index.h"

#include <string.h>

static void a_name_leads_to_what_was_put_first(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct name_index *names = name_index_new(arena);
    int wire, sport;

    assert_null(name_index_get(names, "wire"));
    assert_null(name_index_put(names, "wire", &wire));
    assert_ptr_equal(name_index_put(names, "wire", &sport), &wire);
    assert_null(name_index_put(names, "Wire", &sport));
    assert_ptr_equal(name_index_get(names, "wire"), &wire);
    assert_ptr_equal(name_index_get(names, "Wire"), &sport);
    assert_int_equal(name_index_count(names), 2);
    arena_free(arena);
}

static void many_names_are_found_again(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct name_index *names = name_index_new(arena);
    const char *feeds[5000];

    for (size_t i = 0; i < 5000; i++) {
        feeds[i] = arena_format(arena, "harbour-news-%zu", i);
        assert_null(name_index_put(names, feeds[i], &feeds[i]));
    }
    for (size_t i = 0; i < 5000; i++)
        assert_ptr_equal(name_index_get(names, feeds[i]), &feeds[i]);
    assert_null(name_index_get(names, "harbour-news-5000"));
    arena_free(arena);
}

static void the_nearest_name_has_the_fewest_slips(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct name_index *names = name_index_new(arena);
    int any;

    assert_null(name_index_nearest(names, "alerts"));
    name_index_put(names, "desk", &any);
    name_index_put(names, "alerts", &any);
    name_index_put(names, "journal", &any);
    assert_string_equal(name_index_nearest(names, "alrets"), "alerts");
    assert_string_equal(name_index_nearest(names, "DESKS"), "desk");
    arena_free(arena);
}

static void of_equally_near_names_the_first_in_order_is_taken(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct name_index *names = name_index_new(arena);
    int any;

    name_index_put(names, "port-c", &any);
    name_index_put(names, "port-a", &any);
    name_index_put(names, "port-b", &any);
    assert_string_equal(name_index_nearest(names, "port-x"), "port-a");
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_leads_to_what_was_put_first),
        cmocka_unit_test(many_names_are_found_again),
        cmocka_unit_test(the_nearest_name_has_the_fewest_slips),
        cmocka_unit_test(of_equally_near_names_the_first_in_order_is_taken),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
