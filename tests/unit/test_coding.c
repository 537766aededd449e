/* Bytes as gzip, zlib, brotli and zstd make them of DOCUMENT. */
#include "feeds/fetch/coding.h"

/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/buffer.h"

#include <string.h>

#define DOCUMENT "<rss version=\"2.0\"><channel><title>Harbour news</title></channel></rss>"
#define BOUND ((size_t)4096)

static const uint8_t gzipped[] = {
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xb3, 0x29, 0x2a, 0x2e, 0x56, 0x28,
    0x4b, 0x2d, 0x2a, 0xce, 0xcc, 0xcf, 0xb3, 0x55, 0x32, 0xd2, 0x33, 0x50, 0xb2, 0xb3, 0x49, 0xce,
    0x48, 0xcc, 0xcb, 0x4b, 0xcd, 0xb1, 0xb3, 0x29, 0xc9, 0x2c, 0xc9, 0x49, 0xb5, 0xf3, 0x48, 0x2c,
    0x4a, 0xca, 0x2f, 0x2d, 0x52, 0xc8, 0x4b, 0x2d, 0x2f, 0xb6, 0xd1, 0x87, 0x88, 0xd9, 0xe8, 0xc3,
    0x15, 0xe9, 0x03, 0x4d, 0xb0, 0x03, 0x00, 0xc7, 0x68, 0x25, 0xf6, 0x47, 0x00, 0x00, 0x00,
};

static const uint8_t with_zlib_header[] = {
    0x78, 0x9c, 0xb3, 0x29, 0x2a, 0x2e, 0x56, 0x28, 0x4b, 0x2d, 0x2a, 0xce, 0xcc, 0xcf,
    0xb3, 0x55, 0x32, 0xd2, 0x33, 0x50, 0xb2, 0xb3, 0x49, 0xce, 0x48, 0xcc, 0xcb, 0x4b,
    0xcd, 0xb1, 0xb3, 0x29, 0xc9, 0x2c, 0xc9, 0x49, 0xb5, 0xf3, 0x48, 0x2c, 0x4a, 0xca,
    0x2f, 0x2d, 0x52, 0xc8, 0x4b, 0x2d, 0x2f, 0xb6, 0xd1, 0x87, 0x88, 0xd9, 0xe8, 0xc3,
    0x15, 0xe9, 0x03, 0x4d, 0xb0, 0x03, 0x00, 0x7a, 0xbe, 0x18, 0xf7,
};

static const uint8_t without_header[] = {
    0xb3, 0x29, 0x2a, 0x2e, 0x56, 0x28, 0x4b, 0x2d, 0x2a, 0xce, 0xcc, 0xcf, 0xb3, 0x55, 0x32, 0xd2,
    0x33, 0x50, 0xb2, 0xb3, 0x49, 0xce, 0x48, 0xcc, 0xcb, 0x4b, 0xcd, 0xb1, 0xb3, 0x29, 0xc9, 0x2c,
    0xc9, 0x49, 0xb5, 0xf3, 0x48, 0x2c, 0x4a, 0xca, 0x2f, 0x2d, 0x52, 0xc8, 0x4b, 0x2d, 0x2f, 0xb6,
    0xd1, 0x87, 0x88, 0xd9, 0xe8, 0xc3, 0x15, 0xe9, 0x03, 0x4d, 0xb0, 0x03, 0x00,
};

static const uint8_t in_brotli[] = {
    0x1f, 0x46, 0x00, 0x00, 0x1d, 0x07, 0x76, 0x2c, 0xf8, 0x07, 0x34, 0x4c, 0x07, 0xab, 0xbb, 0x51,
    0xfa, 0xf0, 0xcc, 0x25, 0x8c, 0x8c, 0x5c, 0xbe, 0xb8, 0x88, 0xb8, 0x8d, 0x8d, 0xfd, 0x05, 0xc1,
    0x23, 0x82, 0xe7, 0x38, 0x56, 0x3f, 0xd8, 0x01, 0x5b, 0xaf, 0x8c, 0x83, 0xf5, 0x37, 0x3e, 0xa7,
    0x25, 0xd7, 0x18, 0xee, 0x92, 0x90, 0xfc, 0x6e, 0x04, 0x01, 0x88, 0xd7, 0x01,
};

static const uint8_t in_zstd[] = {
    0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58, 0x15, 0x02, 0x00, 0x84, 0x03, 0x3c, 0x72, 0x73, 0x73,
    0x20, 0x76, 0x65, 0x72, 0x73, 0x69, 0x6f, 0x6e, 0x3d, 0x22, 0x32, 0x2e, 0x30, 0x22, 0x3e,
    0x3c, 0x63, 0x68, 0x61, 0x6e, 0x6e, 0x65, 0x6c, 0x3e, 0x3c, 0x74, 0x69, 0x74, 0x6c, 0x65,
    0x3e, 0x48, 0x61, 0x72, 0x62, 0x6f, 0x75, 0x72, 0x20, 0x6e, 0x65, 0x77, 0x73, 0x3c, 0x2f,
    0x3c, 0x2f, 0x2f, 0x72, 0x73, 0x73, 0x3e, 0x02, 0x00, 0x48, 0x15, 0x1c, 0x37, 0x4c, 0x28,
};

static const uint8_t gzip_in_brotli[] = {
    0x0f, 0x27, 0x80, 0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xb3,
    0x29, 0x2a, 0x2e, 0x56, 0x28, 0x4b, 0x2d, 0x2a, 0xce, 0xcc, 0xcf, 0xb3, 0x55, 0x32,
    0xd2, 0x33, 0x50, 0xb2, 0xb3, 0x49, 0xce, 0x48, 0xcc, 0xcb, 0x4b, 0xcd, 0xb1, 0xb3,
    0x29, 0xc9, 0x2c, 0xc9, 0x49, 0xb5, 0xf3, 0x48, 0x2c, 0x4a, 0xca, 0x2f, 0x2d, 0x52,
    0xc8, 0x4b, 0x2d, 0x2f, 0xb6, 0xd1, 0x87, 0x88, 0xd9, 0xe8, 0xc3, 0x15, 0xe9, 0x03,
    0x4d, 0xb0, 0x03, 0x00, 0xc7, 0x68, 0x25, 0xf6, 0x47, 0x00, 0x00, 0x00, 0x03,
};

struct reading {
    struct codings codings;
    struct buffer text;
};

static bool on_bytes(void *owner, const void *bytes, size_t len)
{
    return buffer_append(owner, bytes, len);
}

static bool begin(struct reading *reading, const char *value)
{
    *reading = (struct reading){.codings = {.on_bytes = on_bytes, .owner = &reading->text}};
    buffer_init(&reading->text, BOUND);
    return codings_begin(&reading->codings, value);
}

static void end(struct reading *reading)
{
    codings_end(&reading->codings);
    buffer_free(&reading->text);
}

static bool has_read(const struct reading *reading, const char *text)
{
    return reading->text.len == strlen(text) &&
           memcmp(reading->text.data, text, reading->text.len) == 0;
}

static const struct row {
    const char *value;
    const uint8_t *bytes;
    size_t len;
} rows[] = {
    {"gzip", gzipped, sizeof(gzipped)},
    {"X-GZIP", gzipped, sizeof(gzipped)},
    {"deflate", with_zlib_header, sizeof(with_zlib_header)},
    {"deflate", without_header, sizeof(without_header)},
    {"br", in_brotli, sizeof(in_brotli)},
    {"zstd", in_zstd, sizeof(in_zstd)},
    {" gzip , identity,\tbr ", gzip_in_brotli, sizeof(gzip_in_brotli)},
};
#define ROWS (sizeof(rows) / sizeof(rows[0]))

static void each_coding_is_undone_byte_by_byte(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        struct reading reading;
        assert_true(begin(&reading, rows[i].value));
        for (size_t at = 0; at < rows[i].len; at++)
            assert_int_equal(codings_add(&reading.codings, &rows[i].bytes[at], 1), CODING_GOES_ON);
        assert_true(has_read(&reading, DOCUMENT));
        assert_true(codings_are_whole(&reading.codings));
        end(&reading);
    }
}

static void a_stream_that_breaks_off_is_not_whole(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        struct reading reading;
        assert_true(begin(&reading, rows[i].value));
        assert_int_equal(codings_add(&reading.codings, rows[i].bytes, rows[i].len - 1),
                         CODING_GOES_ON);
        assert_false(codings_are_whole(&reading.codings));
        end(&reading);
    }
}

static void what_is_not_compressed_is_broken(void **state)
{
    static const char *const values[] = {"gzip", "br", "zstd"};
    static const char plain[] = DOCUMENT;

    (void)state;
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        struct reading reading;
        assert_true(begin(&reading, values[i]));
        assert_int_equal(codings_add(&reading.codings, plain, sizeof(plain) - 1), CODING_BROKEN);
        end(&reading);
    }
}

static void an_unknown_coding_and_a_sixth_are_refused(void **state)
{
    static const char *const values[] = {"compress", "gzip, rot13", "br,br,br,br,br,br"};

    (void)state;
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        struct reading reading;
        assert_false(begin(&reading, values[i]));
        end(&reading);
    }
}

static void bytes_of_no_coding_pass_as_they_are(void **state)
{
    struct reading reading;

    (void)state;
    assert_true(begin(&reading, "identity"));
    assert_int_equal(codings_add(&reading.codings, DOCUMENT, strlen(DOCUMENT)), CODING_GOES_ON);
    assert_true(has_read(&reading, DOCUMENT));
    assert_true(codings_are_whole(&reading.codings));
    end(&reading);
}

static void a_second_member_goes_on_and_what_is_none_is_left_out(void **state)
{
    static const char zeros[8] = {0};
    struct reading reading;

    (void)state;
    assert_true(begin(&reading, "gzip"));
    for (int i = 0; i < 2; i++)
        assert_int_equal(codings_add(&reading.codings, gzipped, sizeof(gzipped)), CODING_GOES_ON);
    assert_int_equal(codings_add(&reading.codings, zeros, sizeof(zeros)), CODING_GOES_ON);
    assert_int_equal(codings_add(&reading.codings, gzipped, sizeof(gzipped)), CODING_GOES_ON);
    assert_true(has_read(&reading, DOCUMENT DOCUMENT));
    assert_true(codings_are_whole(&reading.codings));
    end(&reading);
}

static void who_takes_no_more_ends_it(void **state)
{
    struct reading reading;
    enum coding_result result = CODING_GOES_ON;

    (void)state;
    assert_true(begin(&reading, "gzip"));
    for (size_t i = 0; i < BOUND && result == CODING_GOES_ON; i++)
        result = codings_add(&reading.codings, gzipped, sizeof(gzipped));
    assert_int_equal(result, CODING_STOPPED);
    end(&reading);
}

static void an_answer_without_a_byte_is_whole(void **state)
{
    struct reading reading;

    (void)state;
    assert_true(begin(&reading, "gzip"));
    assert_true(codings_are_whole(&reading.codings));
    end(&reading);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_coding_is_undone_byte_by_byte),
        cmocka_unit_test(a_stream_that_breaks_off_is_not_whole),
        cmocka_unit_test(what_is_not_compressed_is_broken),
        cmocka_unit_test(an_unknown_coding_and_a_sixth_are_refused),
        cmocka_unit_test(bytes_of_no_coding_pass_as_they_are),
        cmocka_unit_test(a_second_member_goes_on_and_what_is_none_is_left_out),
        cmocka_unit_test(who_takes_no_more_ends_it),
        cmocka_unit_test(an_answer_without_a_byte_is_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
