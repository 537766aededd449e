/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/error.h"
#include "daemon/sandbox/filter.h"
#include "daemon/sandbox/filters/calls.h"
#include "daemon/sandbox/filters/roles.h"
#include "daemon/sandbox/filters/rules.h"
#include "tests/helpers/confined.h"

#include <seccomp.h>
#include <sys/syscall.h>

/* What the programs are linked with, in the order of the table. */
static const struct filter *const linked[] = {
    filters_of_service, filters_of_core,     filters_of_spawner,
    filters_of_fetcher, filters_of_notifier,
};
static const struct filter *entered; /* by the process that is about to try something */
static long tried;

static void the_programs_have_the_filters_that_the_tables_say(void **state)
{
    static struct sock_filter code[BPF_MAXINSNS];
    size_t len;

    (void)state;
    assert_int_equal(role_count, sizeof(linked) / sizeof(linked[0]));
    for (size_t i = 0; i < role_count; i++) {
        const struct filter *filter = linked[i];
        for (size_t k = 0; k < ROLE_FILTERS && roles[i].make[k] != NULL; k++, filter++) {
            struct rules *rules = roles[i].make[k]();
            assert_true(rules_compile(rules, code, &len, NULL));
            assert_int_equal(filter->len, len);
            assert_memory_equal(filter->code, code, len * sizeof(code[0]));
            assert_int_equal(filter->is_logged, rules_are_logged(rules));
            rules_free(rules);
        }
        assert_int_equal(filter->len, 0);
    }
}

static bool enter(void)
{
    bool is_in = sandbox_enter_base(NULL);

    for (const struct filter *filter = entered; is_in && filter->len > 0; filter++)
        is_in = filter_load(filter, NULL);
    return is_in;
}

static bool is_tried(void)
{
    return syscall(tried, 0, 0, 0, 0, 0, 0) == 0;
}

static enum outcome outcome_of_call(size_t role, long call)
{
    entered = linked[role];
    tried = call;
    return outcome_of(enter, is_tried);
}

static void each_attack_kills_in_each_role(void **state)
{
    (void)state;
    for (size_t i = 0; i < role_count; i++) {
        size_t count = 0;
        for (const char *const *call = calls_of_attack; *call != NULL; call++) {
            int number = seccomp_syscall_resolve_name(*call);
            if (number >= 0 && outcome_of_call(i, number) != OUTCOME_KILLED)
                fail_msg("%s: %s does not kill", roles[i].role, *call);
            count += number >= 0;
        }
        assert_true(count > 50);
    }
}

/* The numbers of x32 on x86-64. */
static void a_call_of_another_architecture_kills_in_each_role(void **state)
{
    (void)state;
#ifdef __x86_64__
    for (size_t i = 0; i < role_count; i++)
        assert_int_equal(outcome_of_call(i, 0x40000000 | SYS_getpid), OUTCOME_KILLED);
#else
    skip();
#endif
}

static void what_no_table_names_is_refused_to_all_but_the_whole_service(void **state)
{
    static const long calls[] = {SYS_setuid, SYS_shmget, SYS_sync, SYS_msgget, SYS_inotify_init1};

    (void)state;
    for (size_t i = 0; i < role_count; i++) {
        bool is_whole = linked[i] == filters_of_service;
        for (size_t k = 0; k < sizeof(calls) / sizeof(calls[0]); k++)
            if (outcome_of_call(i, calls[k]) != OUTCOME_REFUSED && !is_whole)
                fail_msg("%s: call %ld is not refused", roles[i].role, calls[k]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_programs_have_the_filters_that_the_tables_say),
        cmocka_unit_test(each_attack_kills_in_each_role),
        cmocka_unit_test(a_call_of_another_architecture_kills_in_each_role),
        cmocka_unit_test(what_no_table_names_is_refused_to_all_but_the_whole_service),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
