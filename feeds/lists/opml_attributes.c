#include "feeds/lists/opml_attributes.h"

#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "feeds/parse/keep.h"
#include "feeds/parse/warnings.h"
#include "feeds/url.h"

#include <string.h>
#include <strings.h>

/* What a feed says of itself, so that nothing is lost with it. */
static const char *const descriptions[OPML_DESCRIPTIONS] = {
    "htmlUrl",      "description", "language", "version",  "created",   "isComment",
    "isBreakpoint", "icon",        "image",    "imageUrl", "copyright",
};

enum meaning {
    MEANS_TEXT,
    MEANS_TITLE,
    MEANS_FEED,
    MEANS_TYPE,
    MEANS_CATEGORY,
    MEANS_USER_AGENT,
    MEANS_PROXY,
    MEANS_OFF,
};

/* OPML's own, then miniflux's that have a counterpart. */
static const struct {
    const char *name;
    enum meaning meaning;
} known[] = {
    {"text", MEANS_TEXT},      {"title", MEANS_TITLE},       {"xmlUrl", MEANS_FEED},
    {"type", MEANS_TYPE},      {"category", MEANS_CATEGORY}, {"userAgent", MEANS_USER_AGENT},
    {"proxyUrl", MEANS_PROXY}, {"disabled", MEANS_OFF},
};

struct attribute {
    const char *prefix; /* NULL: none */
    const char *uri;
    const char *name;
    const char *value; /* one line; NULL: empty */
};

static struct attribute attribute_of(struct arena *arena, const struct mend_attribute *one)
{
    return (struct attribute){
        .prefix = one->prefix,
        .uri = one->uri,
        .name = one->name,
        .value = list_text(arena, one->value, one->len, one->len),
    };
}

static bool is_true(const char *value)
{
    return strcasecmp(value, "true") == 0 || strcmp(value, "1") == 0;
}

static bool is_false(const char *value)
{
    return strcasecmp(value, "false") == 0 || strcmp(value, "0") == 0;
}

static void add_option(struct arena *arena, struct opml_outline *outline, const char *name,
                       const char *value)
{
    if (outline->option_count < LIST_OPTIONS_MAX)
        outline->options[outline->option_count++] =
            (struct listed_option){arena_string(arena, name), value};
}

/* In our own namespace. */
static void take_own(struct arena *arena, struct opml_outline *outline,
                     const struct attribute *attribute)
{
    if (strcmp(attribute->name, "name") == 0)
        outline->name = attribute->value;
    else
        add_option(arena, outline, attribute->name, attribute->value);
}

/* The mender has read the references of XML; what is left was written as HTML. */
static const char *title_of(struct arena *arena, const char *text)
{
    struct warnings warnings = {.arena = arena}; /* that a title is cut: its name is shorter */
    struct keep keep = {.arena = arena, .warnings = &warnings};

    return keep_plain(&keep, text, strlen(text), LIST_TITLE_MAX);
}

static void take_known(struct arena *arena, struct opml_outline *outline, enum meaning meaning,
                       const char *value)
{
    switch (meaning) {
    case MEANS_TEXT:
        outline->group = value;
        if (outline->title == NULL)
            outline->title = title_of(arena, value);
        break;
    case MEANS_TITLE:
        outline->title = title_of(arena, value);
        if (outline->group == NULL)
            outline->group = value;
        break;
    case MEANS_FEED:
        outline->url = value;
        break;
    case MEANS_TYPE:
        outline->type = value;
        break;
    case MEANS_CATEGORY:
        outline->category = value;
        break;
    case MEANS_USER_AGENT:
        outline->user_agent = value;
        break;
    case MEANS_PROXY:
        add_option(arena, outline, "proxy", value);
        break;
    case MEANS_OFF:
        outline->is_off = is_true(value);
        break;
    }
}

static bool count_description(struct opml_attributes *seen, unsigned line, const char *name)
{
    for (size_t i = 0; i < OPML_DESCRIPTIONS && descriptions[i] != NULL; i++) {
        if (strcasecmp(name, descriptions[i]) != 0)
            continue;
        if (seen->descriptions[i].count++ == 0)
            seen->descriptions[i].line = line;
        return true;
    }
    return false;
}

static void keep_strange(struct arena *arena, struct opml_outline *outline,
                         const struct attribute *attribute)
{
    bool has_prefix = attribute->prefix != NULL;

    if (is_false(attribute->value) || outline->strange_count == LIST_OPTIONS_MAX)
        return;
    outline->strange[outline->strange_count++] =
        arena_format(arena, "%s%s%s", has_prefix ? attribute->prefix : "", has_prefix ? ":" : "",
                     attribute->name);
}

static void take(struct opml_attributes *seen, struct arena *arena, struct opml_outline *outline,
                 const struct attribute *attribute)
{
    if (attribute->uri != NULL && strcmp(attribute->uri, LIST_OWN_NAMESPACE) == 0) {
        take_own(arena, outline, attribute);
        return;
    }
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (strcasecmp(attribute->name, known[i].name) == 0) {
            take_known(arena, outline, known[i].meaning, attribute->value);
            return;
        }
    }
    if (!count_description(seen, outline->line, attribute->name))
        keep_strange(arena, outline, attribute);
}

/* Some write the URL of a feed as `url`, which the specification has for links. */
static void find_url(struct opml_outline *outline, const char *url)
{
    bool is_link = outline->type != NULL && (strcasecmp(outline->type, "link") == 0 ||
                                             strcasecmp(outline->type, "include") == 0);

    if (outline->url != NULL || url == NULL)
        return;
    if (is_link)
        outline->is_known = true;
    else
        outline->url = url;
}

void opml_read_outline(struct opml_attributes *seen, struct list_draft *draft,
                       struct opml_outline *outline, const struct mend_tag *tag)
{
    const char *url = NULL;

    for (size_t i = 0; i < tag->count; i++) {
        struct attribute attribute = attribute_of(draft->arena, &tag->attributes[i]);
        if (attribute.value == NULL)
            continue;
        if (attribute.prefix == NULL && strcasecmp(attribute.name, "url") == 0)
            url = attribute.value;
        else
            take(seen, draft->arena, outline, &attribute);
    }
    find_url(outline, url);
}

/* ---- feeds */

struct group_set {
    const char *list[LIST_GROUPS_MAX];
    size_t count;
};

static bool add_group(struct group_set *groups, const char *group)
{
    for (size_t i = 0; i < groups->count; i++) {
        if (strcmp(groups->list[i], group) == 0)
            return true;
    }
    if (groups->count == LIST_GROUPS_MAX)
        return false;
    groups->list[groups->count++] = group;
    return true;
}

/* "/Boston/Weather,/Harvard/Berkman": parted by commas, each a path. */
static void add_categories(struct list_draft *draft, struct group_set *groups,
                           const struct opml_outline *outline)
{
    const char *at = outline->category;

    while (at != NULL && *at != '\0') {
        size_t len = strcspn(at, ","), slash = strspn(at, " /");
        const char *group =
            slash >= len ? NULL : list_text(draft->arena, at + slash, len - slash, len - slash);
        if (group != NULL && !add_group(groups, group))
            list_draft_note(draft, outline->line, "more than %d groups; \"%s\" was left out",
                            LIST_GROUPS_MAX, group);
        at += len + (at[len] == ',');
    }
}

static const char *label(struct arena *arena, const struct opml_outline *outline)
{
    if (outline->title != NULL)
        return outline->title;
    return outline->url != NULL ? url_without_login(arena, outline->url) : "";
}

static void note_strange(struct list_draft *draft, const struct opml_outline *outline)
{
    struct buffer names;

    if (outline->strange_count == 0)
        return;
    buffer_init(&names, 512);
    for (size_t i = 0; i < outline->strange_count; i++)
        buffer_append_format(&names, "%s%s", i == 0 ? "" : ", ", outline->strange[i]);
    list_draft_note(draft, outline->line, "\"%s\": no counterpart for %s%s",
                    label(draft->arena, outline), names.data, names.is_full ? ", …" : "");
    buffer_free(&names);
}

/* Why the outline is no feed that can be polled; NULL: it is one. */
static const char *reason_against(const struct opml_outline *outline)
{
    if (outline->url == NULL)
        return "it is a link, no feed";
    if (outline->is_off)
        return "it is switched off there";
    if (outline->type != NULL && strpbrk(outline->type, "+ ") != NULL)
        return "it is no feed but made of a page";
    return NULL;
}

void opml_take_feed(struct list_draft *draft, const struct opml_outline *outline, const char *path)
{
    struct group_set groups = {.count = 0};
    const char *against = reason_against(outline);

    if (against != NULL) {
        list_draft_note(draft, outline->line, "\"%s\" was left out: %s",
                        label(draft->arena, outline), against);
        return;
    }
    const char *url = list_url(draft->arena, outline->url, strlen(outline->url));
    if (url == NULL) {
        list_draft_refuse(draft, outline->line, "\"%s\" was left out: %s is neither http nor https",
                          label(draft->arena, outline),
                          url_without_login(draft->arena, outline->url));
        return;
    }
    note_strange(draft, outline);
    if (path != NULL)
        add_group(&groups, path);
    add_categories(draft, &groups, outline);
    struct listed_option *options =
        arena_array(draft->arena, outline->option_count, sizeof(*options));
    for (size_t i = 0; i < outline->option_count; i++)
        options[i] = outline->options[i];
    const struct listed_feed feed = {
        .line = outline->line,
        .url = url,
        .title = outline->title,
        .name = outline->name,
        .groups = list_strings(draft->arena, groups.list, groups.count),
        .group_count = groups.count,
        .user_agent = outline->user_agent,
        .options = options,
        .option_count = outline->option_count,
    };
    list_draft_add(draft, &feed);
}

void opml_tell_of_the_rest(const struct opml_attributes *seen, struct list_draft *draft)
{
    for (size_t i = 0; i < OPML_DESCRIPTIONS && descriptions[i] != NULL; i++) {
        size_t count = seen->descriptions[i].count;
        unsigned line = seen->descriptions[i].line;
        if (count == 1)
            list_draft_note(draft, line, "%s was left out: a feed says it itself", descriptions[i]);
        else if (count > 1)
            list_draft_note(draft, line,
                            "%s was left out here and in %zu more places: a feed says it itself",
                            descriptions[i], count - 1);
    }
}
