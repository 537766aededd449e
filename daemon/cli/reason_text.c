#include "daemon/cli/reason_text.h"

#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "daemon/service/escape.h"

#include <jansson.h>
#include <string.h>

#define TEXT_MAX ((size_t)2048)

static const struct wording {
    const char *name;
    const char *words;
} rules[] = {
    {"text", "its text is"},
    {"link", "it has the link and much of the text of"},
    {"headline", "it has little text of its own and the headline of"},
};

/* Each a share of the shorter text found in the longer one. What is nearly all is "the same", what
 * is nearly nothing differs: these are words, the tests have the figures. */
static const struct measure {
    const char *name;
    const char *of;
    const char *differs;
} measures[] = {
    {"contained", "text", "text differs"},    {"words", "words", "words differ"},
    {"numbers", "numbers", "numbers differ"}, {"names", "names", "names differ"},
    {"lede", "opening", "opening differs"},   {"title", "headline", "headline differs"},
};

#define SAME .995
#define DIFFERS .20

static const char *words_of(const char *rule)
{
    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
        if (strcmp(rules[i].name, rule) == 0)
            return rules[i].words;
    }
    return "it is near to";
}

static void append_reference(const json_t *reason, struct buffer *out)
{
    const char *reference = json_string_value(json_object_get(reason, "reference"));
    bool is_fullest = reference != NULL && strcmp(reference, "fullest") == 0;

    buffer_append_string(out, is_fullest ? " the story's fullest copy" : " the story's lead");
}

static void append_measures(const json_t *reason, struct buffer *out)
{
    const char *before = ": ";

    for (size_t i = 0; i < sizeof(measures) / sizeof(measures[0]); i++) {
        const json_t *value = json_object_get(reason, measures[i].name);
        double share = json_number_value(value);
        if (!json_is_number(value) || share < 0)
            continue;
        if (share >= SAME)
            buffer_append_format(out, "%ssame %s", before, measures[i].of);
        else if (share < DIFFERS)
            buffer_append_format(out, "%s%s", before, measures[i].differs);
        else
            buffer_append_format(out, "%s%.0f %% of its %s", before, 100 * share, measures[i].of);
        before = ", ";
    }
}

static void append_failure(const json_t *reason, struct buffer *out)
{
    const char *failed = json_string_value(json_object_get(reason, "failed"));

    if (failed == NULL)
        return;
    buffer_append_string(out, "; what kept it apart: ");
    escape_terminal(failed, out);
    buffer_append_format(out, " is %.2f, the limit %.2f",
                         json_number_value(json_object_get(reason, "value")),
                         json_number_value(json_object_get(reason, "limit")));
}

static void append_reason(const json_t *reason, struct buffer *out)
{
    const char *rule = json_string_value(json_object_get(reason, "rule"));

    if (json_is_true(json_object_get(reason, "near_miss")))
        buffer_append_format(out, "nearest to story %lld",
                             (long long)json_integer_value(json_object_get(reason, "story")));
    else {
        buffer_append_string(out, words_of(rule == NULL ? "" : rule));
        append_reference(reason, out);
    }
    append_measures(reason, out);
    append_failure(reason, out);
}

const char *reason_text(const char *reason, struct arena *arena)
{
    json_t *json = reason == NULL ? NULL : json_loads(reason, 0, NULL);
    struct buffer out;

    if (json_object_size(json) == 0) { /* nothing came near */
        json_decref(json);
        return NULL;
    }
    buffer_init(&out, TEXT_MAX);
    append_reason(json, &out);
    const char *text = arena_string_of(arena, out.data, out.len);
    buffer_free(&out);
    json_decref(json);
    return text;
}
