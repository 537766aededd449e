#include "daemon/core/archive.h"

#include "config/base/error.h"
#include "config/base/memory.h"

#include <stdlib.h>

#define PAGES_MAX 10

struct archive_page *archive_next(const struct poll_answer *answer)
{
    const struct job *job = answer->job;
    const char *url = answer->polled->next_url;

    if (!answer->is_gap || url == NULL || job->page.number >= PAGES_MAX)
        return NULL;
    struct archive_page *page = memory_new(1, sizeof(*page));
    page->feed = job->feed;
    page->url = memory_string(url);
    page->job = job->page;
    page->job.number++;
    if (job->page.number == 0) {
        page->job.document_count = answer->polled->document_count;
        page->job.next_ms = answer->next_ms;
    }
    return page;
}

void archive_free(struct archive_page *page)
{
    if (page == NULL)
        return;
    free(page->url);
    free(page);
}

void archive_send(struct archive_list *pages, const struct poll_job_desk *desk,
                  void (*on_given_up)(void *owner, const struct archive_page *page), void *owner)
{
    struct archive_page *page;

    /* clang's analyzer does not follow what TAILQ_REMOVE does to the head */
    /* NOLINTBEGIN(clang-analyzer-unix.Malloc) */
    while ((page = TAILQ_FIRST(pages)) != NULL) {
        struct error err = {0};
        bool is_sent = poll_job_send_page(desk, page->feed, page->url, &page->job, &err);
        if (!is_sent && err.message[0] == '\0')
            return; /* no room */
        TAILQ_REMOVE(pages, page, link);
        if (!is_sent)
            on_given_up(owner, page);
        archive_free(page);
    }
    /* NOLINTEND(clang-analyzer-unix.Malloc) */
}

void archive_drop(struct archive_list *pages)
{
    struct archive_page *page;

    /* NOLINTBEGIN(clang-analyzer-unix.Malloc) as above */
    while ((page = TAILQ_FIRST(pages)) != NULL) {
        TAILQ_REMOVE(pages, page, link);
        archive_free(page);
    }
    /* NOLINTEND(clang-analyzer-unix.Malloc) */
}
