#include "config/base/arena.h"
#include "feeds/parse/base64.h"
#include "feeds/parse/draft.h"
#include "feeds/parse/guess.h"
#include "feeds/parse/readers.h"

#include <string.h>
#include <strings.h>

/* Text constructs (RFC 4287 section 3.1 and 4.1.3; Atom 0.3: type is a media type, mode says how
 * the text is packed). */

static bool is_word(const char *text, const char *word)
{
    return text != NULL && strcasecmp(text, word) == 0;
}

static bool ends_with(const char *text, const char *end)
{
    size_t len = strlen(text), end_len = strlen(end);

    return len >= end_len && strcasecmp(text + len - end_len, end) == 0;
}

static bool is_html_type(const char *type)
{
    return is_word(type, "html") || is_word(type, "xhtml") ||
           strncasecmp(type, "text/html", 9) == 0 ||
           strncasecmp(type, "application/xhtml", 17) == 0;
}

static bool is_text_type(const char *type)
{
    return is_word(type, "text") || strncasecmp(type, "text/", 5) == 0 || ends_with(type, "+xml") ||
           ends_with(type, "/xml");
}

static bool is_construct(const struct reader *reader, const struct element *element)
{
    return element->ns == NS_ATOM || (reader->is_atom && element->ns == NS_NONE);
}

/* False: it is no base64 of a text. */
static bool read_packed(struct reader *reader, const struct rule *rule,
                        const struct element *element, enum markup markup)
{
    size_t len;
    char *text = base64_decode(reader->keep.arena, element->text, element->len, &len);

    if (text != NULL)
        draft_set_text(reader, rule, element, markup, text, len);
    return text != NULL;
}

/* Elements would stand in it as elements: its characters are characters. */
static bool is_inline(const char *type, const char *mode)
{
    return !is_word(mode, "escaped") &&
           (is_word(type, "xhtml") || strncasecmp(type, "application/xhtml", 17) == 0);
}

bool atom_is_packed(const struct reader *reader, const struct element *element)
{
    const char *type = element_attribute(element, NS_NONE, "type");
    const char *mode = element_attribute(element, NS_NONE, "mode");

    if (!is_construct(reader, element))
        return element->ns != NS_XHTML;
    return type != NULL && is_html_type(type) && !is_inline(type, mode);
}

static void read_construct(struct reader *reader, const struct rule *rule,
                           const struct element *element)
{
    const char *type = element_attribute(element, NS_NONE, "type");
    const char *mode = element_attribute(element, NS_NONE, "mode");
    bool is_html = type != NULL && is_html_type(type);
    bool is_other = mode == NULL && type != NULL && !is_html && strchr(type, '/') != NULL &&
                    !is_text_type(type);
    bool may_be_binary = rule->field == FIELD_CONTENT; /* a picture: nothing to read */

    if (element->has_markup)
        draft_set_text(reader, rule, element, MARKUP_HTML, element->text, element->len);
    else if (is_other || is_word(mode, "base64")) {
        if (!read_packed(reader, rule, element, is_html ? MARKUP_HTML : MARKUP_PLAIN) && is_other &&
            !may_be_binary)
            draft_set_text(reader, rule, element, MARKUP_PLAIN, element->text, element->len);
    } else
        draft_set_text(reader, rule, element,
                       is_html && !is_inline(type, mode) ? MARKUP_HTML : MARKUP_PLAIN,
                       element->text, element->len);
}

READER(read_text)
{
    if (is_construct(reader, element)) {
        read_construct(reader, rule, element);
        return;
    }
    size_t len = element->len;
    const char *text = element->text;
    enum markup markup = element->has_markup ? MARKUP_HTML : guess_markup(text, len);
    if (rule->field == FIELD_TITLE && !element->has_markup && markup == MARKUP_HTML &&
        len <= ITEM_TITLE_MAX)
        text = guess_title(reader->keep.arena, text, &len);
    draft_set_text(reader, rule, element, markup, text, len);
}

/* Links (RFC 4287 section 4.2.7; RFC 5005). A rel may be written as its IANA URI; several may stand
 * in one, as HTML has them. */

static bool is_relation(const char *rel, size_t len, const char *name)
{
    const char *slash = memrchr(rel, '/', len);

    if (slash != NULL && memmem(rel, len, "iana.org/assignments/", 21) != NULL) {
        len -= (size_t)(slash + 1 - rel);
        rel = slash + 1;
    }
    return len == strlen(name) && strncasecmp(rel, name, len) == 0;
}

static bool has_rel(const struct element *element, const char *name)
{
    const char *rel = element_attribute(element, NS_NONE, "rel");
    size_t len;

    if (rel == NULL || *rel == '\0')
        rel = "alternate";
    for (; *rel != '\0'; rel += len + strspn(rel + len, " ")) {
        len = strcspn(rel, " ");
        if (is_relation(rel, len, name))
            return true;
    }
    return false;
}

static const char *rel_of_field(enum field field)
{
    if (field == FIELD_URL)
        return "alternate";
    if (field == FIELD_FEED_URL)
        return "self";
    return field == FIELD_NEXT_URL ? "next" : "prev-archive";
}

/* An alternate may also be the same item for a machine (RFC 4287 section 4.1.1). */
static bool is_for_people(const char *type)
{
    return type == NULL || *type == '\0' || is_html_type(type) || is_word(type, "text/plain");
}

READER(atom_read_page)
{
    if (is_for_people(element_attribute(element, NS_NONE, "type")))
        atom_read_link(reader, rule, element);
}

READER(atom_read_link)
{
    const char *href = element_attribute(element, NS_NONE, "href");

    if (href == NULL || !has_rel(element, rel_of_field(rule->field)))
        return;
    if (*href == '\0' && element->base != reader->feed.base) /* RFC 3986 section 4.4, of xml:base */
        href = element->base;
    draft_set_url(reader, rule, element->base, href);
}

READER(atom_read_enclosure)
{
    (void)rule;
    if (!has_rel(element, "enclosure"))
        return;
    draft_add_attachment(reader, element->base,
                         &(struct attachment){
                             .url = element_attribute(element, NS_NONE, "href"),
                             .mime_type = element_attribute(element, NS_NONE, "type"),
                             .title = element_attribute(element, NS_NONE, "title"),
                             .size_in_bytes = element_count(element, "length"),
                         });
}

READER(atom_read_enclosed_url)
{
    if (has_rel(element, "enclosure"))
        draft_set_url(reader, rule, element->base, element_attribute(element, NS_NONE, "href"));
}

READER(atom_read_enclosed_picture)
{
    if (has_rel(element, "enclosure"))
        media_read_picture(reader, rule, element);
}
