#include "feeds/html_scan.h"

#include <string.h>
#include <strings.h>

/* WHATWG HTML section 13.2.5: only their own end tag ends them. textarea and title (RCDATA) have
 * character references, the others not; plaintext has no end. */
static const char *const raw_elements[] = {"script",   "style",     "xmp",      "iframe", "noembed",
                                           "noframes", "plaintext", "textarea", "title"};

bool html_name_is(const char *name, size_t len, const char *lower_case)
{
    return len == strlen(lower_case) && strncasecmp(name, lower_case, len) == 0;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool html_is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

void html_scan_init(struct html_scan *scan, const char *html, size_t len)
{
    *scan = (struct html_scan){.at = html, .end = html + len};
}

static const char *find(const char *at, const char *end, const char *what)
{
    return memmem(at, (size_t)(end - at), what, strlen(what));
}

/* Behind the value that begins at `at`. */
static const char *skip_value(const char *at, const char *end)
{
    if (at < end && (*at == '"' || *at == '\'')) {
        const char *quote = memchr(at + 1, *at, (size_t)(end - at - 1));
        return quote == NULL ? end : quote + 1;
    }
    while (at < end && !html_is_space(*at) && *at != '>')
        at++;
    return at;
}

static const char *skip_spaces(const char *at, const char *end)
{
    while (at < end && html_is_space(*at))
        at++;
    return at;
}

/* Steps over one attribute, or blanks and slashes before one. False at the tag's end. */
static bool step_attribute(const char **at, const char *end, struct html_attribute *attribute)
{
    const char *name = *at;

    while (name < end && (html_is_space(*name) || *name == '/'))
        name++;
    *at = name;
    if (name >= end || *name == '>')
        return false;
    const char *name_end = name + 1; /* an equals sign may begin a name */
    while (name_end < end && !html_is_space(*name_end) && *name_end != '/' && *name_end != '>' &&
           *name_end != '=')
        name_end++;
    *attribute = (struct html_attribute){.name = name, .name_len = (size_t)(name_end - name)};
    *at = name_end;
    const char *equals = skip_spaces(name_end, end);
    if (equals >= end || *equals != '=')
        return true;
    const char *value = skip_spaces(equals + 1, end);
    *at = skip_value(value, end);
    bool is_quoted = value < end && (*value == '"' || *value == '\'');
    bool is_closed = is_quoted && *at - value > 1 && (*at)[-1] == *value;
    attribute->value = value + is_quoted;
    attribute->value_len = (size_t)(*at - attribute->value - is_closed);
    return true;
}

static void scan_tag(struct html_scan *scan, struct html_piece *piece, const char *name)
{
    struct html_attribute attribute;
    const char *at = name;

    while (at < scan->end && !html_is_space(*at) && *at != '/' && *at != '>')
        at++;
    piece->name = name;
    piece->name_len = (size_t)(at - name);
    while (step_attribute(&at, scan->end, &attribute))
        ;
    bool is_cut_off = at >= scan->end;
    if (is_cut_off)
        piece->kind = HTML_OTHER;
    piece->is_self_closing = !is_cut_off && at[-1] == '/';
    piece->end = is_cut_off ? scan->end : at + 1;
}

/* Behind the comment whose first two hyphens are at `begin`. "-->" ends it, of which these two may
 * be part, or "--!>", of which they may not. */
static const char *skip_comment(const char *begin, const char *end)
{
    for (const char *at = begin; (at = find(at, end, "--")) != NULL; at++) {
        if (end - at > 2 && at[2] == '>')
            return at + 3;
        if (at - begin >= 2 && end - at > 3 && memcmp(at + 2, "!>", 2) == 0)
            return at + 4;
    }
    return end;
}

static void scan_other(struct html_scan *scan, struct html_piece *piece)
{
    const char *at = piece->begin;

    piece->kind = HTML_OTHER;
    if (scan->end - at >= 4 && memcmp(at, "<!--", 4) == 0) {
        piece->end = skip_comment(at + 2, scan->end);
    } else {
        const char *found = memchr(at, '>', (size_t)(scan->end - at));
        piece->end = found == NULL ? scan->end : found + 1;
    }
}

/* Does a tag of this name stand at `at`? */
static bool is_name_at(const char *at, const char *end, const char *name, size_t len)
{
    return (size_t)(end - at) > len && strncasecmp(at, name, len) == 0 && !is_letter(at[len]);
}

static const char *find_raw_end(const struct html_scan *scan)
{
    const char *at = scan->at;

    while ((at = find(at, scan->end, "</")) != NULL) {
        const char *name = at + 2;
        if (is_name_at(name, scan->end, scan->raw_name, scan->raw_name_len) ||
            (scan->around != NULL &&
             is_name_at(name, scan->end, scan->around, strlen(scan->around))))
            return at;
        at = name;
    }
    return scan->end;
}

/* False: it has none. */
static bool scan_raw_text(struct html_scan *scan, struct html_piece *piece)
{
    bool has_references = html_name_is(scan->raw_name, scan->raw_name_len, "textarea") ||
                          html_name_is(scan->raw_name, scan->raw_name_len, "title");

    piece->kind = has_references ? HTML_TEXT : HTML_RAW_TEXT;
    piece->end = find_raw_end(scan);
    scan->raw_name = NULL;
    return piece->end > piece->begin;
}

/* Nothing is raw in <svg>, whose <title> has an end like any other, and all is in <noscript>, for
 * whoever runs scripts: what is raw in them for us ends with them. */
static void note_around(struct html_scan *scan, const struct html_piece *tag)
{
    static const char *const names[] = {"svg", "noscript"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (!html_name_is(tag->name, tag->name_len, names[i]))
            continue;
        if (tag->kind == HTML_START_TAG && !tag->is_self_closing)
            scan->around = names[i];
        else if (scan->around == names[i])
            scan->around = NULL;
    }
}

/* An empty tag in the XML way opens nothing here: what follows <script/> would be lost. */
static void note_raw_element(struct html_scan *scan, const struct html_piece *tag)
{
    if (tag->kind != HTML_START_TAG || tag->is_self_closing)
        return;
    for (size_t i = 0; i < sizeof(raw_elements) / sizeof(raw_elements[0]); i++) {
        if (html_name_is(tag->name, tag->name_len, raw_elements[i])) {
            scan->raw_name = tag->name;
            scan->raw_name_len = tag->name_len;
        }
    }
}

/* A less-than sign before anything else than these is text. */
static bool is_markup(const char *at, const char *end)
{
    if (end - at < 2)
        return false;
    if (at[1] == '/')
        return end - at > 2;
    return is_letter(at[1]) || at[1] == '!' || at[1] == '?';
}

static void scan_text(struct html_scan *scan, struct html_piece *piece)
{
    const char *at = piece->begin;

    piece->kind = HTML_TEXT;
    while (at < scan->end) {
        const char *sign = memchr(at, '<', (size_t)(scan->end - at));
        at = sign == NULL ? scan->end : sign;
        if (sign == NULL || is_markup(sign, scan->end))
            break;
        at++;
    }
    piece->end = at;
}

static void scan_markup(struct html_scan *scan, struct html_piece *piece)
{
    const char *at = piece->begin;

    if (is_letter(at[1])) {
        piece->kind = HTML_START_TAG;
        scan_tag(scan, piece, at + 1);
        note_raw_element(scan, piece);
        note_around(scan, piece);
    } else if (at[1] == '/' && is_letter(at[2])) {
        piece->kind = HTML_END_TAG;
        scan_tag(scan, piece, at + 2);
        note_around(scan, piece);
    } else {
        scan_other(scan, piece);
    }
}

bool html_scan_next(struct html_scan *scan, struct html_piece *piece)
{
    *piece = (struct html_piece){.begin = scan->at};
    if (scan->at >= scan->end)
        return false;
    bool is_raw = scan->raw_name != NULL && scan_raw_text(scan, piece);
    if (!is_raw && *scan->at == '<' && is_markup(scan->at, scan->end))
        scan_markup(scan, piece);
    else if (!is_raw)
        scan_text(scan, piece);
    scan->at = piece->end;
    return true;
}

bool html_next_attribute(const struct html_piece *tag, const char **at,
                         struct html_attribute *attribute)
{
    if (*at == NULL)
        *at = tag->name + tag->name_len;
    return step_attribute(at, tag->end, attribute);
}
