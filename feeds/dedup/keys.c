#include "feeds/dedup/keys.h"

enum kind {
    SHINGLE = 1,
    FEED,
    LINK,
    HEADLINE,
    FEED_HEADLINE,
    MEMBER,
};

/* The finaliser of splitmix64: every bit of the key depends on every bit of the number. */
static uint64_t mix(uint64_t number)
{
    number = (number ^ number >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    number = (number ^ number >> 27) * UINT64_C(0x94d049bb133111eb);
    return number ^ number >> 31;
}

static uint64_t key_of(enum kind kind, uint64_t number)
{
    return mix(number + (uint64_t)kind * UINT64_C(0x9e3779b97f4a7c15));
}

uint64_t key_of_shingle(uint64_t shingle)
{
    return key_of(SHINGLE, shingle);
}

uint64_t key_of_feed_shingle(int64_t feed, uint64_t shingle)
{
    return mix(key_of(FEED, (uint64_t)feed) ^ shingle);
}

uint64_t key_of_link(uint64_t link_hash)
{
    return key_of(LINK, link_hash);
}

uint64_t key_of_headline(uint64_t title_hash)
{
    return key_of(HEADLINE, title_hash);
}

uint64_t key_of_feed_headline(int64_t feed, uint64_t title_hash)
{
    return mix(key_of(FEED_HEADLINE, (uint64_t)feed) ^ title_hash);
}

uint64_t key_of_member(int64_t feed, uint32_t slot)
{
    return mix(key_of(MEMBER, (uint64_t)feed) ^ slot);
}
