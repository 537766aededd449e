#include "feeds/dedup/pair.h"

#include "config/base/arena.h"
#include "feeds/dedup/hash_set.h"
#include "feeds/dedup/limits.h"

static struct view view_of(const struct side *side, const uint8_t *counts, struct arena *arena)
{
    struct view view = {.fingerprint = side->fingerprint,
                        .own = side->own,
                        .own_count = side->own_count,
                        .counts = counts,
                        .partner = arena_space(arena, side->own_count + 1, sizeof(uint32_t))};

    for (uint32_t i = 0; i < view.own_count; i++)
        view.partner[i] = NO_PARTNER;
    return view;
}

void pair_make(struct pair *pair, const struct side *item, const struct side *reference,
               const struct verdict_context *context, struct arena *arena)
{
    struct view a = view_of(item, context == NULL ? NULL : context->story_counts, arena);
    struct view b = view_of(reference, NULL, arena);

    *pair = (struct pair){.context = context};
    for (uint32_t j = 0; j < b.own_count; j++) {
        uint32_t i = side_find(item, b.own[j].hash);

        if (i == SIDE_NONE || a.partner[i] != NO_PARTNER)
            continue;
        a.partner[i] = b.own[j].position;
        b.partner[j] = a.own[i].position;
        pair->shared++;
        pair->formula += a.counts != NULL && a.counts[i] >= FORMULA_STORIES;
    }
    pair->s = a.own_count <= b.own_count ? a : b;
    pair->l = a.own_count <= b.own_count ? b : a;
}

double pair_share(uint32_t part, uint32_t whole)
{
    return whole == 0 ? 0 : (double)part / whole;
}

bool view_knows(const struct view *view, uint64_t word)
{
    const struct fingerprint *text = view->fingerprint;

    return hash_set_has(&text->words, word) || hash_set_has(&text->title_words, word) ||
           hash_set_has(&text->title_numbers, word);
}

uint32_t pair_count_known(const struct pair *pair, const struct hash_set *words)
{
    uint32_t known = 0;

    for (uint32_t i = 0; i < words->count; i++)
        known += view_knows(&pair->l, words->list[i]);
    return known;
}

bool stretch_has(struct stretch stretch, uint32_t place)
{
    return place >= stretch.begin && place < stretch.end;
}

static uint32_t width_of(const struct view *view)
{
    return view->fingerprint->is_unspaced ? SHINGLE_TOKENS_UNSPACED : SHINGLE_TOKENS;
}

/* The first own shingle that is shared, and the one behind the last; both own_count where none is.
 */
static void find_shared(const struct view *view, uint32_t *first, uint32_t *end)
{
    *first = 0;
    *end = view->own_count;
    while (*first < *end && view->partner[*first] == NO_PARTNER)
        (*first)++;
    while (*end > *first && view->partner[*end - 1] == NO_PARTNER)
        (*end)--;
}

struct stretch pair_span(const struct view *view)
{
    uint32_t first, end;

    find_shared(view, &first, &end);
    if (first == end)
        return (struct stretch){0, 0};
    return (struct stretch){view->own[first].position,
                            view->own[end - 1].position + width_of(view)};
}

/* ---- the core ---- */

static void mark(bool *marks, uint32_t from, uint32_t count, bool value)
{
    for (uint32_t i = from; i < from + count; i++)
        marks[i] = value;
}

static uint32_t count_unmarked(const bool *marks, struct stretch stretch)
{
    uint32_t count = 0;

    for (uint32_t i = stretch.begin; i < stretch.end; i++)
        count += !marks[i];
    return count;
}

/* For each token of S: it stands in nothing but boilerplate. None does where little else is left:
 * what is said by so few words may be another story. */
static const bool *find_boilerplate(const struct view *s, struct arena *arena)
{
    const struct fingerprint *fingerprint = s->fingerprint;
    uint32_t tokens = fingerprint->token_count;
    bool *marks = arena_array(arena, tokens + 1, sizeof(*marks));

    for (uint32_t i = 0; i < fingerprint->shingle_count; i++)
        mark(marks, fingerprint->shingles[i].position, width_of(s), true);
    for (uint32_t i = 0; i < s->own_count; i++)
        mark(marks, s->own[i].position, width_of(s), false);
    if (count_unmarked(marks, (struct stretch){0, tokens}) < OWN_WORDS * tokens)
        mark(marks, 0, tokens, false);
    return marks;
}

/* What lies around the shared span of S. */
struct surround {
    struct stretch head;
    struct stretch tail;
    const bool *is_boilerplate; /* for each token of S */
};

/* A dateline or a slogan says other things than L does. What says the same with other figures is
 * part of the text: reports by one template differ there. */
static bool is_foreign(const struct pair *pair, struct stretch stretch, const bool *is_boilerplate)
{
    const struct fingerprint *s = pair->s.fingerprint;
    uint32_t words = 0;
    uint32_t known = 0;

    for (uint32_t i = 0; i < s->words.count; i++) {
        uint64_t word = s->words.list[i];

        if (!stretch_has(stretch, s->word_places[i]) || is_boilerplate[s->word_places[i]] ||
            hash_set_has(&s->numbers, word))
            continue;
        words++;
        known += view_knows(&pair->l, word);
    }
    return words > 0 && pair_share(known, words) <= SPAN_KNOWN;
}

/* The words of S that stand in what is asked for, and which of them are numbers and names. */
static void read_core(struct core *core, const struct fingerprint *s,
                      const struct surround *surround, struct arena *arena)
{
    uint64_t *words = arena_space(arena, s->words.count + 1, sizeof(*words));
    uint64_t *numbers = arena_space(arena, s->numbers.count + 1, sizeof(*numbers));
    uint64_t *names = arena_space(arena, s->names.count + 1, sizeof(*names));

    for (uint32_t i = 0, number = 0, name = 0; i < s->words.count; i++) {
        uint64_t word = s->words.list[i];
        uint32_t place = s->word_places[i];
        bool is_number = number < s->numbers.count && s->numbers.list[number] == word;
        bool is_name = name < s->names.count && s->names.list[name] == word;

        number += is_number;
        name += is_name;
        if (surround->is_boilerplate[place] || stretch_has(surround->head, place) ||
            stretch_has(surround->tail, place))
            continue;
        words[core->words.count++] = word;
        if (is_number)
            numbers[core->numbers.count++] = word;
        if (is_name)
            names[core->names.count++] = word;
    }
    core->words.list = words;
    core->numbers.list = numbers;
    core->names.list = names;
}

/* The head and the tail around what is shared, and how many shingles are left without them. Empty
 * where too little is shared to tell. */
static uint32_t find_surround(const struct pair *pair, struct surround *surround)
{
    const struct view *s = &pair->s;
    uint32_t tokens = s->fingerprint->token_count;
    uint32_t first, end, from = 0;

    surround->head = (struct stretch){0, 0};
    surround->tail = (struct stretch){tokens, tokens};
    if (pair->shared < SPAN_SHARED)
        return s->own_count;
    find_shared(s, &first, &end);
    if (pair_share(end - first, s->own_count) < SPAN_SHARE)
        return s->own_count;
    while (from < first && s->own[from].position < SPAN_HEAD_TOKENS)
        from++;
    surround->head.end = from == 0 ? 0 : s->own[from].position;
    surround->tail.begin = s->own[end - 1].position + width_of(s);
    return end - from;
}

void pair_find_core(struct pair *pair, struct arena *arena)
{
    struct surround surround = {.is_boilerplate = find_boilerplate(&pair->s, arena)};
    struct core *core = &pair->core;

    core->own_count = find_surround(pair, &surround);
    uint32_t tail = count_unmarked(surround.is_boilerplate, surround.tail);
    bool is_left_out =
        tail <= SPAN_TAIL_TOKENS && tail <= SPAN_TAIL_SHARE * (surround.tail.begin + tail);
    if (!is_left_out || !is_foreign(pair, surround.head, surround.is_boilerplate))
        surround.head.end = 0;
    if (!is_left_out || !is_foreign(pair, surround.tail, surround.is_boilerplate))
        surround.tail.begin = surround.tail.end;
    read_core(core, pair->s.fingerprint, &surround, arena);
}
