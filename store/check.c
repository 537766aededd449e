#include "config/base/arena.h"
#include "store/statement.h"

#include <string.h>

enum store_status store_quick_check(struct store *store,
                                    void (*on_fault)(void *owner, const char *what), void *owner,
                                    struct error *err)
{
    struct arena *arena = arena_new();
    CLEANUP(query_end) struct query query = query_of(store, "PRAGMA quick_check(20)", err);
    enum store_status status;

    while ((status = query_step(&query)) == STORE_OK) {
        const char *what = query_read_text(&query, arena);
        if (what != NULL && strcmp(what, "ok") != 0)
            on_fault(owner, what);
    }
    arena_free(arena);
    return status == STORE_NONE ? STORE_OK : STORE_FAILED;
}
