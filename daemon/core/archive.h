/* archive.h: the pages of a feed's archive (RFC 5005) that are read after a gap, until one has an
 * item that is known. The feed is not polled meanwhile. */
#pragma once

#include "daemon/core/poll_answer.h"
#include "daemon/core/poll_job.h"

#include <sys/queue.h>

struct archive_page {
    struct feed *feed;
    char *url;
    struct job_page job;
    TAILQ_ENTRY(archive_page) link;
};

TAILQ_HEAD(archive_list, archive_page);

/* What is to be read next after this answer; NULL: nothing. */
struct archive_page *archive_next(const struct poll_answer *answer);
void archive_free(struct archive_page *page); /* NULL is allowed */

/* Sends the pages that find room, in their order, and frees them. One that cannot be asked for
 * because the store cannot be read is handed to `on_given_up` first. */
void archive_send(struct archive_list *pages, const struct poll_job_desk *desk,
                  void (*on_given_up)(void *owner, const struct archive_page *page), void *owner);
void archive_drop(struct archive_list *pages);
