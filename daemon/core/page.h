/* page.h: the page of memory that the core shares with one fetcher: the slot of the document that
 * it reads, so that a fetcher which dies names the feed that killed it. What is in it may be wrong;
 * its size is sealed, for reading behind the end of a file kills the reader. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct error;

struct page {
    void *memory;
    int fd; /* a memfd, for the fetcher */
};

bool page_open(struct page *page, struct error *err);
void page_close(struct page *page);

uint32_t page_slot(const struct page *page); /* 0: none */
void page_clear(struct page *page);
