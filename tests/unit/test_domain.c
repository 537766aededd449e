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

#include <stdlib.h>

static char granted[] = "/tmp/storywatch-granted-XXXXXX";
static int abi; /* of the kernel that is imagined */

static int open_world(void **state)
{
    (void)state;
    return mkdtemp(granted) == NULL;
}

static int close_world(void **state)
{
    (void)state;
    return rmdir(granted);
}

static bool enter(void)
{
    const struct domain_reach reach = {.files = DOMAIN_FS_ALL,
                                       .tcp = DOMAIN_TCP_BIND | DOMAIN_TCP_CONNECT,
                                       .scope = DOMAIN_SCOPE_SIGNALS};
    struct domain domain;

    return sandbox_enter_base(NULL) && domain_open_as(&domain, abi, &reach, NULL) &&
           domain_allow(&domain, granted, DOMAIN_FS_READ | DOMAIN_FS_WRITE, NULL) &&
           domain_allow(&domain, "/etc/group", DOMAIN_FS_READ | DOMAIN_FS_WRITE, NULL) &&
           domain_allow(&domain, "/nonexistent/file", DOMAIN_FS_READ, NULL) &&
           domain_enter(&domain, NULL);
}

static bool is_granted_used(void)
{
    return can_open(granted, O_RDONLY | O_DIRECTORY) && can_open("/etc/group", O_RDONLY);
}

static bool is_other_used(void)
{
    return can_open("/etc/passwd", O_RDONLY) || can_open("/etc", O_RDONLY | O_DIRECTORY) ||
           mkdir("/tmp/storywatch-folder", 0700) == 0;
}

static bool is_port_opened(void)
{
    const struct sockaddr_in any = {.sin_family = AF_INET};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    return bind(fd, (const struct sockaddr *)&any, sizeof(any)) == 0;
}

static int abi_of_this_kernel(void)
{
    const struct domain_reach reach = {.files = DOMAIN_FS_READ};
    struct domain domain;
    int found = domain_open(&domain, &reach, NULL) ? domain.abi : 0;

    domain_close(&domain);
    return found;
}

static void what_is_not_granted_is_refused_by_every_abi(void **state)
{
    int newest = abi_of_this_kernel();

    (void)state;
    if (newest == 0)
        skip();
    for (abi = 1; abi <= newest; abi++) {
        assert_int_equal(outcome_of(enter, is_granted_used), OUTCOME_DONE);
        assert_int_equal(outcome_of(enter, is_other_used), OUTCOME_REFUSED);
        assert_int_equal(outcome_of(enter, is_port_opened),
                         abi >= 4 ? OUTCOME_REFUSED : OUTCOME_DONE);
        assert_int_equal(outcome_of(enter, is_parent_signalled),
                         abi >= 6 ? OUTCOME_REFUSED : OUTCOME_DONE);
    }
}

static void what_an_abi_cannot_is_not_asked_of_it(void **state)
{
    const struct domain_reach reach = {.scope = DOMAIN_SCOPE_SIGNALS};
    struct domain domain;

    (void)state;
    assert_true(domain_open_as(&domain, 5, &reach, NULL));
    assert_int_equal(domain.ruleset, -1);
    assert_int_equal(domain.abi, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_granted_is_refused_by_every_abi),
        cmocka_unit_test(what_an_abi_cannot_is_not_asked_of_it),
    };

    return cmocka_run_group_tests(tests, open_world, close_world);
}
