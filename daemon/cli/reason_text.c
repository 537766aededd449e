#include "daemon/cli/reason_text.h"

#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "daemon/service/escape.h"
#include "store/items.h"

#include <jansson.h>
#include <string.h>

#define TEXT_MAX ((size_t)2048)

static const struct wording {
    const char *name;
    const char *words;
} rules[] = {
    {"text", "it has the text of"},
    {"link", "it has the link and much of the text of"},
    {"headline", "it has little text of its own and the headline of"},
};

/* Each a share of the shorter text found in the longer one. What is nearly all is "the same", what
 * is nearly nothing differs: these are words, the tests have the figures. */
static const struct measure {
    const char *name;
    const char *same;
    const char *same_as_part; /* where the one text is a part of the other */
    const char *of;
    const char *differs;
} measures[] = {
    {"words", "same words", "all of its words", "words", "words differ"},
    {"numbers", "same numbers", "all of its numbers", "numbers", "numbers differ"},
    {"names", "same names", "all of its names", "names", "names differ"},
    {"lede", "same opening", "same opening", "opening", "opening differs"},
    {"title", "same headline", "same headline", "headline", "headline differs"},
};

#define SAME .995
#define DIFFERS .20
#define PART                                                                                       \
    .80 /* less of the longer text is shared than this much of what the shorter one shares */

static const char *words_of(const char *rule)
{
    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
        if (strcmp(rules[i].name, rule) == 0)
            return rules[i].words;
    }
    return "it is near to";
}

static void append_reference(const json_t *reason, int64_t shown, struct buffer *out)
{
    const char *reference = json_string_value(json_object_get(reason, "reference"));
    bool is_fullest = reference != NULL && strcmp(reference, "fullest") == 0;
    int64_t story = json_integer_value(json_object_get(reason, "story"));

    if (story == 0 || story == shown)
        buffer_append_string(out, " the story's");
    else
        buffer_append_format(out, " story %lld's", (long long)story);
    buffer_append_string(out, is_fullest ? " fullest copy" : " lead");
}

/* Negative: it was not asked. */
static double share_in(const json_t *reason, const char *name)
{
    const json_t *value = json_object_get(reason, name);

    return json_is_number(value) ? json_number_value(value) : -1;
}

/* A summary against a full text, as it may be. */
static bool is_part_of(const json_t *reason)
{
    double resembles = share_in(reason, "resembles");

    return resembles >= 0 && resembles < PART * share_in(reason, "contained");
}

static const char *append_contained(const json_t *reason, struct buffer *out)
{
    double share = share_in(reason, "contained");
    bool is_part = is_part_of(reason);

    if (share < 0)
        return ": ";
    if (share >= SAME)
        buffer_append_string(out, is_part ? ": all of the shorter text" : ": same text");
    else if (share < DIFFERS)
        buffer_append_string(out, ": text differs");
    else
        buffer_append_format(out, ": %.0f %% of %s", 100 * share,
                             is_part ? "the shorter text" : "its text");
    return ", ";
}

static void append_measures(const json_t *reason, struct buffer *out)
{
    const char *before = append_contained(reason, out);
    bool is_part = is_part_of(reason);

    for (size_t i = 0; i < sizeof(measures) / sizeof(measures[0]); i++) {
        const struct measure *measure = &measures[i];
        double share = share_in(reason, measure->name);
        if (share < 0)
            continue;
        if (share >= SAME)
            buffer_append_format(out, "%s%s", before,
                                 is_part ? measure->same_as_part : measure->same);
        else if (share < DIFFERS)
            buffer_append_format(out, "%s%s", before, measure->differs);
        else
            buffer_append_format(out, "%s%.0f %% of its %s", before, 100 * share, measure->of);
        before = ", ";
    }
}

/* With `before` before it, of a reason that has one. */
static void append_failure(const json_t *reason, const char *before, struct buffer *out)
{
    const char *failed = json_string_value(json_object_get(reason, "failed"));

    if (failed == NULL)
        return;
    buffer_append_string(out, before);
    escape_terminal(failed, out);
    buffer_append_format(out, " is %.2f, the limit %.2f",
                         json_number_value(json_object_get(reason, "value")),
                         json_number_value(json_object_get(reason, "limit")));
}

static bool is_near_miss(const json_t *reason)
{
    return json_is_true(json_object_get(reason, "near_miss"));
}

static void append_reason(const json_t *reason, int64_t shown, struct buffer *out)
{
    const char *rule = json_string_value(json_object_get(reason, "rule"));

    if (is_near_miss(reason))
        buffer_append_format(out, "nearest to story %lld",
                             (long long)json_integer_value(json_object_get(reason, "story")));
    else {
        buffer_append_string(out, words_of(rule == NULL ? "" : rule));
        append_reference(reason, shown, out);
    }
    append_measures(reason, out);
    append_failure(reason, "; what kept it apart: ", out);
}

static json_t *load(const char *reason)
{
    json_t *json = reason == NULL ? NULL : json_loads(reason, 0, NULL);

    if (json_object_size(json) > 0)
        return json;
    json_decref(json); /* nothing came near */
    return NULL;
}

static const char *finish(struct buffer *out, struct arena *arena)
{
    const char *text = out->len == 0 ? NULL : arena_string_of(arena, out->data, out->len);

    buffer_free(out);
    return text;
}

const char *reason_text(const char *reason, int64_t shown, struct arena *arena)
{
    json_t *json = load(reason);
    struct buffer out;

    buffer_init(&out, TEXT_MAX);
    if (json != NULL)
        append_reason(json, shown, &out);
    json_decref(json);
    return finish(&out, arena);
}

const char *reason_kept_apart(const char *reason, int64_t story, struct arena *arena)
{
    json_t *json = load(reason);
    struct buffer out;

    buffer_init(&out, TEXT_MAX);
    if (is_near_miss(json) && json_integer_value(json_object_get(json, "story")) == story)
        append_failure(json, "", &out);
    json_decref(json);
    return finish(&out, arena);
}

/* ---- of an item ---- */

#define COPY "a copy"
#define LEAD "a story of its own"

/* What the service found by itself. */
static void append_verdict(const struct stored_item *item, const json_t *reason, struct buffer *out)
{
    if (reason == NULL) {
        buffer_append_string(out, LEAD);
        return;
    }
    buffer_append_string(out, is_near_miss(reason) ? LEAD ": " : COPY ": ");
    append_reason(reason, item->story, out);
}

const char *reason_of_item(const struct stored_item *item, struct arena *arena)
{
    bool is_revised = item->left_story != 0 && item->left_story != item->story;
    json_t *reason = load(item->reason);
    struct buffer out;

    buffer_init(&out, TEXT_MAX);
    if (item->correction == ITEM_JOINED)
        buffer_append_string(&out, COPY ": joined by hand; before: ");
    else if (item->correction == ITEM_SPLIT)
        buffer_append_string(&out, LEAD ": split off by hand; before: ");
    if (reason != NULL || item->correction != ITEM_NOT_CORRECTED || is_revised)
        append_verdict(item, reason, &out);
    if (is_revised)
        buffer_append_format(&out,
                             "; its text before was of story %lld, with which it no longer agrees",
                             (long long)item->left_story);
    json_decref(reason);
    return finish(&out, arena);
}
