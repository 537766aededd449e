/* html_tags.h: the start tags of an HTML page, one after the other, as browsers find them (WHATWG
 * HTML section 13.2.5): not in comments, scripts and styles, and with what is quoted left whole. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define HTML_TAG_ATTRIBUTES_MAX 32 /* what stands behind is passed over */

struct html_value {
    const char *text; /* NULL: there is none */
    size_t len;
};

struct html_attribute {
    struct html_value name;
    struct html_value value;
};

/* All of it points into the page; references are not read. */
struct html_tag {
    struct html_value name;
    struct html_attribute attributes[HTML_TAG_ATTRIBUTES_MAX];
    size_t attribute_count;
};

/* The next start tag from `*at` on, which is put behind it. False: there is none. A whole page
 * takes time in proportion to its length. */
bool html_next_tag(const char **at, const char *end, struct html_tag *tag);

bool html_tag_is(const struct html_tag *tag, const char *name);

/* The value of the first attribute of this name; its text is NULL when the tag has none. */
struct html_value html_tag_value(const struct html_tag *tag, const char *name);
