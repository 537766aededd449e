#include "daemon/core/correct_requests.h"

#include "config/base/arena.h"
#include "config/base/clock.h"
#include "config/base/error.h"
#include "daemon/core/core_state.h"
#include "daemon/core/correct.h"
#include "store/feed_forget.h"

#include <errno.h>
#include <stdlib.h>

#define ITEMS_MAX 2

static const char no_such_item[] = "there is no such item: `storywatch items` shows their numbers";

/* Reads exactly `count` numbers of items. */
static bool read_items(const char *text, size_t count, int64_t items[ITEMS_MAX])
{
    char *end;

    for (size_t i = 0; i < count; i++) {
        errno = 0;
        items[i] = strtoll(text, &end, 10);
        if (errno != 0 || end == text || items[i] <= 0)
            return false;
        text = end;
    }
    return *text == '\0';
}

static bool keep(struct core *core, struct error *err)
{
    committer_done(core->committer);
    if (committer_flush(core->committer))
        return true;
    error_set(err, "the store cannot be written: %s", committer_trouble(core->committer));
    return false;
}

static bool remember(struct core *core, const struct store_split *split, struct error *err)
{
    if (pipeline_split(core->pipeline, split, err) == STORE_OK)
        return true;
    committer_fail(core->committer, err);
    return false;
}

static json_t *split(struct core *core, int64_t item)
{
    struct arena *arena = arena_new();
    const struct correcting correcting = {core->store, core->watch, core->settings, clock_wall(),
                                          arena};
    struct split_outcome outcome;
    struct error err = {0};
    json_t *answer;

    enum store_status status = correct_split(&correcting, item, &outcome, &err);
    if (status == STORE_FAILED)
        committer_fail(core->committer, &err);
    if (status == STORE_NONE)
        answer = core_refusal(no_such_item);
    else if (status == STORE_OK && outcome.split.story == 0)
        answer =
            core_refusal("the item leads its story: split the copies that do not belong to it");
    else if (status == STORE_FAILED || !keep(core, &err) || !remember(core, &outcome.split, &err))
        answer = core_refusal(err.message);
    else
        answer = json_pack("{s:b, s:I, s:I, s:I, s:I}", "ok", 1, "item", (json_int_t)item, "from",
                           (json_int_t)outcome.split.from, "story", (json_int_t)outcome.split.story,
                           "alerts", (json_int_t)outcome.alert_count);
    arena_free(arena);
    return answer;
}

static json_t *join(struct core *core, int64_t a, int64_t b)
{
    struct store_join outcome;
    struct error err = {0};
    enum store_status status = store_items_join(core->store, a, b, &outcome, &err);

    if (status == STORE_FAILED)
        committer_fail(core->committer, &err);
    if (status == STORE_NONE)
        return core_refusal(no_such_item);
    if (status == STORE_FAILED || !keep(core, &err))
        return core_refusal(err.message);
    return json_pack("{s:b, s:I, s:I}", "ok", 1, "story", (json_int_t)outcome.into, "joined",
                     (json_int_t)outcome.from);
}

static bool is_writable(struct core *core)
{
    return !core->is_ending && !core->options.is_once && committer_begin(core->committer);
}

/* The memory of dedup holds what the items were: it is made anew. */
static json_t *forget(struct core *core, const char *name)
{
    struct store_forgotten forgotten;
    struct error err = {0};
    enum store_status status = store_feed_forget(core->store, name, &forgotten, &err);

    if (status == STORE_FAILED)
        committer_fail(core->committer, &err);
    if (status == STORE_NONE)
        return core_refusal("no feed of this name has left anything in the store");
    if (status == STORE_FAILED || !keep(core, &err) ||
        pipeline_rebuild(core->pipeline, clock_wall(), &err) == STORE_FAILED)
        return core_refusal(err.message);
    return json_pack("{s:b, s:s, s:I, s:I}", "ok", 1, "feed", name, "items",
                     (json_int_t)forgotten.items, "alerts", (json_int_t)forgotten.alerts);
}

json_t *core_answer_forget(struct core *core, const char *name)
{
    if (settings_find_feed(core->settings, name) != NULL)
        return core_refusal("the feed is in the config, and what it publishes would come back: "
                            "take it out, reload, and ask again");
    return is_writable(core) ? forget(core, name) : core_refusal("the store takes no writes now");
}

json_t *core_answer_split(struct core *core, const char *argument)
{
    int64_t items[ITEMS_MAX];

    if (!read_items(argument, 1, items))
        return core_refusal("split takes the number of an item");
    return is_writable(core) ? split(core, items[0])
                             : core_refusal("the store takes no writes now");
}

json_t *core_answer_join(struct core *core, const char *argument)
{
    int64_t items[ITEMS_MAX];

    if (!read_items(argument, 2, items))
        return core_refusal("join takes the numbers of two items");
    return is_writable(core) ? join(core, items[0], items[1])
                             : core_refusal("the store takes no writes now");
}
