#include "feeds/dedup/verdict.h"

#include "config/base/arena.h"
#include "feeds/dedup/hash_set.h"
#include "feeds/dedup/limits.h"
#include "feeds/dedup/pair.h"
#include "feeds/dedup/particulars.h"
#include "feeds/dedup/titles.h"

/* Records the outcome of a test, of those that fail the first; returns whether it passes. */
static bool settle(struct verdict *verdict, const struct verdict_test *test)
{
    if (verdict->tests != NULL && verdict->tests->count < VERDICT_TESTS_MAX)
        verdict->tests->list[verdict->tests->count++] = *test;
    if (!test->passes && verdict->agrees) {
        verdict->agrees = false;
        verdict->failed = test->name;
        verdict->value = test->value;
        verdict->limit = test->limit;
    }
    return test->passes;
}

static bool at_least(struct verdict *verdict, const char *name, double value, double limit)
{
    return settle(verdict, &(struct verdict_test){name, value, limit, false, value >= limit});
}

static bool at_most(struct verdict *verdict, const char *name, double value, double limit)
{
    return settle(verdict, &(struct verdict_test){name, value, limit, true, value <= limit});
}

/* The limit does not hold for these two where something else speaks for them. */
static bool at_least_or(struct verdict *verdict, const char *name, double value, double limit,
                        bool is_excused)
{
    return settle(verdict,
                  &(struct verdict_test){name, value, limit, false, is_excused || value >= limit});
}

/* One text is the other, or nearly. */
static bool is_identical(const struct verdict *verdict)
{
    return verdict->measures.contained > IDENTITY_CONTAINED &&
           verdict->measures.resembles > IDENTITY_RESEMBLES;
}

static bool test_contained(const struct pair *pair, struct verdict *verdict)
{
    struct dedup_measures *measures = &verdict->measures;
    bool is_short = pair->s.own_count < SHORT_SHINGLES;

    measures->contained = pair_share(pair->shared, pair->core.own_count);
    measures->resembles = pair_share(pair->shared, pair->l.own_count);
    return at_least(verdict, "contained", measures->contained,
                    is_short ? SHORT_CONTAINED : CONTAINED);
}

static bool test_words(const struct pair *pair, struct verdict *verdict)
{
    const struct fingerprint *s = pair->s.fingerprint;
    bool is_long =
        s->token_count >= WORDS_LONG_TOKENS && verdict->measures.resembles >= WORDS_LONG_RESEMBLES;

    verdict->measures.words =
        pair_share(pair_count_known(pair, &pair->core.words), pair->core.words.count);
    return at_least(verdict, "words", verdict->measures.words, is_long ? WORDS_LONG : WORDS);
}

static bool test_numbers(const struct pair *pair, struct verdict *verdict)
{
    double contained = verdict->measures.contained;
    bool is_short = pair->s.own_count < SHORT_SHINGLES;
    uint32_t missing;

    verdict->measures.numbers = particulars_numbers(pair, &missing);
    if (is_short)
        return at_least(verdict, "numbers", verdict->measures.numbers, 1);
    bool is_corrected = missing == 1 && (contained >= CORRECTED_CONTAINED_ANY ||
                                         (contained >= CORRECTED_CONTAINED &&
                                          pair->s.fingerprint->token_count >= CORRECTED_TOKENS));
    return at_least_or(verdict, "numbers", verdict->measures.numbers,
                       particulars_numbers_limit(pair, contained), is_corrected);
}

static bool test_names(const struct pair *pair, struct verdict *verdict)
{
    const struct hash_set *names = &pair->core.names;

    if (names->count < NAMES_ASKED)
        return true;
    /* A name is looked for among all words: a headline's capitals make names of none. */
    verdict->measures.names = pair_share(pair_count_known(pair, names), names->count);
    return at_least(verdict, "names", verdict->measures.names, NAMES);
}

/* How many of the LEDE_SHINGLES shingles of `text` that begin with the one at `from` stand among
 * the first tokens of the other text. */
static double lede_share(const struct view *text, uint32_t from, const struct view *other)
{
    double tokens = LEDE_SHARE * other->fingerprint->token_count;
    double end = tokens > LEDE_TOKENS ? tokens : LEDE_TOKENS;
    uint32_t to = from + LEDE_SHINGLES < text->own_count ? from + LEDE_SHINGLES : text->own_count;
    uint32_t found = 0;

    for (uint32_t i = from; i < to; i++)
        found += text->partner[i] != NO_PARTNER && text->partner[i] < end;
    return from < to ? pair_share(found, to - from) : 0;
}

static double lede_measure(const struct pair *pair)
{
    const double shares[] = {
        lede_share(&pair->s, 0, &pair->l),
        lede_share(&pair->s, LEDE_SECOND_FROM, &pair->l),
        lede_share(&pair->l, 0, &pair->s),
        lede_share(&pair->l, LEDE_SECOND_FROM, &pair->s),
    };
    double best = 0;

    for (size_t i = 0; i < sizeof(shares) / sizeof(*shares); i++)
        best = shares[i] > best ? shares[i] : best;
    return best;
}

static bool test_lede(const struct pair *pair, struct verdict *verdict)
{
    verdict->measures.lede = lede_measure(pair);
    return at_least_or(verdict, "lede", verdict->measures.lede, LEDE,
                       verdict->measures.resembles >= LEDE_RESEMBLES);
}

/* The better of: the titles agree, the one's title stands in the other's text. */
static double title_or_in_text(const struct view *title, const struct view *text)
{
    double titles = titles_share(title->fingerprint, text->fingerprint);
    double in_text = title_in_text(title->fingerprint, text->fingerprint);

    return titles > in_text ? titles : in_text;
}

static bool test_summary(const struct pair *pair, struct verdict *verdict)
{
    if (pair->s.own_count >= SUMMARY_SHARE * pair->l.own_count)
        return true;
    if (!at_least(verdict, "summary lede", verdict->measures.lede, SUMMARY_LEDE))
        return false;
    double title = title_or_in_text(&pair->l, &pair->s);
    return title < 0 || at_least(verdict, "summary title", title, SUMMARY_TITLE);
}

/* How many tokens a text has before the first that the other has, too. */
static uint32_t opening_of(const struct view *view)
{
    uint32_t first = 0;

    while (first < view->own_count && view->partner[first] == NO_PARTNER)
        first++;
    return first < view->own_count ? view->own[first].position : 0;
}

static bool opening_agrees(const struct view *view, const struct view *other,
                           struct verdict *verdict)
{
    double title = title_or_in_text(view, other);

    return opening_of(view) <= OPENING_TOKENS || title < 0 ||
           at_least(verdict, "opening title", title, OPENING_TITLE);
}

static bool test_opening(const struct pair *pair, struct verdict *verdict)
{
    return opening_agrees(&pair->s, &pair->l, verdict) &&
           opening_agrees(&pair->l, &pair->s, verdict);
}

static bool test_subject(const struct pair *pair, struct verdict *verdict)
{
    bool is_as_long = pair->s.own_count >= SUBJECT_SIZE * pair->l.own_count;
    double subject = particulars_subject(&pair->s, &pair->l);
    double other = is_as_long ? particulars_subject(&pair->l, &pair->s) : -1;

    if (subject < 0 || (other >= 0 && other < subject))
        subject = other;
    return subject < 0 || at_least(verdict, "subject", subject, SUBJECT);
}

static bool test_title(const struct pair *pair, struct verdict *verdict)
{
    double title = verdict->measures.title;
    double in_text = titles_in_text(pair->s.fingerprint, pair->l.fingerprint, pair->s.fingerprint);
    bool is_asked = pair->s.own_count < TITLE_ASKED_SHINGLES || pair->context->is_same_feed;

    if (!is_asked || title < 0)
        return true;
    return at_least_or(verdict, "title", title, TITLE_SHARE, in_text >= TITLE_IN_TEXT);
}

static bool has_same_link(const struct pair *pair)
{
    uint64_t link = pair->s.fingerprint->link_hash;

    return link != 0 && link == pair->l.fingerprint->link_hash;
}

/* A headline that shares no word with its own text nor with the other headline heads a digest of
 * which a feed's summary is the first story. */
static bool test_own_title(const struct pair *pair, struct verdict *verdict)
{
    double s = title_in_text(pair->s.fingerprint, pair->s.fingerprint);
    double l = title_in_text(pair->l.fingerprint, pair->l.fingerprint);

    if (pair->s.own_count >= TITLE_ASKED_SHINGLES || verdict->measures.title < 0)
        return true;
    return at_least_or(verdict, "own title", s < l ? s : l, OWN_TITLE,
                       verdict->measures.title > 0 || is_identical(verdict));
}

static bool test_series(const struct pair *pair, struct verdict *verdict)
{
    const struct verdict_context *context = pair->context;

    if (has_same_link(pair) || pair->s.own_count >= SERIES_SHINGLES)
        return true;
    if (!context->is_same_feed)
        return is_identical(verdict) ||
               at_most(verdict, "late hours", context->hours_apart, LATE_HOURS);
    return at_most(verdict, "series hours", context->hours_apart, SERIES_HOURS) &&
           at_least(verdict, "series title", verdict->measures.title, SERIES_TITLE) &&
           at_least(verdict, "series title numbers",
                    title_numbers_share(pair->s.fingerprint, pair->l.fingerprint),
                    SERIES_TITLE_NUMBERS);
}

static bool test_formula(const struct pair *pair, struct verdict *verdict)
{
    const struct dedup_measures *measures = &verdict->measures;

    if (pair->formula <= FORMULA_SHARE * pair->shared)
        return true;
    if (!at_least(verdict, "formula numbers", measures->numbers, FORMULA_NUMBERS))
        return false;
    if (measures->names >= 0 && !at_least(verdict, "formula names", measures->names, FORMULA_NAMES))
        return false;
    return at_least_or(verdict, "formula title", measures->title, FORMULA_TITLE,
                       is_identical(verdict));
}

/* Nothing has failed yet. */
static void begin(struct verdict *verdict, struct verdict_tests *tests)
{
    *verdict =
        (struct verdict){.agrees = true, .measures = {-1, -1, -1, -1, -1, -1, -1}, .tests = tests};
    if (tests != NULL)
        tests->count = 0;
}

void verdict_of_texts(struct verdict *verdict, const struct side *item,
                      const struct side *reference, const struct verdict_context *context,
                      struct arena *arena)
{
    verdict_explain_texts(verdict, NULL, item, reference, context, arena);
}

void verdict_explain_texts(struct verdict *verdict, struct verdict_tests *tests,
                           const struct side *item, const struct side *reference,
                           const struct verdict_context *context, struct arena *arena)
{
    static bool (*const asked[])(const struct pair *, struct verdict *) = {
        test_contained, test_words,   test_numbers, test_names,     test_lede,   test_summary,
        test_opening,   test_subject, test_title,   test_own_title, test_series, test_formula,
    };
    struct pair pair;

    begin(verdict, tests);
    pair_make(&pair, item, reference, context, arena);
    verdict->shared = pair.shared;
    pair_find_core(&pair, arena);
    verdict->measures.title = titles_share(item->fingerprint, reference->fingerprint);
    for (size_t i = 0; i < sizeof(asked) / sizeof(*asked); i++) {
        if (!asked[i](&pair, verdict) && tests == NULL)
            return;
    }
}

void verdict_ask_digest(struct verdict *verdict, double elsewhere)
{
    settle(verdict, &(struct verdict_test){"other stories", elsewhere, DIGEST_TOLD_ELSEWHERE, true,
                                           elsewhere < DIGEST_TOLD_ELSEWHERE});
}

void verdict_of_links(struct verdict *verdict, const struct side *item,
                      const struct side *reference, struct arena *arena)
{
    verdict_explain_links(verdict, NULL, item, reference, arena);
}

void verdict_explain_links(struct verdict *verdict, struct verdict_tests *tests,
                           const struct side *item, const struct side *reference,
                           struct arena *arena)
{
    struct dedup_measures *measures = &verdict->measures;
    struct pair pair;

    begin(verdict, tests);
    pair_make(&pair, item, reference, NULL, arena);
    measures->title = titles_share_both_ways(item->fingerprint, reference->fingerprint);
    measures->resembles = pair_share(pair.shared, pair.l.own_count);
    measures->contained = pair_share(pair.shared, pair.s.own_count);
    bool has_text = pair.s.own_count >= OWN_TEXT_SHINGLES;
    bool has_half = has_text && measures->contained >= LINK_CONTAINED;
    if (at_least_or(verdict, "link title", measures->title, LINK_TITLE, has_half) && !has_text)
        at_least(verdict, "link title words", item->fingerprint->title_words.count,
                 LINK_TITLE_WORDS);
}

void verdict_of_headlines(struct verdict *verdict, const struct side *item,
                          const struct side *reference, const struct verdict_context *context)
{
    verdict_explain_headlines(verdict, NULL, item, reference, context);
}

void verdict_explain_headlines(struct verdict *verdict, struct verdict_tests *tests,
                               const struct side *item, const struct side *reference,
                               const struct verdict_context *context)
{
    const struct fingerprint *headline = item->fingerprint;
    bool is_same = headline->title_hash == reference->fingerprint->title_hash;

    begin(verdict, tests);
    verdict->measures.title = titles_share(headline, reference->fingerprint);
    settle(verdict, &(struct verdict_test){"headline", verdict->measures.title, 1, false, is_same});
    at_least(verdict, "headline words", headline->title_words.count, HEADLINE_WORDS);
    at_most(verdict, "headline own text", reference->own_count, OWN_TEXT_SHINGLES - 1);
    at_most(verdict, "headline hours", context->hours_apart, HEADLINE_HOURS);
}
