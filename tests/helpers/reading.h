/* reading.h: for tests of the parser: one document a test, read from a string. */
#pragma once

/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/arena.h"
#include "config/base/error.h"
#include "feeds/parse/parse.h"

#include <string.h>

struct reading {
    struct arena *arena;
    struct document document;
    struct error err;
    enum parse_outcome outcome;
};

static inline int reading_set_up(void **state)
{
    struct reading *reading = test_calloc(1, sizeof(*reading));

    reading->arena = arena_new();
    *state = reading;
    return 0;
}

static inline int reading_tear_down(void **state)
{
    struct reading *reading = *state;

    arena_free(reading->arena);
    test_free(reading);
    return 0;
}

/* The text's length is its own if the input gives none. */
static inline void read_with(struct reading *reading, const char *text, struct parse_input input)
{
    input.bytes = text;
    if (input.len == 0)
        input.len = strlen(text);
    reading->outcome = parse_document(&input, reading->arena, &reading->document, &reading->err);
}

/* The items of what must be a feed. */
static inline const struct item *read_feed(struct reading *reading, const char *text)
{
    read_with(reading, text, (struct parse_input){.is_cut = false});
    assert_int_equal(reading->outcome, PARSE_FEED);
    return reading->document.items;
}

/* One item of RSS, one entry of Atom, with what stands in it. */

static inline const struct item *read_rss_item(struct reading *reading, const char *inside)
{
    const struct item *item = read_feed(
        reading,
        arena_format(reading->arena, "<rss version='2.0'><channel><item>%s</item></channel></rss>",
                     inside));

    assert_int_equal(reading->document.item_count, 1);
    return item;
}

static inline const struct item *read_atom_entry(struct reading *reading, const char *inside)
{
    const struct item *item = read_feed(
        reading,
        arena_format(reading->arena,
                     "<feed xmlns='http://www.w3.org/2005/Atom'><entry>%s</entry></feed>", inside));

    assert_int_equal(reading->document.item_count, 1);
    return item;
}

#define reading_test(test) cmocka_unit_test_setup_teardown(test, reading_set_up, reading_tear_down)
