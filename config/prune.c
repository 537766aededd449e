#include "config/prune.h"

#include "config/draft.h"

static void prune_feeds(struct draft *draft)
{
    size_t kept = 0;

    for (size_t i = 0; i < draft->settings->feed_count; i++) {
        if (draft->feeds[i].name != NULL && draft->feeds[i].url != NULL)
            draft->feeds[kept++] = draft->feeds[i];
    }
    draft->settings->feed_count = kept;
}

static void prune_topics(struct draft *draft)
{
    size_t kept = 0;

    for (size_t i = 0; i < draft->settings->topic_count; i++) {
        if (draft->topics[i].name == NULL || draft->topics[i].query.text == NULL)
            continue;
        draft->topics[kept] = draft->topics[i];
        draft->topics[kept++].sink_count = 0; /* their indices have lost their meaning */
    }
    draft->settings->topic_count = kept;
}

static void prune_queries(struct draft *draft)
{
    size_t kept = 0;

    for (size_t i = 0; i < draft->settings->query_count; i++) {
        if (draft->queries[i].query.text != NULL)
            draft->queries[kept++] = draft->queries[i];
    }
    draft->settings->query_count = kept;
}

void settings_prune(struct draft *draft)
{
    prune_feeds(draft);
    prune_topics(draft);
    prune_queries(draft);
    draft->settings->sink_count = 0;
}
