/* list_desk.h: lists of feeds, read and looked at. */
#pragma once

#include "config/base/arena.h"
#include "config/base/error.h"
#include "feeds/lists/feed_list.h"

#include <string.h>

static inline int open_arena(void **state)
{
    *state = arena_new();
    return 0;
}

static inline int close_arena(void **state)
{
    arena_free(*state);
    return 0;
}

#define LIST_TEST(test) cmocka_unit_test_setup_teardown(test, open_arena, close_arena)

static inline struct feed_list read_list(void **state, const char *text)
{
    struct feed_list list = {.feed_count = 0};
    struct error err = {0};

    if (!feed_list_read(&list, text, strlen(text), *state, &err))
        fail_msg("it is refused: %s", err.message);
    return list;
}

static inline void assert_refused(void **state, const char *text, unsigned line, const char *why)
{
    struct feed_list list;
    struct error err = {0};

    if (feed_list_read(&list, text, strlen(text), *state, &err))
        fail_msg("\"%s\" is taken for a list", text);
    if (strstr(err.message, why) == NULL)
        fail_msg("\"%s\" stands not in \"%s\"", why, err.message);
    assert_int_equal(err.line, line);
}

/* The note that has `words`, which stands at `line`. */
static inline const struct list_note *assert_note(const struct feed_list *list, unsigned line,
                                                  const char *words)
{
    const struct list_note *note = list->notes, *end = note + list->note_count;

    while (note < end && strstr(note->text, words) == NULL)
        note++;
    if (note == end) {
        for (size_t i = 0; i < list->note_count; i++)
            print_error("note: %u: %s\n", list->notes[i].line, list->notes[i].text);
        fail_msg("no note has \"%s\"", words);
    }
    assert_int_equal(note->line, line);
    return note;
}

static inline void assert_groups(const struct listed_feed *feed, const char *expected)
{
    char joined[4096] = "";

    for (size_t i = 0; i < feed->group_count; i++) {
        if (i > 0)
            strcat(joined, ", ");
        strcat(joined, feed->groups[i]);
    }
    assert_string_equal(joined, expected);
}
