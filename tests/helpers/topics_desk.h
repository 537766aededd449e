/* topics_desk.h: one query at a time, tried on a text, for unit tests of feeds/topics. Include it
 * first. */
#pragma once

/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/arena.h"
#include "feeds/topics/watch_list.h"

#include <stdio.h>
#include <string.h>

/* The last mistake and all warnings. */
struct noted {
    size_t column; /* of the mistake; 0: none */
    char message[512];
    size_t warning_column; /* of the last */
    char warning[512];
};

static inline void note(void *owner, const struct watch_list_problem *problem)
{
    struct noted *noted = owner;

    if (problem->is_warning) {
        noted->warning_column = problem->column;
        size_t len = strlen(noted->warning);
        (void)snprintf(noted->warning + len, sizeof(noted->warning) - len, "%s; ",
                       problem->message);
        return;
    }
    noted->column = problem->column;
    (void)snprintf(noted->message, sizeof(noted->message), "%s", problem->message);
}

static inline struct watch_list *compile_one(const char *query, struct noted *noted)
{
    struct watch_list_query topic = {.name = "topic", .query = query};
    struct watch_list_source source = {.topics = &topic, .topic_count = 1};

    *noted = (struct noted){0};
    return watch_list_compile(&source, note, noted);
}

static inline struct watch_list *compile_right(const char *query)
{
    struct noted noted;
    struct watch_list *list = compile_one(query, &noted);

    if (list == NULL)
        fail_msg("%s: column %zu: %s", query, noted.column, noted.message);
    return list;
}

static inline bool matches_item(const char *query, const struct watch_item *item)
{
    struct watch_list *list = compile_right(query);
    struct arena *arena = arena_new();
    struct watch_topics topics;

    watch_list_match(list, item, arena, &topics);
    bool is_match = topics.count == 1;
    assert_int_equal(is_match, watch_list_explain_miss(list, 0, item, arena) == NULL);
    assert_int_equal(is_match, watch_list_match_topic(list, 0, item, arena));
    arena_free(arena);
    watch_list_free(list);
    return is_match;
}

static inline bool matches(const char *query, const char *content)
{
    return matches_item(query, &(struct watch_item){.content = content});
}

static inline void assert_mistake(const char *query, size_t column, const char *part)
{
    struct noted noted;
    struct watch_list *list = compile_one(query, &noted);

    if (list != NULL || noted.column != column)
        fail_msg("%s: column %zu: %s", query, noted.column, noted.message);
    if (strstr(noted.message, part) == NULL)
        fail_msg("%s: %s", query, noted.message);
}
