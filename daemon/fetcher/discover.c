#include "daemon/fetcher/discover.h"

#include "config/base/arena.h"
#include "config/base/error.h"
#include "daemon/sandbox/guard.h"
#include "feeds/fetch/client.h"
#include "feeds/parse/html_page.h"
#include "feeds/parse/parse.h"
#include "feeds/text/html.h"
#include "feeds/url.h"

#include <event2/event.h>
#include <stdbool.h>
#include <string.h>

#define CANDIDATES_MAX (PAGE_LINKS_MAX + 1)

/* Where feeds are when nobody says where: WordPress and its like, then static sites. */
static const char *const common_paths[] = {"/feed", "/rss.xml", "/atom.xml", "/index.xml"};

/* What was answered, and what it was read as. */
struct answer {
    const char *why; /* it could not be had; NULL: it could */
    const char *final_url;
    const char *lasting_url; /* to be asked next time */
    const char *content_type;
    const char *content_location;
    const void *body;
    size_t body_len;
};

struct search {
    struct event_base *base;
    struct fetch_client *client;
    struct arena *arena;
    int64_t timeout_ms;
    unsigned requests;
    struct answer answer; /* the last one */
    struct discovered list[CANDIDATES_MAX];
    size_t count;
};

/* ---- asking */

static bool is_document(const struct fetch_response *response)
{
    return response->outcome == FETCH_DOCUMENT;
}

static void on_done(void *owner, const struct fetch_response *response)
{
    struct search *search = owner;
    struct arena *arena = search->arena;
    const char *lasting = response->permanent_url;

    search->requests += response->requests;
    search->answer = (struct answer){
        .why = is_document(response) ? NULL : arena_string(arena, response->message),
        .final_url = arena_string(arena, response->final_url),
        .lasting_url = arena_string(arena, lasting),
        .content_type = arena_string(arena, response->content_type),
        .content_location = arena_string(arena, response->content_location),
        .body = arena_string_of(arena, response->body, response->body_len),
        .body_len = response->body_len,
    };
    event_base_loopbreak(search->base);
}

static bool may_ask(const struct search *search)
{
    return search->requests < DISCOVER_REQUESTS_MAX;
}

/* False: nothing was had from there; `search->answer.why` says it. */
static bool ask(struct search *search, const char *url)
{
    const struct fetch_request request = {
        .url = url,
        .configured_url = url,
        .timeout_ms = search->timeout_ms,
        .requests_max = DISCOVER_REQUESTS_MAX - search->requests,
    };

    search->answer = (struct answer){.why = "the event loop has failed"};
    fetch_start(search->client, &request, on_done, search);
    event_base_dispatch(search->base);
    if (search->answer.lasting_url == NULL)
        search->answer.lasting_url = url;
    return search->answer.why == NULL;
}

/* ---- reading */

static struct parse_input input_of(const struct answer *answer)
{
    return (struct parse_input){
        .bytes = answer->body,
        .len = answer->body_len,
        .url = answer->final_url,
        .content_type = answer->content_type,
        .content_location = answer->content_location,
    };
}

static const char *title_of(const struct document *document, struct arena *arena)
{
    const char *title = document->title.str;

    if (title != NULL && document->title.markup == MARKUP_HTML)
        title = text_line_from_html(arena, title, strlen(title));
    return title == NULL || *title == '\0' ? NULL : title;
}

static void describe(struct discovered *found, const struct document *document, struct arena *arena)
{
    int64_t *published = arena_array(arena, document->item_count, sizeof(*published));
    const char *title = title_of(document, arena);

    for (size_t i = 0; i < document->item_count; i++) {
        const struct item *item = &document->items[i];
        int64_t time = item->published != NO_TIME ? item->published : item->updated;
        if (time != NO_TIME)
            published[found->published_count++] = time;
    }
    found->state = DISCOVERED_FEED;
    found->title = title != NULL ? title : found->title;
    found->format = document->format;
    found->item_count = document->item_count;
    found->published = published;
}

/* False: it is no feed; `found->why` says what it is. */
static bool read_feed(struct search *search, struct discovered *found)
{
    const struct parse_input input = input_of(&search->answer);
    struct document document = {0};
    struct error err = {0};

    guard_begin();
    bool is_feed = parse_document(&input, search->arena, &document, &err) == PARSE_FEED;
    guard_end();
    if (is_feed)
        describe(found, &document, search->arena);
    else
        found->why = arena_string(search->arena, err.message);
    return is_feed;
}

static bool is_found(const struct search *search, const char *url)
{
    for (size_t i = 0; i < search->count; i++) {
        if (search->list[i].state == DISCOVERED_FEED && strcmp(search->list[i].url, url) == 0)
            return true;
    }
    return false;
}

/* ---- candidates */

static void add(struct search *search, const struct discovered *found)
{
    if (search->count < CANDIDATES_MAX)
        search->list[search->count++] = *found;
}

/* Nobody is asked for a fragment. */
static const char *without_fragment(struct arena *arena, const char *url)
{
    return arena_string_of(arena, url, strcspn(url, "#"));
}

static void try_link(struct search *search, const struct page_link *link)
{
    bool is_declared = link->kind == PAGE_LINK_DECLARED;
    struct discovered found = {
        .url = without_fragment(search->arena, link->url),
        .by = is_declared ? DISCOVERED_DECLARED : DISCOVERED_LISTED,
        .state = DISCOVERED_UNASKED,
        .title = link->title,
    };

    if (may_ask(search)) {
        found.state = DISCOVERED_NO_FEED;
        if (!ask(search, found.url))
            found.why = search->answer.why;
        else if (read_feed(search, &found))
            found.url = search->answer.lasting_url;
    }
    if (found.state != DISCOVERED_FEED || !is_found(search, found.url))
        add(search, &found);
}

static void try_common_paths(struct search *search, const char *page_url)
{
    for (size_t i = 0; i < sizeof(common_paths) / sizeof(common_paths[0]); i++) {
        const char *url = url_join(search->arena, page_url, common_paths[i]);
        struct discovered found = {.url = url, .by = DISCOVERED_PATH, .state = DISCOVERED_NO_FEED};
        if (url == NULL || !may_ask(search))
            return;
        if (!ask(search, url) || !read_feed(search, &found))
            continue;
        found.url = search->answer.lasting_url;
        add(search, &found);
        return;
    }
}

static void search_page(struct search *search)
{
    struct page_link *links = arena_array(search->arena, PAGE_LINKS_MAX, sizeof(*links));
    const struct parse_input input = input_of(&search->answer);
    const char *page_url = search->answer.final_url;

    guard_begin();
    size_t count = html_page_links_of(&input, search->arena, links);
    guard_end();
    for (size_t i = 0; i < count; i++)
        try_link(search, &links[i]);
    if (count == 0)
        try_common_paths(search, page_url);
}

struct discovery discover(struct event_base *base, struct fetch_client *client, const char *url,
                          int64_t timeout_ms, struct arena *arena)
{
    struct search *search = arena_alloc(arena, sizeof(*search));
    struct discovered itself = {.url = url, .by = DISCOVERED_ITSELF};
    struct discovery discovery = {.count = 0};

    search->base = base;
    search->client = client;
    search->arena = arena;
    search->timeout_ms = timeout_ms;
    if (!ask(search, url)) {
        discovery.why = search->answer.why;
    } else if (read_feed(search, &itself)) {
        itself.url = search->answer.lasting_url;
        add(search, &itself);
    } else {
        search_page(search);
    }
    discovery.list = search->list;
    discovery.count = search->count;
    discovery.requests = search->requests;
    return discovery;
}
