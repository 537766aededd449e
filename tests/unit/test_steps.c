/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/error.h"
#include "tests/helpers/attempts.h"
#include "tests/helpers/confined.h"
#include "tests/helpers/poorer_kernel.h"

static bool enter_as_core(struct sandbox_state *state)
{
    return sandbox_enter_service(state, NULL) && sandbox_enter_core("/tmp", state, NULL);
}

static bool is_without_landlock(int code, const char *why)
{
    struct sandbox_state state = {.landlock = 0};

    return sandbox_enter_base(NULL) && lose_call(SYS_landlock_create_ruleset, code) &&
           enter_as_core(&state) && state.landlock == 0 && state.has_seccomp &&
           strcmp(state.missing, why) == 0;
}

static bool has_no_landlock(void)
{
    return is_without_landlock(ENOSYS, "Landlock: this kernel has none");
}

static bool has_landlock_switched_off(void)
{
    return is_without_landlock(EOPNOTSUPP, "Landlock: it is switched off since this kernel's boot");
}

static bool may_not_use_landlock(void)
{
    return is_without_landlock(EPERM, "Landlock: Operation not permitted");
}

static bool has_no_seccomp(void)
{
    struct sandbox_state state = {.landlock = 0};

    return sandbox_enter_base(NULL) && lose_call(SYS_seccomp, ENOSYS) && enter_as_core(&state) &&
           !state.has_seccomp && strncmp(state.missing, "seccomp: ", strlen("seccomp: ")) == 0 &&
           strchr(state.missing, ';') == NULL;
}

static bool is_whole(void)
{
    struct sandbox_state state = {.landlock = 0};

    return sandbox_enter_base(NULL) && enter_as_core(&state) && state.has_seccomp &&
           state.landlock >= 1 && state.missing[0] == '\0';
}

static bool outside(void)
{
    return true;
}

static void what_a_kernel_lacks_is_named_once_and_the_rest_is_in_force(void **state)
{
    static const struct attempt kernels[] = {
        {"no Landlock", has_no_landlock},
        {"Landlock is switched off", has_landlock_switched_off},
        {"Landlock may not be used", may_not_use_landlock},
        {"no seccomp", has_no_seccomp},
    };

    (void)state;
    ASSERT_OUTCOMES(outside, kernels, OUTCOME_DONE);
}

static void nothing_is_missing_where_the_kernel_has_both(void **state)
{
    (void)state;
    if (!has_landlock())
        skip();
    assert_int_equal(outcome_of(outside, is_whole), OUTCOME_DONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_kernel_lacks_is_named_once_and_the_rest_is_in_force),
        cmocka_unit_test(nothing_is_missing_where_the_kernel_has_both),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
