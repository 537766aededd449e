#include "config/base/error.h"
#include "daemon/core/page.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

static int open_page(void **state)
{
    static struct page page;
    struct error err = {0};

    *state = &page;
    return page_open(&page, &err) ? 0 : -1;
}

static int close_page(void **state)
{
    page_close(*state);
    return 0;
}

static void what_a_fetcher_writes_is_read_by_the_core(void **state)
{
    struct page *page = *state;
    uint32_t *fetchers =
        mmap(NULL, sizeof(*fetchers), PROT_READ | PROT_WRITE, MAP_SHARED, page->fd, 0);

    assert_ptr_not_equal(fetchers, MAP_FAILED);
    assert_int_equal(page_slot(page), 0);
    *fetchers = 7;
    assert_int_equal(page_slot(page), 7);
    page_clear(page);
    assert_int_equal(*fetchers, 0);
    munmap(fetchers, sizeof(*fetchers));
}

/* A read behind a file's end is SIGBUS. */
static void a_fetcher_cannot_take_the_memory_away(void **state)
{
    struct page *page = *state;

    assert_int_equal(ftruncate(page->fd, 0), -1);
    assert_int_equal(errno, EPERM);
    assert_int_equal(page_slot(page), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_a_fetcher_writes_is_read_by_the_core, open_page,
                                        close_page),
        cmocka_unit_test_setup_teardown(a_fetcher_cannot_take_the_memory_away, open_page,
                                        close_page),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
