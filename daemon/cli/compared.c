#include "daemon/cli/compared.h"

#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "config/base/clock.h"
#include "config/base/error.h"
#include "config/base/utf8.h"
#include "daemon/cli/replay_item.h"
#include "feeds/text/html.h"
#include "store/items.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MAX ((size_t)16 << 20)

bool compared_is_number(const char *operand)
{
    return *operand != '\0' && operand[strspn(operand, "0123456789")] == '\0';
}

static bool read_stored(struct compared *out, struct store *store, const char *operand,
                        struct arena *arena, struct error *err)
{
    struct stored_item stored;
    enum store_status status =
        store_item_get(store, strtoll(operand, NULL, 10), arena, &stored, err);

    if (status == STORE_NONE)
        error_set(err, "there is no such item; the file of that name is ./%s", operand);
    if (status != STORE_OK)
        return false;
    out->feed_name = stored.feed_name;
    out->feed = stored.feed;
    out->seen = stored.seen;
    out->story = stored.story;
    out->correction = stored.correction;
    out->reason = stored.reason;
    out->item = stored.item;
    return true;
}

static bool read_file(const char *path, struct buffer *text, struct error *err)
{
    FILE *file = fopen(path, "re");
    char chunk[65536];
    size_t len;
    bool is_whole = file != NULL;

    while (is_whole && (len = fread(chunk, 1, sizeof(chunk), file)) > 0)
        is_whole = buffer_append(text, chunk, len);
    is_whole = is_whole && ferror(file) == 0;
    if (!is_whole)
        error_set(err, "%s", text->is_full ? "the file is too large" : strerror(errno));
    if (file != NULL)
        fclose(file);
    return is_whole;
}

/* A first line with an empty one behind it is the headline. */
static void take_text(struct item *item, char *text)
{
    char *end = strstr(text, "\n\n");

    if (end != NULL && memchr(text, '\n', (size_t)(end - text)) == NULL) {
        *end = '\0';
        item->title = (struct text){text, MARKUP_PLAIN};
        text = end + 2;
    }
    item->content = (struct text){text, MARKUP_PLAIN};
}

static bool take_file(struct compared *out, char *text, size_t len, struct arena *arena,
                      struct error *err)
{
    const char *begin = text + strspn(text, " \t\r\n");
    struct replay_item replayed;

    if (!utf8_is_valid(text, len)) {
        error_set(err, "the file is not UTF-8");
        return false;
    }
    if (*begin == '{') {
        if (!replay_item_read(&replayed, begin, strlen(begin), arena, err))
            return false;
        out->item = replayed.item;
        out->seen = replayed.seen == NO_TIME ? out->seen : replayed.seen;
    } else if (*begin == '<') {
        out->item.content = (struct text){begin, MARKUP_HTML};
    } else {
        take_text(&out->item, text);
    }
    item_read_texts(&out->item, arena);
    return true;
}

static bool read_from_file(struct compared *out, const char *path, struct arena *arena,
                           struct error *err)
{
    struct buffer file;
    bool is_read = false;

    out->item = ITEM_EMPTY;
    out->feed_name = path;
    out->seen = clock_wall();
    out->story = 0;
    out->correction = ITEM_NOT_CORRECTED;
    out->reason = NULL;
    buffer_init(&file, FILE_MAX);
    if (read_file(path, &file, err)) {
        char *text = arena_string_of(arena, file.len == 0 ? "" : file.data, file.len);
        is_read = take_file(out, text, file.len, arena, err);
    }
    buffer_free(&file);
    return is_read;
}

bool compared_read(struct compared *out, struct store *store, const char *operand,
                   struct arena *arena, struct error *err)
{
    bool is_read = compared_is_number(operand) ? read_stored(out, store, operand, arena, err)
                                               : read_from_file(out, operand, arena, err);

    if (is_read)
        fingerprint_make(&out->fingerprint, &out->item, arena);
    return is_read;
}

struct dedup_item compared_as_item(const struct compared *compared)
{
    return (struct dedup_item){
        .feed = compared->feed, .seen = compared->seen, .fingerprint = &compared->fingerprint};
}
