/* opml_attributes.h: what the attributes of an outline mean; for feeds/lists only. */
#pragma once

#include "feeds/lists/list_draft.h"
#include "feeds/parse/mend.h"

struct opml_outline {
    unsigned line;
    const char *title;
    const char *group; /* its text, when it is a folder */
    const char *url;   /* as it stands there; NULL: it is no feed */
    const char *type;
    const char *category;
    const char *name;
    const char *user_agent;
    struct listed_option options[LIST_OPTIONS_MAX];
    size_t option_count;
    const char *strange[LIST_OPTIONS_MAX]; /* names of attributes without counterpart */
    size_t strange_count;
    bool is_off;
    bool is_known; /* no feed and no folder either: a link, an inclusion */
};

#define OPML_DESCRIPTIONS 16

/* Attributes that say of a feed what it says itself, counted, with the first one's line. */
struct opml_attributes {
    struct {
        size_t count;
        unsigned line;
    } descriptions[OPML_DESCRIPTIONS];
};

/* `outline` has its line. */
void opml_read_outline(struct opml_attributes *seen, struct list_draft *draft,
                       struct opml_outline *outline, const struct mend_tag *tag);

/* Adds the feed that the outline is, in the folder `path` (NULL: in none), or says why not. */
void opml_take_feed(struct list_draft *draft, const struct opml_outline *outline, const char *path);

/* Says once of the whole list what was counted. */
void opml_tell_of_the_rest(const struct opml_attributes *seen, struct list_draft *draft);
