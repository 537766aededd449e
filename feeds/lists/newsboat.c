/* newsboat's `urls`: a line a feed, `URL "tag" "~title" "!"`, parted by blanks; '#' begins a
 * comment. Instead of a URL a line may name a program or a query. */
#include "config/base/arena.h"
#include "config/base/error.h"
#include "feeds/lists/list_draft.h"
#include "feeds/url.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

struct words {
    struct arena *arena;
    const char *at, *end;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f' || c == '\0';
}

static char unescaped(char c)
{
    if (c == 'n' || c == 'r' || c == 't')
        return ' ';
    return c;
}

/* Behind the opening quote; a quote that is not closed ends with the line. */
static const char *read_quoted(struct words *words)
{
    char *word = arena_alloc(words->arena, (size_t)(words->end - words->at) + 1), *out = word;

    while (words->at < words->end && *words->at != '"') {
        char c = *words->at++;
        if (c == '\\' && words->at < words->end)
            c = unescaped(*words->at++);
        *out++ = c;
    }
    words->at += words->at < words->end;
    return word;
}

/* NULL: the line is at its end. */
static const char *next_word(struct words *words)
{
    while (words->at < words->end && is_blank(*words->at))
        words->at++;
    if (words->at == words->end || *words->at == '#')
        return NULL;
    if (*words->at == '"') {
        words->at++;
        return read_quoted(words);
    }
    const char *word = words->at;
    while (words->at < words->end && !is_blank(*words->at))
        words->at++;
    return arena_string_of(words->arena, word, (size_t)(words->at - word));
}

/* A feed while its tags are read. */
struct tagged {
    struct listed_feed feed;
    const char *groups[LIST_GROUPS_MAX];
};

static void take_tag(struct list_draft *draft, struct tagged *tagged, const char *tag)
{
    struct listed_feed *feed = &tagged->feed;
    const char *text = list_text(draft->arena, tag, strlen(tag), strlen(tag));

    if (text == NULL)
        return;
    if (*text == '~')
        feed->title = list_text(draft->arena, text + 1, strlen(text + 1), LIST_TITLE_MAX);
    else if (*text == '!')
        list_draft_note(draft, feed->line, "%s: \"%s\" hides a feed, which has no counterpart",
                        url_without_login(draft->arena, feed->url), text);
    else if (feed->group_count < LIST_GROUPS_MAX)
        tagged->groups[feed->group_count++] = text;
    else
        list_draft_note(draft, feed->line, "%s: more than %d tags; \"%s\" was left out",
                        url_without_login(draft->arena, feed->url), LIST_GROUPS_MAX, text);
}

static void read_feed(struct list_draft *draft, struct words *words, unsigned line, const char *url)
{
    struct tagged tagged = {.feed = {.line = line, .url = url}};
    const char *tag;

    while ((tag = next_word(words)) != NULL)
        take_tag(draft, &tagged, tag);
    tagged.feed.groups = list_strings(draft->arena, tagged.groups, tagged.feed.group_count);
    list_draft_add(draft, &tagged.feed);
}

static bool begins_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

/* What newsboat has and storywatch has not. False: it is none of it. */
static bool note_special(struct list_draft *draft, unsigned line, const char *word)
{
    const char *shown = url_without_login(draft->arena, word);

    if (begins_with(word, "query:"))
        list_draft_note(draft, line,
                        "%s: a feed made of a query has no counterpart; a topic of the watch list "
                        "does its work",
                        shown);
    else if (begins_with(word, "exec:") || begins_with(word, "filter:"))
        list_draft_note(draft, line, "%s: feeds that a program makes have no counterpart", shown);
    else
        return false;
    return true;
}

/* Does it look like a URL of any scheme, as the first word of such a file does? */
static bool has_scheme(const char *word)
{
    const char *at = word;

    while (isalnum((unsigned char)*at) || *at == '+' || *at == '-' || *at == '.')
        at++;
    return at > word && *at == ':';
}

/* `word` is the line's first. */
static void read_line(struct list_draft *draft, struct words *words, unsigned line,
                      const char *word)
{
    if (note_special(draft, line, word))
        return;
    const char *url = list_url(draft->arena, word, strlen(word));
    if (url != NULL)
        read_feed(draft, words, line, url);
    else
        list_draft_refuse(draft, line, "\"%s\" is neither http nor https; the line was left out",
                          url_without_login(draft->arena, word));
}

bool newsboat_read(struct list_draft *draft, const char *text, size_t len, struct error *err)
{
    const char *end = text + len;
    bool has_begun = false;

    for (unsigned line = 1; text < end; line++) {
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        struct words words = {draft->arena, text, newline == NULL ? end : newline};
        const char *word = next_word(&words);
        if (word != NULL && !has_begun && !has_scheme(word)) {
            error_set(err, "it is neither OPML nor newsboat's urls: a URL is due here");
            error_set_place(err, "", line, 0);
            return false;
        }
        has_begun = has_begun || word != NULL;
        if (word != NULL)
            read_line(draft, &words, line, word);
        text = newline == NULL ? end : newline + 1;
    }
    return true;
}
