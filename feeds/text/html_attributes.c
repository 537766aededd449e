#include "feeds/text/html_attributes.h"

#include "feeds/html_scan.h"
#include "feeds/text/html_class.h"
#include "feeds/text/html_elements.h"
#include "feeds/text/html_style.h"

#include <stdbool.h>

/* Those that say something of the text: of one that stands twice the first counts. */
struct known {
    struct html_attribute hidden;
    struct html_attribute open;
    struct html_attribute class;
    struct html_attribute style;
};

static void keep(struct html_attribute *kept, const struct html_attribute *attribute,
                 const char *name)
{
    if (kept->name == NULL && html_name_is(attribute->name, attribute->name_len, name))
        *kept = *attribute;
}

/* hidden="until-found" is shown to whoever searches for what stands in it, as a closed <details>
 * is: that is text. */
static bool is_hidden(const struct known *known)
{
    const struct html_attribute *hidden = &known->hidden;

    return hidden->name != NULL && (hidden->value == NULL ||
                                    !html_name_is(hidden->value, hidden->value_len, "until-found"));
}

unsigned html_attribute_roles(const struct html_piece *tag)
{
    struct known known = {.hidden = {0}};
    struct html_attribute attribute;
    const char *at = NULL;
    unsigned roles = 0;

    while (html_next_attribute(tag, &at, &attribute)) {
        keep(&known.hidden, &attribute, "hidden");
        keep(&known.open, &attribute, "open");
        keep(&known.class, &attribute, "class");
        keep(&known.style, &attribute, "style");
    }
    if (known.style.value != NULL)
        roles |= html_style_roles(known.style.value, known.style.value_len);
    if (known.class.value != NULL)
        roles |= html_class_roles(tag, known.class.value, known.class.value_len);
    /* Only a script opens a dialog that is not. */
    bool is_closed = known.open.name == NULL && html_name_is(tag->name, tag->name_len, "dialog");
    return is_closed || is_hidden(&known) ? roles | HTML_UNSEEN : roles;
}
