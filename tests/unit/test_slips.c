/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */
#include "config/base/arena.h"
#include "config/problems.h"
#include "config/schema.h"
#include "config/slips.h"
#include "config/yaml_source.h"
#include "config/yaml_tree.h"

#include <string.h>

static bool lacks_state_dir(const char *text)
{
    struct arena *arena = arena_new();
    struct problems *problems = problems_new(arena);
    struct yaml_source *source = yaml_source_new(arena, "a.yaml", text, strlen(text), problems);
    struct node *root = yaml_tree_read(arena, source, problems);

    bool is_missing = option_is_missing(&schema_root, root, "state_dir");
    arena_free(arena);
    return is_missing;
}

static void a_key_with_few_mistakes_is_a_slip(void **state)
{
    (void)state;
    assert_true(key_is_slip("state-dir", "state_dir"));
    assert_true(key_is_slip("STATE_DIR", "state_dir"));
    assert_true(key_is_slip("nmae", "name"));
    assert_false(key_is_slip("folder", "state_dir"));
    assert_false(key_is_slip("", "url"));
}

static void what_stands_there_misspelt_is_not_missing(void **state)
{
    (void)state;
    assert_true(lacks_state_dir("contact: desk@example.org\n"));
    assert_true(lacks_state_dir("folder: /var/lib/storywatch\n"));
    assert_false(lacks_state_dir("state_dir: /var/lib/storywatch\n"));
    assert_false(lacks_state_dir("state-dir: /var/lib/storywatch\n"));
}

static void what_stands_behind_a_mistake_of_syntax_may_not_be_missing(void **state)
{
    (void)state;
    assert_false(lacks_state_dir("contact: desk@example.org\nfeeds: {\n"));
    assert_false(lacks_state_dir("*desk : desk@example.org\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_with_few_mistakes_is_a_slip),
        cmocka_unit_test(what_stands_there_misspelt_is_not_missing),
        cmocka_unit_test(what_stands_behind_a_mistake_of_syntax_may_not_be_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
