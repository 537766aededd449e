/* links: feeds_dedup */
/* Bytes from a fetcher as a fingerprint: refused, or decoded to what encodes to the same bytes and
 * can be judged against itself and against nothing. */
#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "feeds/dedup/dedup.h"
#include "tests/fuzz/require.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool load(void *owner, int64_t story, enum dedup_reference which, struct arena *arena,
                 struct dedup_stored *out)
{
    (void)story;
    (void)arena;
    if (which != DEDUP_LEAD)
        return false;
    *out = (struct dedup_stored){.feed = 2, .fingerprint = *(const struct fingerprint *)owner};
    return true;
}

static void judge(struct fingerprint *fingerprint, struct arena *arena)
{
    const struct dedup_settings settings = {.window = 14 * 86400};
    const struct dedup_source source = {.load = load, .owner = fingerprint};
    const struct dedup_item lead = {.feed = 2, .fingerprint = fingerprint};
    const struct dedup_item item = {.feed = 1, .seen = 60, .fingerprint = fingerprint};
    struct dedup *dedup = dedup_new(&settings, &source);
    struct dedup_verdict verdict;

    dedup_judge(dedup, &lead, arena, &verdict);
    REQUIRE(verdict.story == 0);
    dedup_add_lead(dedup, 1, &lead);
    dedup_judge(dedup, &item, arena, &verdict);
    REQUIRE(verdict.story == 0 || verdict.story == 1);
    REQUIRE(verdict.reason.measures.contained <= 1 && verdict.reason.measures.resembles <= 1);
    dedup_free(dedup);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct fingerprint fingerprint;

    if (fingerprint_decode(&fingerprint, data, size, arena)) {
        struct buffer out;

        buffer_init(&out, FINGERPRINT_BYTES_MAX);
        REQUIRE(fingerprint_encode(&fingerprint, &out));
        REQUIRE(out.len == size && memcmp(out.data, data, size) == 0);
        buffer_free(&out);
        judge(&fingerprint, arena);
    }
    arena_free(arena);
    return 0;
}
