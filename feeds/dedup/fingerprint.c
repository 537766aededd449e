#include "feeds/dedup/fingerprint.h"

#include "config/base/arena.h"
#include "feeds/dedup/hash_set.h"
#include "feeds/dedup/shingles.h"
#include "feeds/item.h"
#include "feeds/text/marked.h"
#include "feeds/text/tokens.h"
#include "feeds/url.h"

#include <string.h>
#include <xxhash.h>

#define ALL_CAPS_SHARE .5 /* a text with more words all in capitals than that has no names */
#define ROUGH_PLACES 256
#define ROUGH_SHIFT 24
#define CONTENT_LETTERS 4  /* a shorter word of a title says little: the, and, von, для */
#define CONTENT_CASELESS 2 /* … where the script has no case: Arabic, Korean, Hindi */

_Static_assert(FINGERPRINT_TOKENS_MAX <= UINT16_MAX, "a place has 16 bits");

/* A word of a text, for finding how it is written. */
struct occurrence {
    uint32_t hash; /* of WORD_HASH_MASK */
    uint16_t place;
    uint16_t flags;
};

const char *fingerprint_body(const struct item *item, struct arena *arena)
{
    const char *content = item->content.str == NULL ? "" : marked_display(arena, item->content.str);
    const char *summary = item->summary.str == NULL ? "" : marked_display(arena, item->summary.str);

    return strlen(content) >= strlen(summary) ? content : summary;
}

static bool token_is_word(const struct token *token)
{
    return (token->flags & TOKEN_NUMBER) == 0;
}

static bool text_is_all_caps(const struct tokens *tokens)
{
    size_t cased = 0;
    size_t caps = 0;

    for (size_t i = 0; i < tokens->count; i++) {
        if ((tokens->list[i].flags & (TOKEN_NUMBER | TOKEN_CASELESS | TOKEN_UNSPACED)) != 0)
            continue;
        cased++;
        caps += (tokens->list[i].flags & (TOKEN_ALL_CAPS | TOKEN_ACRONYM)) != 0;
    }
    return (double)caps > ALL_CAPS_SHARE * (double)cased;
}

/* By the highest bits of the hash, keeping the order of what is the same. */
static void sort_roughly(const struct occurrence *from, struct occurrence *to, size_t count)
{
    uint16_t places[ROUGH_PLACES + 1] = {0};

    for (size_t i = 0; i < count; i++)
        places[(from[i].hash >> ROUGH_SHIFT) + 1]++;
    for (size_t i = 1; i < ROUGH_PLACES; i++)
        places[i] = (uint16_t)(places[i] + places[i - 1]);
    for (size_t i = 0; i < count; i++)
        to[places[from[i].hash >> ROUGH_SHIFT]++] = from[i];
}

static void sort_by_insertion(struct occurrence *list, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct occurrence moved = list[i];
        size_t at = i;

        for (; at > 0 && list[at - 1].hash > moved.hash; at--)
            list[at] = list[at - 1];
        list[at] = moved;
    }
}

/* By hash, those of one word in the order of the text. What is sorted roughly has hardly a thing to
 * insert. */
static struct occurrence *sort_occurrences(const struct tokens *tokens, struct arena *arena)
{
    struct occurrence *list = arena_space(arena, tokens->count + 1, sizeof(*list));
    struct occurrence *sorted = arena_space(arena, tokens->count + 1, sizeof(*sorted));

    for (size_t i = 0; i < tokens->count; i++)
        list[i] = (struct occurrence){.hash = (uint32_t)(tokens->list[i].hash & WORD_HASH_MASK),
                                      .flags = (uint16_t)tokens->list[i].flags,
                                      .place = (uint16_t)i};
    sort_roughly(list, sorted, tokens->count);
    sort_by_insertion(sorted, tokens->count);
    return sorted;
}

/* Capitalised wherever it occurs. */
static bool is_name(const struct occurrence *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if ((list[i].flags & (TOKEN_NUMBER | TOKEN_CASELESS)) != 0 ||
            (list[i].flags & TOKEN_CAPITALISED) == 0)
            return false;
    }
    return true;
}

/* Of the occurrences of one word, in order: the first behind the head, else the last. */
static uint16_t word_place(const struct occurrence *list, size_t count)
{
    size_t at = 0;

    while (at + 1 < count && list[at].place < FINGERPRINT_HEAD_TOKENS)
        at++;
    return list[at].place;
}

static void read_words(struct fingerprint *fingerprint, const struct tokens *tokens,
                       struct arena *arena)
{
    struct occurrence *list = sort_occurrences(tokens, arena);
    uint64_t *words = arena_space(arena, tokens->count + 1, sizeof(*words));
    uint16_t *places = arena_space(arena, tokens->count + 1, sizeof(*places));
    uint64_t *numbers = arena_space(arena, tokens->count + 1, sizeof(*numbers));
    uint64_t *names = arena_space(arena, tokens->count + 1, sizeof(*names));
    bool has_names = !text_is_all_caps(tokens);

    for (size_t i = 0, end = 0; i < tokens->count; i = end) {
        for (end = i + 1; end < tokens->count && list[end].hash == list[i].hash;)
            end++;
        places[fingerprint->words.count] = word_place(list + i, end - i);
        words[fingerprint->words.count++] = list[i].hash;
        if ((list[i].flags & TOKEN_NUMBER) != 0)
            numbers[fingerprint->numbers.count++] = list[i].hash;
        else if (has_names && is_name(list + i, end - i))
            names[fingerprint->names.count++] = list[i].hash;
    }
    fingerprint->words.list = words;
    fingerprint->word_places = places;
    fingerprint->numbers.list = numbers;
    fingerprint->names.list = names;
}

static size_t count_letters(const char *word)
{
    size_t letters = 0;

    for (; *word != '\0'; word++)
        letters += ((unsigned char)*word & 0xc0) != 0x80;
    return letters;
}

static bool is_content_word(const struct token *token, bool has_lower_case)
{
    if ((token->flags & TOKEN_UNSPACED) != 0)
        return true;
    if ((token->flags & (TOKEN_ALL_CAPS | TOKEN_ACRONYM)) != 0 && has_lower_case)
        return true;
    return count_letters(token->fold) >=
           ((token->flags & TOKEN_CASELESS) != 0 ? CONTENT_CASELESS : CONTENT_LETTERS);
}

static void read_title(struct fingerprint *fingerprint, const char *title, struct arena *arena)
{
    struct tokens tokens;

    tokens_cut(&tokens, arena, title, FINGERPRINT_TITLE_TOKENS_MAX);
    bool has_lower_case = !text_is_all_caps(&tokens);
    uint64_t *words = arena_space(arena, tokens.count + 1, sizeof(*words));
    uint64_t *numbers = arena_space(arena, tokens.count + 1, sizeof(*numbers));
    uint64_t *all = arena_space(arena, tokens.count + 1, sizeof(*all));
    size_t word_count = 0;
    size_t number_count = 0;

    for (size_t i = 0; i < tokens.count; i++) {
        const struct token *token = &tokens.list[i];

        all[i] = token->hash;
        if (!token_is_word(token))
            numbers[number_count++] = token->hash & WORD_HASH_MASK;
        else if (is_content_word(token, has_lower_case))
            words[word_count++] = token->hash & WORD_HASH_MASK;
    }
    fingerprint->title_words = hash_set_of(words, word_count);
    fingerprint->title_numbers = hash_set_of(numbers, number_count);
    if (tokens.count > 0)
        fingerprint->title_hash = XXH3_64bits(all, tokens.count * sizeof(*all));
}

void fingerprint_make(struct fingerprint *fingerprint, const struct item *item, struct arena *arena)
{
    bool has_link = item->url != NULL && !item->shares_link;
    const char *link = has_link ? url_canonical(arena, item->url) : NULL;
    struct tokens tokens;

    *fingerprint = (struct fingerprint){0};
    tokens_cut(&tokens, arena, fingerprint_body(item, arena), FINGERPRINT_TOKENS_MAX);
    shingles_cut(fingerprint, &tokens, arena);
    read_words(fingerprint, &tokens, arena);
    read_title(fingerprint, item->title.str == NULL ? "" : item->title.str, arena);
    if (link != NULL)
        fingerprint->link_hash = XXH3_64bits(link, strlen(link));
}
