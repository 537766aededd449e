#include "config/base/arena.h"
#include "feeds/parse/draft.h"
#include "feeds/parse/readers.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

READER(rss_read_link)
{
    const char *text = element->text + strspn(element->text, " \t\r\n");

    if (element_attribute(element, NS_NONE, "href") != NULL)
        return;
    if (*text == '\0' && element_attribute(element, NS_NONE, "url") != NULL)
        text = element_attribute(element, NS_NONE, "url");
    draft_set_url(reader, rule, element->base, text);
}

static bool is_denied(const char *value)
{
    return strcasestr(value, "false") != NULL || strcasecmp(value, "no") == 0 ||
           strcmp(value, "0") == 0;
}

/* RSS 2.0: a guid is a permanent link unless isPermaLink says it is not. In practice many are none,
 * so that it must look like one, or like its path. */
READER(rss_read_permalink)
{
    const char *is_link = element_attribute(element, NS_NONE, "ispermalink");
    bool is_said = is_link != NULL && strcasestr(is_link, "true") != NULL;
    bool is_path = element->text[strspn(element->text, " \t\r\n")] == '/';
    bool may_be_link = is_said || strchr(element->text, '/') != NULL;

    if (may_be_link && (is_link == NULL || !is_denied(is_link)))
        draft_set_url(reader, rule, is_said || is_path ? element->base : "", element->text);
}

static const char *enclosed_url(const struct element *element)
{
    const char *url = element_attribute(element, NS_NONE, "url");

    if (url == NULL)
        url = element_attribute(element, NS_NONE, "href");
    if (url == NULL)
        url = element_attribute(element, NS_RDF, "resource");
    return url != NULL ? url : element->text;
}

READER(rss_read_enclosure)
{
    (void)rule;
    draft_add_attachment(reader, element->base,
                         &(struct attachment){
                             .url = enclosed_url(element),
                             .mime_type = element_attribute(element, NS_NONE, "type"),
                             .size_in_bytes = element_count(element, "length"),
                         });
}

READER(rss_read_enclosed_url)
{
    draft_set_url(reader, rule, element->base, enclosed_url(element));
}

READER(rss_read_ttl)
{
    long minutes = strtol(element->text, NULL, 10);

    if (minutes > 0 && minutes <= INT32_MAX)
        draft_set_number(reader, rule, minutes);
}

static void set_bit(struct reader *reader, const struct rule *rule, long bit)
{
    int64_t bits = reader->draft->values[rule->field].number;

    reader->draft->values[rule->field].rank = 0;
    draft_set_number(reader, rule, bits | (INT64_C(1) << bit));
}

/* Hours are 0 to 23; the first drafts had 1 to 24. */
READER(rss_read_hour)
{
    char *end;
    long hour = strtol(element->text, &end, 10);

    if (end != element->text && hour >= 0 && hour <= 24)
        set_bit(reader, rule, hour % 24);
}

READER(rss_read_day)
{
    static const char *const days[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
    const char *text = element->text + strspn(element->text, " \t\r\n");

    for (long day = 0; day < 7; day++) {
        if (strncasecmp(text, days[day], 3) == 0)
            set_bit(reader, rule, day);
    }
}
