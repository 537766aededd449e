/* keys.h: the 64-bit keys under which the memory counts shingles and finds stories. Inline, since a
 * story takes thousands. */
#pragma once

#include <stdint.h>

enum key_kind {
    KEY_SHINGLE = 1,
    KEY_FEED,
    KEY_LINK,
    KEY_HEADLINE,
    KEY_FEED_HEADLINE,
    KEY_MEMBER,
};

/* The finaliser of splitmix64: every bit of the key depends on every bit of the number. */
static inline uint64_t key_mix(uint64_t number)
{
    number = (number ^ number >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    number = (number ^ number >> 27) * UINT64_C(0x94d049bb133111eb);
    return number ^ number >> 31;
}

static inline uint64_t key_of(enum key_kind kind, uint64_t number)
{
    return key_mix(number + (uint64_t)kind * UINT64_C(0x9e3779b97f4a7c15));
}

static inline uint64_t key_of_shingle(uint64_t shingle)
{
    return key_of(KEY_SHINGLE, shingle);
}

static inline uint64_t key_of_feed_shingle(int64_t feed, uint64_t shingle)
{
    return key_mix(key_of(KEY_FEED, (uint64_t)feed) ^ shingle);
}

static inline uint64_t key_of_link(uint64_t link_hash)
{
    return key_of(KEY_LINK, link_hash);
}

static inline uint64_t key_of_headline(uint64_t title_hash)
{
    return key_of(KEY_HEADLINE, title_hash);
}

static inline uint64_t key_of_feed_headline(int64_t feed, uint64_t title_hash)
{
    return key_mix(key_of(KEY_FEED_HEADLINE, (uint64_t)feed) ^ title_hash);
}

/* The feed has an item of the story. */
static inline uint64_t key_of_member(int64_t feed, uint32_t slot)
{
    return key_mix(key_of(KEY_MEMBER, (uint64_t)feed) ^ slot);
}
