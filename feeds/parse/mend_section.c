#include "feeds/parse/mend_parts.h"

#include <string.h>
#include <strings.h>

/* CDATA sections and their accidents: opened or closed not quite so, closed with their element
 * only, one in another. */

#define CDATA "<![CDATA["

/* At '<': is it the end tag of the element that is open? */
static bool is_end_tag(const struct mend *m, const char *at, const char *end)
{
    const struct mend_name *top = m->open[m->depth - 1].name;

    if ((size_t)(end - at) < 3 + top->len || at[1] != '/')
        return false;
    return memcmp(at + 2, top->text, top->len) == 0 && strchr("> \t\r\n", at[2 + top->len]) != NULL;
}

static const char *find_end_tag(const struct mend *m, const char *at, const char *end)
{
    if (m->depth == 0)
        return NULL;
    while ((at = mend_find(at, end, "</")) != NULL && !is_end_tag(m, at, end))
        at += 2;
    return at;
}

static bool is_at(const char *at, const char *end, const char *word)
{
    size_t len = strlen(word);

    return (size_t)(end - at) >= len && memcmp(at, word, len) == 0;
}

/* A section with others inside, each closed as a script's is, reaches as far as its own closing.
 * `at` the first one inside. NULL: its element ends before. */
static const char *find_balanced_closing(struct mend *m, const char *at)
{
    unsigned open = 1;

    if (m->depth == 0 || (m->unbalanced != NULL && at < m->unbalanced))
        return NULL;
    for (; at < m->end && !(*at == '<' && is_end_tag(m, at, m->end)); at++) {
        if (*at == '<' && is_at(at, m->end, CDATA))
            open++;
        else if (*at == ']' && is_at(at, m->end, "]]>") && --open == 0)
            return at;
    }
    m->unbalanced = at;
    return NULL;
}

/* What was meant to close the section before `end`. */
static const char *before_closing(const char *from, const char *end)
{
    static const char *const closings[] = {"]]&gt;", "]] >", "] ]>", "]>"};

    for (size_t i = 0; i < sizeof(closings) / sizeof(closings[0]); i++) {
        size_t len = strlen(closings[i]);
        if ((size_t)(end - from) >= len && memcmp(end - len, closings[i], len) == 0) {
            end -= len;
            break;
        }
    }
    while (end > from && end[-1] == ']')
        end--;
    return end;
}

/* A section that is not closed, or only by the end of another one: the tag that ends its element.
 */
static const char *tag_behind_broken_cdata(struct mend *m, const char *from, const char *limit)
{
    const char *end = find_end_tag(m, from, limit);

    if (end == NULL)
        return NULL;
    mend_note(m, FAULT_CDATA, m->at);
    return end;
}

static void put_without_closings(struct mend *m, const char *from, const char *end)
{
    const char *closing;

    while ((closing = mend_find(from, end, "]]>")) != NULL) {
        mend_put_text(m, from, (size_t)(closing - from), PLACE_CDATA);
        from = closing + 3;
    }
    mend_put_text(m, from, (size_t)(end - from), PLACE_CDATA);
}

/* Sections inside the section lose what opens and closes them, which no reader of HTML would
 * understand. */
static void put_cdata(struct mend *m, const char *from, const char *end)
{
    const char *inner = mend_find(from, end, CDATA);

    mend_put_text(m, from, (size_t)((inner == NULL ? end : inner) - from), PLACE_CDATA);
    while (inner != NULL) {
        mend_note(m, FAULT_CDATA, inner);
        mend_put_text(m, " ", 1, PLACE_CDATA);
        from = inner + strlen(CDATA);
        inner = mend_find(from, end, CDATA);
        put_without_closings(m, from, inner == NULL ? end : inner);
    }
}

/* The length of what opens a section, with blanks in it or signs missing ("<! [CDATA["); 0: nothing
 * does. */
static size_t length_of_opening(const struct mend *m)
{
    const char *at = m->at + 1;

    while (at < m->end && at - m->at < 8 && strchr("! [", *at) != NULL && *at != '\0')
        at++;
    if (m->end - at < 6 || strncasecmp(at, "CDATA", 5) != 0)
        return 0;
    for (at += 5; at < m->end && *at == ' ';)
        at++;
    return at < m->end && *at == '[' ? (size_t)(at + 1 - m->at) : 0;
}

/* Is the section that ends at `close` the first half of a text with "]]>" in it, which has to stand
 * in two? Then it may open sections too, as scripts do, and HTML that is quoted. */
static bool is_half(const struct mend *m, const char *from, const char *close)
{
    static const char *const halves[] = {"]]]]>" CDATA ">", "]]]>" CDATA "]>"};

    for (size_t i = 0; i < sizeof(halves) / sizeof(halves[0]); i++) {
        size_t before = 2 - i; /* brackets of the text */
        if ((size_t)(close - from) >= before && is_at(close - before, m->end, halves[i]))
            return true;
    }
    return false;
}

static void pass_section(struct mend *m, size_t opening)
{
    const char *from = m->at + opening;
    const char *close = mend_find_once(m, from, "]]>", &m->cdata_end);
    const char *behind = close == NULL ? m->end : close + 3;

    if (close != NULL && is_half(m, from, close)) {
        mend_put_text(m, from, (size_t)(close - from), PLACE_CDATA);
        m->at = behind;
        return;
    }
    const char *nested = close == NULL ? m->end : mend_find(from, close, CDATA);
    const char *inner = close == NULL ? NULL : nested;

    if (nested == NULL && opening != strlen(CDATA)) /* its closing may be no better */
        nested = close;
    const char *tag = nested == NULL ? NULL : tag_behind_broken_cdata(m, from, nested);
    const char *balanced = inner == NULL || tag != NULL ? NULL : find_balanced_closing(m, inner);
    if (tag != NULL) {
        close = before_closing(from, tag);
        behind = tag;
    } else if (balanced != NULL) {
        close = balanced;
        behind = balanced + 3;
    }
    if (close == NULL || opening != strlen(CDATA))
        mend_note(m, FAULT_CDATA, m->at);
    if (close == NULL)
        close = m->end;
    put_cdata(m, from, close);
    m->at = behind;
}

bool mend_section(struct mend *m)
{
    size_t opening = length_of_opening(m);

    if (opening > 0)
        pass_section(m, opening);
    return opening > 0;
}
