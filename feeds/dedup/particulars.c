#include "feeds/dedup/particulars.h"

#include "feeds/dedup/hash_set.h"
#include "feeds/dedup/limits.h"
#include "feeds/dedup/pair.h"

#include <stdbool.h>

/* Whether a text has a number, in boilerplate or not, that the other lacks. */
static bool has_other_number(const struct view *view, const struct view *other)
{
    const struct hash_set *numbers = &view->fingerprint->numbers;

    for (uint32_t i = 0; i < numbers->count; i++) {
        if (!view_knows(other, numbers->list[i]))
            return true;
    }
    return false;
}

/* Of short texts that each have a number of their own, also those in boilerplate: ten companies pay
 * on the same day, and another ten on the next. */
double particulars_numbers(const struct pair *pair, uint32_t *missing)
{
    bool is_other = pair->s.own_count < SHORT_SHINGLES && has_other_number(&pair->s, &pair->l) &&
                    has_other_number(&pair->l, &pair->s);
    const struct hash_set *numbers = is_other ? &pair->s.fingerprint->numbers : &pair->core.numbers;
    uint32_t common = pair_count_known(pair, numbers);

    *missing = numbers->count - common;
    return numbers->count == 0 ? 1 : pair_share(common, numbers->count);
}

double particulars_numbers_limit(const struct pair *pair, double contained)
{
    if (pair->core.numbers.count > TABLE_NUMBERS * pair->core.words.count)
        return NUMBERS_TABLE;
    return contained < NUMBERS_PART_CONTAINED ? NUMBERS_PART : NUMBERS;
}

double particulars_subject(const struct view *view, const struct view *other)
{
    const struct fingerprint *text = view->fingerprint;
    struct stretch span = pair_span(view);
    uint32_t names = 0;
    uint32_t known = 0;

    for (uint32_t i = 0; i < text->words.count; i++) {
        uint64_t word = text->words.list[i];

        if (!stretch_has(span, text->word_places[i]) || !hash_set_has(&text->names, word) ||
            !hash_set_has(&text->title_words, word))
            continue;
        names++;
        known += view_knows(other, word);
    }
    return names == 0 ? -1 : pair_share(known, names);
}
