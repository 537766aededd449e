/* keys.h: the 64-bit keys under which the memory counts shingles and finds stories. */
#pragma once

#include <stdint.h>

uint64_t key_of_shingle(uint64_t shingle);
uint64_t key_of_feed_shingle(int64_t feed, uint64_t shingle);
uint64_t key_of_link(uint64_t link_hash);
uint64_t key_of_headline(uint64_t title_hash);
uint64_t key_of_feed_headline(int64_t feed, uint64_t title_hash);
uint64_t key_of_member(int64_t feed, uint32_t slot); /* the feed has an item of the story */
