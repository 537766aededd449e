#include "config/base/arena.h"
#include "config/base/error.h"
#include "store/statement.h"

#include <stdlib.h>
#include <string.h>

#define NOT_READ "unable to get the page. error code="

/* A page that was not read for want of memory, or by a disk that fails, may be whole. */
static bool is_not_read(const struct store *store, const char *what, struct error *err)
{
    const char *at = strstr(what, NOT_READ);
    int code = at == NULL ? SQLITE_OK : (int)strtol(at + strlen(NOT_READ), NULL, 10) & 0xff;

    if (code != SQLITE_NOMEM && code != SQLITE_IOERR)
        return false;
    error_set(err, "%s: %s", store->path, sqlite3_errstr(code));
    return true;
}

enum store_status store_quick_check(struct store *store,
                                    void (*on_fault)(void *owner, const char *what), void *owner,
                                    struct error *err)
{
    struct arena *arena = arena_new();
    CLEANUP(query_end) struct query query = query_of(store, "PRAGMA quick_check(20)", err);
    enum store_status status;

    while ((status = query_step(&query)) == STORE_OK) {
        const char *what = query_read_text(&query, arena);
        if (what != NULL && is_not_read(store, what, err))
            break;
        if (what != NULL && strcmp(what, "ok") != 0)
            on_fault(owner, what);
    }
    arena_free(arena);
    return status == STORE_NONE ? STORE_OK : STORE_FAILED;
}
