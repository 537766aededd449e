/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "config/base/rfc3339.h"
#include "daemon/ipc/codec.h"
#include "daemon/ipc/message.h"

#include <string.h>

struct fixture {
    struct arena *arena;
    struct buffer buffer;
};

static int open_fixture(void **state)
{
    static struct fixture fixture;

    fixture.arena = arena_new();
    buffer_init(&fixture.buffer, 1024);
    *state = &fixture;
    return 0;
}

static int close_fixture(void **state)
{
    struct fixture *fixture = *state;

    arena_free(fixture->arena);
    buffer_free(&fixture->buffer);
    return 0;
}

static struct codec_reader read_back(struct fixture *fixture)
{
    return codec_reader_of(fixture->buffer.data, fixture->buffer.len, fixture->arena);
}

static void numbers_are_little_endian(void **state)
{
    struct fixture *fixture = *state;

    codec_put_u32(&fixture->buffer, 0x01020304);
    codec_put_i64(&fixture->buffer, -2);
    assert_int_equal(fixture->buffer.len, 12);
    assert_memory_equal(fixture->buffer.data, "\x04\x03\x02\x01\xFE\xFF\xFF\xFF\xFF\xFF\xFF\xFF",
                        12);
}

static void no_text_is_told_from_an_empty_one(void **state)
{
    struct fixture *fixture = *state;

    codec_put_text(&fixture->buffer, NULL);
    codec_put_text(&fixture->buffer, "");
    codec_put_text(&fixture->buffer, "Québec");
    struct codec_reader reader = read_back(fixture);
    assert_null(codec_take_text(&reader, 16));
    assert_string_equal(codec_take_text(&reader, 16), "");
    assert_string_equal(codec_take_text(&reader, 16), "Québec");
    assert_true(codec_is_done(&reader));
}

static void a_text_is_refused_over_its_bound(void **state)
{
    struct fixture *fixture = *state;

    codec_put_text(&fixture->buffer, "Pyongyang");
    struct codec_reader reader = read_back(fixture);
    assert_null(codec_take_text(&reader, 8));
    assert_true(reader.is_broken);
}

static void a_text_that_is_no_utf8_or_holds_nul_is_refused(void **state)
{
    static const struct message_bytes wrong[] = {
        {"\xC3", 1, true}, {"a\0b", 3, true}, {"\xED\xA0\x80", 3, true}};
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        buffer_clear(&fixture->buffer);
        codec_put_bytes(&fixture->buffer, &wrong[i]);
        struct codec_reader reader = read_back(fixture);
        assert_null(codec_take_text(&reader, 16));
        assert_true(reader.is_broken);
    }
}

static void a_length_beyond_the_end_is_refused(void **state)
{
    struct fixture *fixture = *state;

    codec_put_u32(&fixture->buffer, 7);
    buffer_append_string(&fixture->buffer, "Moscow");
    struct codec_reader reader = read_back(fixture);
    assert_null(codec_take_text(&reader, 16));
    assert_false(codec_is_done(&reader));
}

static void a_count_must_fit_into_what_is_left(void **state)
{
    struct fixture *fixture = *state;
    uint32_t count;

    codec_put_u32(&fixture->buffer, 1000);
    codec_put_u64(&fixture->buffer, 1);
    struct codec_reader reader = read_back(fixture);
    assert_null(codec_take_hashes(&reader, 10000, &count));
    assert_int_equal(count, 0);
    assert_true(reader.is_broken);
    assert_int_equal(arena_size(fixture->arena), 0);
}

static void a_broken_reader_gives_nothing_more(void **state)
{
    struct fixture *fixture = *state;

    codec_put_u8(&fixture->buffer, 2); /* no bool */
    codec_put_u32(&fixture->buffer, 5);
    struct codec_reader reader = read_back(fixture);
    codec_take_bool(&reader);
    assert_int_equal(codec_take_u32(&reader), 0);
    assert_string_equal(codec_take_required_text(&reader, 8), "");
    assert_false(codec_is_done(&reader));
}

static void what_is_left_over_is_a_mistake(void **state)
{
    struct fixture *fixture = *state;

    codec_put_u32(&fixture->buffer, 5);
    codec_put_u8(&fixture->buffer, 0);
    struct codec_reader reader = read_back(fixture);
    assert_int_equal(codec_take_u32(&reader), 5);
    assert_false(codec_is_done(&reader));
}

static void times_are_of_four_digit_years_or_none(void **state)
{
    static const struct {
        int64_t time;
        bool is_right;
    } cases[] = {
        {NO_TIME, true},       {-62167219200, true},  {253402300799, true},
        {253402300800, false}, {-62167219201, false}, {INT64_MAX, false},
    };
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        buffer_clear(&fixture->buffer);
        codec_put_i64(&fixture->buffer, cases[i].time);
        struct codec_reader reader = read_back(fixture);
        codec_take_time(&reader);
        assert_int_equal(codec_is_done(&reader), cases[i].is_right);
    }
}

static void amounts_are_neither_negative_nor_huge(void **state)
{
    static const int64_t wrong[] = {-1, INT64_MIN, INT64_MAX};
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        buffer_clear(&fixture->buffer);
        codec_put_i64(&fixture->buffer, wrong[i]);
        struct codec_reader reader = read_back(fixture);
        assert_int_equal(codec_take_amount(&reader), 0);
        assert_true(reader.is_broken);
    }
}

int main(void)
{
#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, open_fixture, close_fixture)
    const struct CMUnitTest tests[] = {
        WITH_FIXTURE(numbers_are_little_endian),
        WITH_FIXTURE(no_text_is_told_from_an_empty_one),
        WITH_FIXTURE(a_text_is_refused_over_its_bound),
        WITH_FIXTURE(a_text_that_is_no_utf8_or_holds_nul_is_refused),
        WITH_FIXTURE(a_length_beyond_the_end_is_refused),
        WITH_FIXTURE(a_count_must_fit_into_what_is_left),
        WITH_FIXTURE(a_broken_reader_gives_nothing_more),
        WITH_FIXTURE(what_is_left_over_is_a_mistake),
        WITH_FIXTURE(times_are_of_four_digit_years_or_none),
        WITH_FIXTURE(amounts_are_neither_negative_nor_huge),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
