/* judge.h: for tests of the verdict: two news texts judged, in an arena that the group opens. */
#pragma once

#include "feeds/dedup/verdict.h"
#include "tests/helpers/news.h"
#include "tests/helpers/shared_arena.h"

static struct side *side_of(struct news news)
{
    struct fingerprint *fingerprint = arena_alloc(arena, sizeof(*fingerprint));
    struct side *side = arena_alloc(arena, sizeof(*side));

    *fingerprint = news_fingerprint(&news, arena);
    side_make(side, fingerprint, NULL, arena);
    return side;
}

static const struct verdict_context ELSEWHERE = {.hours_apart = 5};

static struct verdict judge(struct news item, struct news reference, struct verdict_context context)
{
    struct verdict verdict;
    struct verdict swapped;

    verdict_of_texts(&verdict, side_of(item), side_of(reference), &context, arena);
    verdict_of_texts(&swapped, side_of(reference), side_of(item), &context, arena);
    assert_int_equal(verdict.agrees, swapped.agrees); /* who came first does not matter */
    return verdict;
}

static void assert_agrees(struct verdict verdict)
{
    if (!verdict.agrees)
        fail_msg("fails %s: %.3f, limit %.3f", verdict.failed, verdict.value, verdict.limit);
    assert_null(verdict.failed);
}

static void assert_fails(struct verdict verdict, const char *test)
{
    assert_false(verdict.agrees);
    assert_string_equal(verdict.failed, test);
}
