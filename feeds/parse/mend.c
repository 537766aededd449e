#include "feeds/parse/mend.h"

#include "config/base/arena.h"
#include "config/base/memory.h"
#include "feeds/parse/mend_parts.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

void mend_note(struct mend *m, enum mend_fault fault, const char *where)
{
    if (m->has_seen[fault])
        return;
    m->has_seen[fault] = true;
    bool is_inside = where >= m->begin && where <= m->end;
    m->sink->on_fault(m->sink->owner, fault, (size_t)((is_inside ? where : m->at) - m->begin));
}

/* By its first byte, which is rare: memmem() reads ten times as long. */
const char *mend_find(const char *from, const char *end, const char *needle)
{
    size_t len = strlen(needle);

    while (from < end && (from = memchr(from, needle[0], (size_t)(end - from))) != NULL) {
        if ((size_t)(end - from) < len)
            return NULL;
        if (memcmp(from, needle, len) == 0)
            return from;
        from++;
    }
    return NULL;
}

const char *mend_find_once(const struct mend *m, const char *from, const char *needle,
                           struct mend_search *last)
{
    bool is_known =
        last->from != NULL && from >= last->from && (last->found == NULL || from <= last->found);

    if (!is_known)
        *last = (struct mend_search){from, mend_find(from, m->end, needle)};
    return last->found;
}

static bool starts_with(const struct mend *m, const char *word)
{
    size_t len = strlen(word);

    return (size_t)(m->end - m->at) >= len && strncasecmp(m->at, word, len) == 0;
}

/* Behind the next '>'; the end of the source without one. */
static const char *behind_greater(const struct mend *m, const char *from)
{
    const char *greater = memchr(from, '>', (size_t)(m->end - from));

    return greater == NULL ? m->end : greater + 1;
}

static void pass_comment(struct mend *m)
{
    const char *close = mend_find_once(m, m->at + 4, "-->", &m->comment_end);

    if (close == NULL)
        mend_note(m, FAULT_COMMENT, m->at);
    m->at = close == NULL ? behind_greater(m, m->at) : close + 3;
}

static void pass_instruction(struct mend *m)
{
    m->at = behind_greater(m, m->at);
}

static void put_less(struct mend *m)
{
    mend_put_text(m, m->at, 1, PLACE_TEXT);
    m->at++;
}

static void pass_declaration(struct mend *m)
{
    if (starts_with(m, "<!--"))
        pass_comment(m);
    else if (starts_with(m, "<!DOCTYPE"))
        mend_doctype(m);
    else if (m->end - m->at > 2 && (mend_is_name_start(m->at[2]) || m->at[2] == '['))
        m->at = behind_greater(m, m->at);
    else
        put_less(m);
}

static void pass_tag(struct mend *m)
{
    char next = (char)(m->end - m->at > 1 ? m->at[1] : '\0');

    if (next == '/' && mend_is_end_tag(m))
        mend_end_tag(m);
    else if (!mend_is_name_start(next) || !mend_start_tag(m))
        put_less(m);
}

static const char *skip_blanks(const struct mend *m, const char *at)
{
    while (at < m->end && strchr(" \t\r\n", *at) != NULL && *at != '\0')
        at++;
    return at;
}

/* "< title >", "< / title >": translators leave such blanks. */
static void pass_spaced_tag(struct mend *m)
{
    const char *first = skip_blanks(m, m->at + 1);
    const char *name = first < m->end && *first == '/' ? skip_blanks(m, first + 1) : first;
    const char *behind = mend_skip_name(name, m->end);
    const char *close = skip_blanks(m, behind);

    if (close < m->end && *close == '>' && mend_is_of_feed(name, (size_t)(behind - name))) {
        mend_note(m, FAULT_BLANKS, m->at);
        m->at = first - 1;
        pass_tag(m);
    } else {
        put_less(m);
    }
}

static void pass_markup(struct mend *m)
{
    char next = (char)(m->end - m->at > 1 ? m->at[1] : '\0');

    if (next != '\0' && strchr("! [Cc", next) != NULL && mend_section(m))
        return;
    if (next == '!')
        pass_declaration(m);
    else if (next == '?')
        pass_instruction(m);
    else if (next == ' ')
        pass_spaced_tag(m);
    else
        pass_tag(m);
}

static const char *first_visible(const char *at, const char *end)
{
    while (at < end && (unsigned char)*at <= ' ')
        at++;
    return at;
}

static void pass_text(struct mend *m)
{
    const char *text = m->at;
    const char *less = memchr(text, '<', (size_t)(m->end - text));

    m->at = less == NULL ? m->end : less;
    if (m->depth == 0 && first_visible(text, m->at) < m->at)
        mend_note(m, FAULT_OUTSIDE, first_visible(text, m->at));
    mend_put_text(m, text, (size_t)(m->at - text), PLACE_TEXT);
}

static void end_document(struct mend *m)
{
    if (m->depth > 0)
        mend_note(m, m->is_cut ? FAULT_CUT : FAULT_UNCLOSED, m->end);
    if (!m->is_cut)
        mend_close_to(m, 0);
}

static struct mend *mend_new(const struct mend_source *source, const struct mend_sink *sink)
{
    struct mend *m = memory_new(1, sizeof(*m));

    m->begin = m->at = source->text;
    m->end = source->text + source->len;
    m->is_cut = source->is_cut;
    m->sink = sink;
    m->strings = arena_new();
    m->values = arena_new();
    buffer_init(&m->value, MEND_VALUE_MAX);
    return m;
}

static void mend_free(struct mend *m)
{
    buffer_free(&m->value);
    arena_free(m->values);
    arena_free(m->strings);
    free(m->names);
    free(m);
}

void mend_document(const struct mend_source *source, const struct mend_sink *sink)
{
    struct mend *m = mend_new(source, sink);

    while (m->at < m->end && !sink->is_over(sink->owner)) {
        if (*m->at == '<')
            pass_markup(m);
        else
            pass_text(m);
    }
    if (!sink->is_over(sink->owner))
        end_document(m);
    mend_free(m);
}

const char *mend_fault_text(enum mend_fault fault)
{
    static const char *const texts[] = {
        [FAULT_AMPERSAND] = "an \"&\" that begins no entity was read as text",
        [FAULT_LESS_THAN] = "a \"<\" that begins no tag was read as text",
        [FAULT_ENTITY] = "an entity that nobody declared was kept as written",
        [FAULT_REFERENCE] = "a reference to a character that XML does not have was left out",
        [FAULT_CONTROL] = "control characters were left out",
        [FAULT_CDATA] = "a CDATA section is nested or not closed",
        [FAULT_COMMENT] = "a comment is not closed",
        [FAULT_ATTRIBUTE] = "an attribute's name is none and was left out",
        [FAULT_DUPLICATE] = "an attribute stands twice in a tag; the first one counts",
        [FAULT_VALUE] = "an attribute has no value, or a quote round it is missing",
        [FAULT_BLANKS] = "blanks before a tag's name were left out",
        [FAULT_NAME] = "a tag's name is none; the tag was left out",
        [FAULT_STRAY_END] = "an end tag closes nothing and was left out",
        [FAULT_UNCLOSED] = "an element is not closed",
        [FAULT_OUTSIDE] = "text or another element stands outside of the root element",
        [FAULT_CUT] = "the document is cut; items that are not complete were left out",
        [FAULT_DEPTH] = "elements nest deeper than 256; the deeper tags were left out",
        [FAULT_ATTRIBUTES] = "a tag has more than 128 attributes; the rest was left out",
        [FAULT_NAMESPACES] = "more than 256 namespaces are declared; the rest was left out",
        [FAULT_NAMES] = "more than 4096 different names stand in tags; the rest was left out",
        [FAULT_TAG] = "a tag over 64 KiB was read as text",
        [FAULT_SUBSET] =
            "the DOCTYPE is over 64 KiB or has over 100 entities; the rest was left out",
        [FAULT_COUNT] = "",
    };

    return texts[fault];
}
