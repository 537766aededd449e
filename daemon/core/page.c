#include "daemon/core/page.h"

#include "config/base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGE_BYTES sizeof(_Atomic uint32_t)

bool page_open(struct page *page, struct error *err)
{
    void *memory = MAP_FAILED;

    page->fd = memfd_create("storywatch-page", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (page->fd >= 0 && ftruncate(page->fd, (off_t)PAGE_BYTES) == 0 &&
        fcntl(page->fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == 0)
        memory = mmap(NULL, PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, page->fd, 0);
    if (memory == MAP_FAILED) {
        error_set(err, "cannot make a fetcher's page: %s", strerror(errno));
        if (page->fd >= 0)
            close(page->fd);
        return false;
    }
    page->memory = memory;
    return true;
}

void page_close(struct page *page)
{
    munmap(page->memory, PAGE_BYTES);
    close(page->fd);
}

uint32_t page_slot(const struct page *page)
{
    return atomic_load((_Atomic uint32_t *)page->memory);
}

void page_clear(struct page *page)
{
    atomic_store((_Atomic uint32_t *)page->memory, 0);
}
