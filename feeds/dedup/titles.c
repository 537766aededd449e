#include "feeds/dedup/titles.h"

#include "feeds/dedup/hash_set.h"

static uint32_t size_of(const struct fingerprint *fingerprint)
{
    return fingerprint->title_words.count + fingerprint->title_numbers.count;
}

static double share_of(const struct fingerprint *a, const struct fingerprint *b, uint32_t whole)
{
    uint32_t common = hash_set_common(&a->title_words, &b->title_words) +
                      hash_set_common(&a->title_numbers, &b->title_numbers);

    return (double)common / whole;
}

double titles_share(const struct fingerprint *a, const struct fingerprint *b)
{
    uint32_t shorter = size_of(a) < size_of(b) ? size_of(a) : size_of(b);

    return shorter == 0 ? -1 : share_of(a, b, shorter);
}

double titles_share_both_ways(const struct fingerprint *a, const struct fingerprint *b)
{
    uint32_t longer = size_of(a) > size_of(b) ? size_of(a) : size_of(b);

    return size_of(a) == 0 || size_of(b) == 0 ? -1 : share_of(a, b, longer);
}

static uint32_t count_in_text(const struct fingerprint *title, const struct fingerprint *text)
{
    return hash_set_common(&title->title_words, &text->words) +
           hash_set_common(&title->title_numbers, &text->words);
}

double title_in_text(const struct fingerprint *title, const struct fingerprint *text)
{
    return size_of(title) == 0 ? -1 : (double)count_in_text(title, text) / size_of(title);
}

double titles_in_text(const struct fingerprint *a, const struct fingerprint *b,
                      const struct fingerprint *text)
{
    uint32_t size = size_of(a) + size_of(b);

    return size == 0 ? -1 : (double)(count_in_text(a, text) + count_in_text(b, text)) / size;
}

double title_numbers_share(const struct fingerprint *a, const struct fingerprint *b)
{
    const struct hash_set *more = &a->title_numbers;
    const struct hash_set *fewer = &b->title_numbers;

    if (more->count < fewer->count) {
        more = &b->title_numbers;
        fewer = &a->title_numbers;
    }
    return fewer->count == 0 ? 1 : (double)hash_set_common(more, fewer) / more->count;
}
