#include "feeds/dedup/digest.h"

#include "config/base/arena.h"
#include "feeds/dedup/limits.h"

bool digest_may_be(const struct side *item, uint32_t shared)
{
    uint32_t rest = item->own_count - shared;

    return rest >= DIGEST_REST_SHINGLES && rest >= DIGEST_REST * item->own_count;
}

void digest_make(struct digest *digest, const struct side *item, struct arena *arena)
{
    *digest = (struct digest){
        .item = item,
        .parts = arena_array(arena, item->own_count + 1, sizeof(*digest->parts)),
        .counts = {[DIGEST_BESIDE] = item->own_count},
    };
}

/* Gives to `part` what of the text had no part yet. */
static void give(struct digest *digest, const struct fingerprint *text, enum digest_part part)
{
    for (uint32_t i = 0; i < text->shingle_count; i++) {
        uint32_t at = side_find(digest->item, text->shingles[i].hash);

        if (at == SIDE_NONE || digest->parts[at] != DIGEST_BESIDE)
            continue;
        digest->parts[at] = part;
        digest->counts[DIGEST_BESIDE]--;
        digest->counts[part]++;
    }
}

void digest_tell(struct digest *digest, const struct fingerprint *reference)
{
    give(digest, reference, DIGEST_STORY);
}

struct side digest_rest(const struct digest *digest, struct arena *arena)
{
    struct fingerprint *rest = arena_alloc(arena, sizeof(*rest));
    struct shingle *shingles =
        arena_array(arena, digest->counts[DIGEST_BESIDE] + 1, sizeof(*shingles));
    struct side side;

    for (uint32_t i = 0; i < digest->item->own_count; i++) {
        if (digest->parts[i] == DIGEST_BESIDE)
            shingles[rest->shingle_count++].hash = digest->item->own[i].hash;
    }
    rest->shingles = shingles;
    side_make(&side, rest, NULL, arena);
    return side;
}

static uint32_t count_in(const struct digest *digest, const struct fingerprint *text, uint32_t from,
                         uint32_t to, enum digest_part part)
{
    uint32_t count = 0;

    for (uint32_t i = from; i < to; i++) {
        uint32_t at = side_find(digest->item, text->shingles[i].hash);

        count += at != SIDE_NONE && digest->parts[at] == part;
    }
    return count;
}

/* Whether what the other text begins with, be it its first word or the one behind a dateline, is
 * beside the story. */
static bool tells_lede(const struct digest *digest, const struct fingerprint *other, uint32_t from)
{
    uint32_t to = from + DIGEST_LEDE_SHINGLES;

    return other->shingle_count >= to &&
           count_in(digest, other, from, to, DIGEST_BESIDE) >= DIGEST_LEDE * DIGEST_LEDE_SHINGLES;
}

void digest_compare(struct digest *digest, const struct fingerprint *other)
{
    uint32_t told = count_in(digest, other, 0, other->shingle_count, DIGEST_STORY);

    if (told <= DIGEST_STORY_TOLD * digest->counts[DIGEST_STORY] &&
        (tells_lede(digest, other, 0) || tells_lede(digest, other, LEDE_SECOND_FROM)))
        give(digest, other, DIGEST_ELSEWHERE);
}

double digest_elsewhere(const struct digest *digest)
{
    uint32_t elsewhere = digest->counts[DIGEST_ELSEWHERE];
    uint32_t rest = elsewhere + digest->counts[DIGEST_BESIDE];

    return rest == 0 ? 0 : (double)elsewhere / rest;
}
