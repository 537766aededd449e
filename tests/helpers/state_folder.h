/* state_folder.h: for the store's tests: a state folder on disk. */
#pragma once

#include "store/retention.h"
#include "tests/helpers/newsroom.h"

#include <stdio.h>
#include <unistd.h>

struct desk { /* a state folder on disk */
    char folder[64];
    char database[96];
    struct newsroom room;
};

static inline int make_desk(void **state)
{
    struct desk *desk = calloc(1, sizeof(*desk));

    snprintf(desk->folder, sizeof(desk->folder), "/tmp/storywatch-test-XXXXXX");
    if (mkdtemp(desk->folder) == NULL)
        return -1;
    snprintf(desk->database, sizeof(desk->database), "%s/storywatch.db", desk->folder);
    desk->room.arena = arena_new();
    *state = desk;
    return 0;
}

static inline int clear_desk(void **state)
{
    static const char *const names[] = {"storywatch.db", "storywatch.db-wal", "storywatch.db-shm",
                                        "storywatch.db.new", "lock"};
    struct desk *desk = *state;
    char path[128];

    store_close(desk->room.store);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        snprintf(path, sizeof(path), "%s/%s", desk->folder, names[i]);
        unlink(path);
    }
    rmdir(desk->folder);
    arena_free(desk->room.arena);
    free(desk);
    return 0;
}

static inline void open_as(struct desk *desk, enum store_mode mode)
{
    desk->room.store = store_open(desk->folder, mode, &desk->room.err);
    if (desk->room.store == NULL)
        fail_msg("%s", desk->room.err.message);
}

static inline void close_it(struct desk *desk)
{
    store_close(desk->room.store);
    desk->room.store = NULL;
}

static inline void furnish(struct desk *desk)
{
    struct newsroom *room = &desk->room;

    assert_done(room, store_begin(room->store, &room->err));
    newsroom_furnish(room);
    assert_done(room, store_commit(room->store, &room->err));
}

static inline int64_t count_items(struct desk *desk)
{
    struct store_counts counts;

    assert_done(&desk->room, store_count(desk->room.store, &counts, &desk->room.err));
    return counts.items;
}

static inline void add_in_transaction(struct desk *desk, const char *identity)
{
    struct stored_item item = newsroom_item(&desk->room, identity);

    assert_done(&desk->room, store_begin(desk->room.store, &desk->room.err));
    newsroom_add(&desk->room, &item);
}

static inline void write_file(const char *path, const void *bytes, size_t len, long at)
{
    FILE *file = fopen(path, at < 0 ? "w" : "r+");

    assert_non_null(file);
    assert_int_equal(fseek(file, at < 0 ? 0 : at, SEEK_SET), 0);
    assert_int_equal(fwrite(bytes, 1, len, file), len);
    assert_int_equal(fclose(file), 0);
}

struct content {
    char *bytes;
    size_t len;
};

static inline struct content read_file(const char *path)
{
    struct content content = {.bytes = calloc(1, 1 << 20)};
    FILE *file = fopen(path, "r");

    assert_non_null(file);
    content.len = fread(content.bytes, 1, 1 << 20, file);
    assert_int_equal(fclose(file), 0);
    return content;
}

/* The writer refuses the store, says `why` and the path, and leaves every byte as it was. */
static inline void assert_refused_untouched(struct desk *desk, const char *why)
{
    struct content before = read_file(desk->database);
    static const enum store_mode modes[] = {STORE_WRITER, STORE_READER};

    for (size_t i = 0; i < 2; i++) {
        assert_null(store_open(desk->folder, modes[i], &desk->room.err));
        assert_non_null(strstr(desk->room.err.message, desk->database));
        assert_non_null(strstr(desk->room.err.message, why));
    }
    struct content after = read_file(desk->database);
    assert_int_equal(after.len, before.len);
    assert_memory_equal(after.bytes, before.bytes, before.len);
    free(before.bytes);
    free(after.bytes);
}
