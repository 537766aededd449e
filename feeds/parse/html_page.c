#include "feeds/parse/html_page.h"

#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "feeds/html_scan.h"
#include "feeds/parse/base.h"
#include "feeds/parse/encoding.h"
#include "feeds/parse/guess.h"
#include "feeds/parse/keep.h"
#include "feeds/parse/parse.h"
#include "feeds/parse/warnings.h"
#include "feeds/url.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define FEEDS_MAX 5        /* of those that an error names */
#define CANDIDATES_MAX 256 /* more links are not looked at */

/* ---- what a tag says */

struct value {
    const char *text; /* NULL: there is none */
    size_t len;
};

/* The value of the tag's first attribute of this name. */
static struct value value_of(const struct html_piece *tag, const char *name)
{
    struct html_attribute attribute;
    const char *at = NULL;

    while (html_next_attribute(tag, &at, &attribute)) {
        if (html_name_is(attribute.name, attribute.name_len, name))
            return (struct value){attribute.value, attribute.value_len};
    }
    return (struct value){NULL, 0};
}

static bool is_tag(const struct html_piece *tag, const char *name)
{
    return html_name_is(tag->name, tag->name_len, name);
}

static bool is_feed_type(const struct value *type)
{
    static const char *const types[] = {
        "application/rss+xml",
        "application/atom+xml",
        "application/feed+json",
        "application/rdf+xml",
        "application/x.atom+xml",
        "application/x-rss+xml",
        "application/rss",
        "application/atom",
        "text/rss+xml",
        "text/atom+xml",
        "text/rss",
        "text/xml",
        "application/xml",
    };
    size_t len = 0;

    while (len < type->len && type->text[len] != ';' && type->text[len] != ' ')
        len++;
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        if (strlen(types[i]) == len && strncasecmp(types[i], type->text, len) == 0)
            return true;
    }
    return false;
}

/* One of the words of `rel`. */
static bool has_word(const struct value *rel, const char *word)
{
    size_t word_len = strlen(word);

    for (size_t at = 0; at < rel->len;) {
        size_t end = at;
        while (end < rel->len && strchr(" \t\r\n\f", rel->text[end]) == NULL)
            end++;
        if (end - at == word_len && strncasecmp(rel->text + at, word, word_len) == 0)
            return true;
        at = end + 1;
    }
    return false;
}

static bool is_declared(const struct html_piece *tag)
{
    struct value rel = value_of(tag, "rel"), type = value_of(tag, "type");

    return has_word(&rel, "feed") || (has_word(&rel, "alternate") && is_feed_type(&type));
}

static const char *text_of(struct arena *arena, struct value value)
{
    if (value.text == NULL || value.len == 0)
        return NULL;
    size_t len = value.len;
    const char *plain = guess_plain(arena, value.text, &len);
    return arena_string_of(arena, plain, len);
}

/* ---- what a URL looks like */

static bool ends_with(const char *text, size_t len, const char *end)
{
    size_t end_len = strlen(end);

    return len >= end_len && strncasecmp(text + len - end_len, end, end_len) == 0;
}

static bool contains(const char *text, size_t len, const char *part)
{
    size_t part_len = strlen(part);

    for (size_t i = 0; i + part_len <= len; i++) {
        if (strncasecmp(text + i, part, part_len) == 0)
            return true;
    }
    return false;
}

/* As feeds are called by those who publish them. */
static bool looks_like_feed(const char *url)
{
    static const char *const ends[] = {".rss",  ".rdf",  ".atom", "/rss",   "/feed",
                                       "/atom", "/rss2", "/rss/", "/feed/", "/atom/"};
    static const char *const files[] = {"rss", "feed", "atom", "index.xml"};
    const char *path = strstr(url, "://") + 3;
    const char *host = path;
    path += strcspn(path, "/?#");
    size_t len = strcspn(path, "?#"), host_len = (size_t)(path - host);
    const char *query = path + len;

    if (contains(path, len, "sitemap"))
        return false;
    if (strncasecmp(host, "feeds.", 6) == 0 || strncasecmp(host, "rss.", 4) == 0)
        return len > 1 && host_len > 6;
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        if (ends_with(path, len, ends[i]))
            return true;
    }
    for (size_t i = 0; ends_with(path, len, ".xml") && i < sizeof(files) / sizeof(files[0]); i++) {
        if (contains(path, len, files[i]))
            return true;
    }
    return contains(query, strlen(query), "feed=rss") ||
           contains(query, strlen(query), "feed=atom");
}

/* ---- candidates */

struct candidate {
    struct page_link link;
    unsigned rank; /* the smaller, the more promising */
    size_t place;  /* in the page */
};

struct page {
    struct arena *arena;
    struct keep keep;
    struct warnings warnings; /* which nobody reads: what is over a bound is no feed's */
    const char *base;
    const char *host; /* of the page */
    struct candidate list[CANDIDATES_MAX];
    size_t count;
};

static bool is_own_host(const struct page *page, const char *url)
{
    const char *host = url_host(page->arena, url);

    return host != NULL && page->host != NULL && strcmp(host, page->host) == 0;
}

static unsigned rank_of(const struct page *page, const struct page_link *link)
{
    bool is_of_comments = contains(link->url, strlen(link->url), "comment");
    bool is_listed = link->kind == PAGE_LINK_LISTED;

    return (is_listed ? 4U : 0U) + (is_listed && !is_own_host(page, link->url) ? 2U : 0U) +
           (is_of_comments ? 1U : 0U);
}

/* Passwords are for nobody to pass on. */
static bool has_login(const char *url)
{
    const char *scheme_end = strstr(url, "://");

    return scheme_end != NULL &&
           memchr(scheme_end + 3, '@', strcspn(scheme_end + 3, "/?#")) != NULL;
}

static bool is_there(const struct page *page, const char *url, enum page_link_kind kind)
{
    for (size_t i = 0; i < page->count; i++) {
        if (page->list[i].link.kind <= kind && strcmp(page->list[i].link.url, url) == 0)
            return true;
    }
    return false;
}

/* As the page writes it, where nobody knows what it is relative to; NULL: it is not relative. */
static const char *relative_url(const struct page *page, const char *reference)
{
    const char *url =
        page->base == NULL && reference != NULL ? url_join_any(page->arena, NULL, reference) : NULL;

    return url != NULL && url[0] != '\0' && url[strcspn(url, ":/?#")] != ':' ? url : NULL;
}

static void add(struct page *page, const struct html_piece *tag, enum page_link_kind kind)
{
    const char *reference = text_of(page->arena, value_of(tag, "href"));
    const char *url = keep_url(&page->keep, page->base, reference);

    if (kind == PAGE_LINK_DECLARED && url == NULL)
        url = relative_url(page, reference);
    bool is_taken = kind == PAGE_LINK_DECLARED || (url != NULL && looks_like_feed(url));
    if (url == NULL || !is_taken || has_login(url) || page->count == CANDIDATES_MAX ||
        is_there(page, url, kind))
        return;
    struct value title = value_of(tag, "title");
    const struct page_link link = {
        .url = url,
        .title = title.text == NULL
                     ? NULL
                     : keep_plain(&page->keep, title.text, title.len, ITEM_TITLE_MAX),
        .kind = kind,
    };
    page->list[page->count] = (struct candidate){link, rank_of(page, &link), page->count};
    page->count++;
}

static void set_base(struct page *page, const struct html_piece *tag)
{
    const char *base =
        keep_url(&page->keep, page->base, text_of(page->arena, value_of(tag, "href")));

    if (base != NULL)
        page->base = base;
}

static void take_tag(struct page *page, const struct html_piece *tag)
{
    bool is_link = is_tag(tag, "link"), is_anchor = is_tag(tag, "a");

    if (is_tag(tag, "base"))
        set_base(page, tag);
    else if ((is_link || is_anchor) && is_declared(tag))
        add(page, tag, PAGE_LINK_DECLARED);
    else if (is_anchor)
        add(page, tag, PAGE_LINK_LISTED);
}

static int compare_candidates(const void *left, const void *right)
{
    const struct candidate *a = left, *b = right;

    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    return (a->place > b->place) - (a->place < b->place);
}

size_t html_page_links(struct arena *arena, const char *html, size_t len, const char *base,
                       struct page_link links[PAGE_LINKS_MAX])
{
    struct page *page = arena_alloc(arena, sizeof(*page));
    struct html_scan scan;
    struct html_piece piece;
    size_t count = 0;

    page->arena = arena;
    page->warnings.arena = arena;
    page->keep = (struct keep){.arena = arena, .warnings = &page->warnings};
    page->base = base;
    page->host = base == NULL ? NULL : url_host(arena, base);
    html_scan_init(&scan, html, len);
    while (html_scan_next(&scan, &piece)) {
        if (piece.kind == HTML_START_TAG)
            take_tag(page, &piece);
    }
    qsort(page->list, page->count, sizeof(page->list[0]), compare_candidates);
    for (size_t i = 0; i < page->count && count < PAGE_LINKS_MAX; i++) {
        bool is_again = false;
        for (size_t j = 0; j < count; j++)
            is_again = is_again || strcmp(links[j].url, page->list[i].link.url) == 0;
        if (!is_again)
            links[count++] = page->list[i].link;
    }
    return count;
}

size_t html_page_links_of(const struct parse_input *input, struct arena *arena,
                          struct page_link links[PAGE_LINKS_MAX])
{
    struct warnings warnings = {.arena = arena};
    struct encoded encoded;
    struct keep keep = {.arena = arena, .warnings = &warnings};

    encoding_decode(input, arena, &warnings, &encoded);
    size_t count =
        html_page_links(arena, encoded.text, encoded.len, base_of_document(&keep, input), links);
    encoding_free(&encoded);
    return count;
}

const char *html_page_feeds(struct arena *arena, const char *html, size_t len, const char *base)
{
    struct page_link links[PAGE_LINKS_MAX];
    size_t count = html_page_links(arena, html, len, base, links);
    struct buffer list;

    buffer_init(&list, 800); /* what one line of an error has room for */
    for (size_t i = 0; i < count && i < FEEDS_MAX && links[i].kind == PAGE_LINK_DECLARED; i++)
        buffer_append_format(&list, "%s%s", i > 0 ? ", " : "", links[i].url);
    const char *feeds = list.len > 0 ? arena_string(arena, list.data) : NULL;
    buffer_free(&list);
    return feeds;
}
