/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/arena.h"
#include "daemon/fetcher/kept_validator.h"
#include "tests/helpers/own_arena.h"

#include <string.h>

#define BYTES(text) ((struct fetch_bytes){text, sizeof(text) - 1, true})
#define GIVER "https://cdn.example/rss"

static void of_the_configured_url_it_is_kept_as_it_came(void **state)
{
    const struct fetch_bytes etag = BYTES("W/\"7\"");
    const char *giver = NULL;

    struct message_bytes kept = kept_validator_make(&etag, NULL, *state);
    assert_int_equal(kept.len, etag.len);
    assert_memory_equal(kept.data, etag.data, etag.len);
    struct fetch_bytes read = kept_validator_read(&kept, *state, &giver);
    assert_memory_equal(read.data, etag.data, read.len);
    assert_null(giver);
}

static void of_another_url_it_comes_back_with_that_url(void **state)
{
    const struct fetch_bytes etag = BYTES("\"a\xff\"");
    const char *giver = NULL;

    struct message_bytes kept = kept_validator_make(&etag, GIVER, *state);
    struct fetch_bytes read = kept_validator_read(&kept, *state, &giver);
    assert_string_equal(giver, GIVER);
    assert_int_equal(read.len, etag.len);
    assert_memory_equal(read.data, etag.data, etag.len);
}

static void an_empty_one_stays_present_and_an_absent_one_absent(void **state)
{
    const struct fetch_bytes empty = BYTES(""), none = {0};
    const char *giver = NULL;

    struct message_bytes kept = kept_validator_make(&empty, GIVER, *state);
    struct fetch_bytes read = kept_validator_read(&kept, *state, &giver);
    assert_true(read.is_present);
    assert_int_equal(read.len, 0);
    assert_string_equal(giver, GIVER);
    kept = kept_validator_make(&none, GIVER, *state);
    assert_false(kept.is_present);
    giver = NULL;
    assert_false(kept_validator_read(&kept, *state, &giver).is_present);
    assert_null(giver);
}

static void one_too_long_with_its_url_is_none(void **state)
{
    static char long_etag[MESSAGE_VALIDATOR_MAX];
    const struct fetch_bytes etag = {long_etag, sizeof(long_etag), true};

    memset(long_etag, 'x', sizeof(long_etag));
    assert_true(kept_validator_make(&etag, NULL, *state).is_present);
    assert_false(kept_validator_make(&etag, GIVER, *state).is_present);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(of_the_configured_url_it_is_kept_as_it_came),
        TEST(of_another_url_it_comes_back_with_that_url),
        TEST(an_empty_one_stays_present_and_an_absent_one_absent),
        TEST(one_too_long_with_its_url_is_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
