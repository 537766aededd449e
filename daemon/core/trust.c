#include "daemon/core/trust.h"

#include "daemon/core/rhythm.h"

#include <string.h>

#define VERIFY_ITEMS 3.0     /* expected since the last 200 */
#define SAME_DOCUMENTS_MAX 3 /* in a row, though an ETag was sent: it never matches */

/* Apache appends it to an ETag when it compresses, and then compares with the bare one. */
static bool has_gzip_suffix(const struct bytes *etag)
{
    static const char suffix[] = "-gzip\"";
    size_t len = sizeof(suffix) - 1;

    return etag->is_present && etag->len >= len &&
           memcmp((const char *)etag->data + etag->len - len, suffix, len) == 0;
}

static bool is_etag_in_vain(const struct feed_state *feed)
{
    return feed->same_documents >= SAME_DOCUMENTS_MAX && has_gzip_suffix(&feed->etag) &&
           feed->last_modified.is_present;
}

static bool should_have_published(const struct feed_state *feed, int64_t now)
{
    struct rhythm rhythm;

    rhythm_decode(&rhythm, feed->rhythm.data, feed->rhythm.len);
    return rhythm_expected(&rhythm, feed->last_document, now) >= VERIFY_ITEMS;
}

/* A success after the last 200 was a 304. */
static bool is_to_verify(const struct trust_policy *policy, const struct feed_state *feed,
                         int64_t now)
{
    return feed->last_document != NO_TIME && now - feed->last_document > policy->verify &&
           feed->last_success > feed->last_document &&
           (policy->is_own || should_have_published(feed, now));
}

struct trust_plan trust_plan(const struct trust_policy *policy, const struct feed_state *feed,
                             int64_t now)
{
    struct trust_plan plan = {
        .sends_etag =
            feed->etag.is_present && feed->trust == FEED_TRUSTED && !is_etag_in_vain(feed),
        .sends_last_modified = feed->last_modified.is_present && feed->trust != FEED_UNTRUSTED,
    };

    if ((plan.sends_etag || plan.sends_last_modified) && is_to_verify(policy, feed, now))
        plan = (struct trust_plan){.is_verifying = true};
    return plan;
}

static void count_same(struct feed_state *feed, enum polled_outcome outcome)
{
    bool is_decided = feed->same_documents >= SAME_DOCUMENTS_MAX;

    if (outcome == POLLED_DOCUMENT)
        feed->same_documents = 1;
    else if (outcome == POLLED_SAME_DOCUMENT && !is_decided)
        feed->same_documents++;
    else if (outcome == POLLED_NOT_MODIFIED && !is_decided)
        feed->same_documents = 0;
}

void trust_learn(struct feed_state *feed, enum polled_outcome outcome, bool was_verifying,
                 size_t new_count)
{
    if (!was_verifying)
        count_same(feed, outcome);
    else if (new_count > 0 && feed->trust != FEED_UNTRUSTED)
        feed->trust = feed->trust == FEED_TRUSTED ? FEED_TRUSTED_WITHOUT_ETAG : FEED_UNTRUSTED;
}
