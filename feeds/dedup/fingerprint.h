/* fingerprint.h: what an item's text is reduced to for comparing it (DEDUP.md, steps 1 and 2). */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct buffer;
struct item;

#define FINGERPRINT_TOKENS_MAX 1200
#define FINGERPRINT_HEAD_TOKENS 25 /* where a dateline may stand */
#define FINGERPRINT_TITLE_TOKENS_MAX 512
#define FINGERPRINT_BYTES_MAX ((size_t)64 * 1024) /* encoded */

/* Hashes are cut to what keeps chance out: two texts of 1,200 shingles share one by chance in 1 of
 * 200 million pairs at 48 bits, two texts of 500 words one word in 1 of 17,000 at 32. */
#define SHINGLE_HASH_MASK ((UINT64_C(1) << 48) - 1)
#define WORD_HASH_MASK ((UINT64_C(1) << 32) - 1)

struct shingle {
    uint64_t hash;
    uint32_t position; /* first occurrence, in tokens */
};

/* Sorted sets of hashes of folds. All in the arena it was made or decoded in. */
struct hash_set {
    const uint64_t *list;
    uint32_t count;
};

struct fingerprint {
    const struct shingle *shingles; /* by position */
    uint32_t shingle_count;
    uint32_t token_count;
    struct hash_set words;         /* distinct folds */
    const uint16_t *word_places;   /* of each of `words`, a token: its first that is not in the
                                      head (FINGERPRINT_HEAD_TOKENS), else its last */
    struct hash_set numbers;       /* those of `words` that are numbers */
    struct hash_set names;         /* those of `words` that are capitalised wherever they occur */
    struct hash_set title_words;   /* content words of the title */
    struct hash_set title_numbers; /* numbers of the title */
    uint64_t title_hash;           /* of the folded title; 0: none */
    uint64_t link_hash;            /* of the canonical URL; 0: none of its own */
    bool is_unspaced;              /* > 40 % CJK: shingles of 6 */
};

/* Of an item whose texts have been read (item_read_texts). */
void fingerprint_make(struct fingerprint *fingerprint, const struct item *item,
                      struct arena *arena);

/* The text that is compared, of an item whose texts have been read: the longer of content and
 * summary, without furniture. */
const char *fingerprint_body(const struct item *item, struct arena *arena);

/* The stored and sent form: little-endian, compact. encode: false when the buffer's limit is too
 * small. decode: false when the bytes are none (they may come from an untrusted process): nothing
 * beyond `len` is read and nothing larger than FINGERPRINT_BYTES_MAX and the counts above is
 * believed. */
bool fingerprint_encode(const struct fingerprint *fingerprint, struct buffer *out);
bool fingerprint_decode(struct fingerprint *fingerprint, const void *bytes, size_t len,
                        struct arena *arena);
