/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */
#include "config/base/buffer.h"
#include "config/base/error.h"
#include "daemon/cli/replay_reader.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define ITEMS 1000 /* many times what is read ahead */

/* A file of this text, at its begin. */
static int file_of(const char *text, size_t len)
{
    int file = memfd_create("items", MFD_CLOEXEC);

    assert_int_equal(write(file, text, len), len);
    assert_int_equal(lseek(file, 0, SEEK_SET), 0);
    return file;
}

static void items_come_in_order_with_their_texts_read_and_their_fingerprints(void **state)
{
    struct buffer text;
    struct error err = {0};

    (void)state;
    buffer_init(&text, SIZE_MAX / 2);
    for (int i = 0; i < ITEMS; i++)
        buffer_append_format(&text,
                             "{\"feed\":\"harbour-news\",\"id\":\"%d\",\"title\":\"Ferry %d "
                             "sails\",\"content_html\":\"<p>Ferry %d left the harbour of Kelmouth "
                             "at noon.</p>\"}\n",
                             i, i, i);
    int in = file_of(text.data, text.len);
    struct replay_reader *reader = replay_reader_new(in);
    uint64_t revision = 0;
    for (int i = 0; i < ITEMS; i++) {
        char id[16];
        const struct replay_fetched *fetched = replay_reader_next(reader, &err);
        struct fingerprint decoded;

        snprintf(id, sizeof(id), "%d", i);
        assert_non_null(fetched);
        assert_string_equal(fetched->in.item.id, id);
        assert_int_equal(fetched->in.item.content.markup, MARKUP_MARKED);
        assert_null(strchr(fetched->in.item.content.str, '<'));
        assert_int_not_equal(fetched->revision, revision);
        assert_true(fingerprint_decode(&decoded, fetched->encoded.data, fetched->encoded.len,
                                       fetched->arena));
        assert_int_equal(decoded.shingle_count, fetched->fingerprint.shingle_count);
        assert_int_equal(decoded.token_count, 9);
        assert_int_equal(replay_reader_line(reader), i + 1);
        revision = fetched->revision;
    }
    assert_null(replay_reader_next(reader, &err));
    assert_string_equal(err.message, "");
    replay_reader_free(reader);
    close(in);
    buffer_free(&text);
}

static void a_line_that_is_no_item_ends_it_after_those_before(void **state)
{
    static char text[] =
        "{\"feed\":\"harbour-news\"}\n \n{\"feed\":7}\n{\"feed\":\"harbour-news\"}\n";
    int in = file_of(text, sizeof(text) - 1);
    struct replay_reader *reader = replay_reader_new(in);
    struct error err = {0};

    (void)state;
    assert_non_null(replay_reader_next(reader, &err));
    assert_int_equal(replay_reader_line(reader), 1);
    assert_null(replay_reader_next(reader, &err));
    assert_string_equal(err.message, "\"feed\" must be a string");
    assert_int_equal(replay_reader_line(reader), 3); /* the blank one counts */
    replay_reader_free(reader);
    close(in);
}

static void what_cannot_be_read_is_said(void **state)
{
    int folder = open(".", O_RDONLY | O_CLOEXEC);
    struct replay_reader *reader = replay_reader_new(folder);
    struct error err = {0};

    (void)state;
    assert_null(replay_reader_next(reader, &err));
    assert_string_equal(err.message, "cannot read: Is a directory");
    replay_reader_free(reader);
    close(folder);
}

static void an_item_is_given_before_the_next_line_is_there_and_the_end_waits_for_none(void **state)
{
    static const char line[] = "{\"feed\":\"harbour-news\"}\n";
    int ends[2];
    struct error err = {0};

    (void)state;
    assert_int_equal(pipe(ends), 0);
    struct replay_reader *reader = replay_reader_new(ends[0]);
    assert_int_equal(replay_reader_line(reader), 0);
    assert_int_equal(write(ends[1], line, sizeof(line) - 1), sizeof(line) - 1);
    assert_non_null(replay_reader_next(reader, &err));
    replay_reader_free(reader);
    close(ends[0]);
    close(ends[1]);
}

static void what_was_read_ahead_is_left_when_it_is_freed(void **state)
{
    static const char line[] = "{\"feed\":\"harbour-news\"}\n";
    struct buffer text;
    struct error err = {0};

    (void)state;
    buffer_init(&text, SIZE_MAX / 2);
    for (int i = 0; i < ITEMS; i++)
        buffer_append(&text, line, sizeof(line) - 1);
    int in = file_of(text.data, text.len);
    struct replay_reader *reader = replay_reader_new(in);
    assert_non_null(replay_reader_next(reader, &err));
    replay_reader_free(reader); /* lines are left, and no slot is free for them */
    close(in);
    buffer_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(items_come_in_order_with_their_texts_read_and_their_fingerprints),
        cmocka_unit_test(a_line_that_is_no_item_ends_it_after_those_before),
        cmocka_unit_test(what_cannot_be_read_is_said),
        cmocka_unit_test(an_item_is_given_before_the_next_line_is_there_and_the_end_waits_for_none),
        cmocka_unit_test(what_was_read_ahead_is_left_when_it_is_freed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
