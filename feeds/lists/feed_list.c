#include "feeds/lists/feed_list.h"

#include "config/base/arena.h"
#include "config/base/error.h"
#include "feeds/lists/list_draft.h"
#include "feeds/parse/encoding.h"
#include "feeds/parse/parse.h"
#include "feeds/parse/warnings.h"

#include <string.h>

static const char *skip_blanks(const char *text, const char *end)
{
    while (text < end && (unsigned char)*text <= ' ')
        text++;
    return text;
}

static bool read_text(struct list_draft *draft, const struct encoded *encoded, struct error *err)
{
    const char *end = encoded->text + encoded->len;
    const char *first = skip_blanks(encoded->text, end);

    if (first == end) {
        error_set(err, "it is empty");
        return false;
    }
    return *first == '<' ? opml_read(draft, encoded->text, encoded->len, err)
                         : newsboat_read(draft, encoded->text, encoded->len, err);
}

bool feed_list_read(struct feed_list *list, const void *bytes, size_t len, struct arena *arena,
                    struct error *err)
{
    const struct parse_input input = {.bytes = bytes, .len = len};
    struct list_draft draft = {.arena = arena};
    struct warnings warnings = {.arena = arena};
    struct encoded encoded;

    if (len > LIST_SIZE_MAX) {
        error_set(err, "it is larger than %zu MiB, the most for a list", LIST_SIZE_MAX >> 20);
        return false;
    }
    encoding_decode(&input, arena, &warnings, &encoded);
    for (size_t i = 0; i < warnings.count; i++)
        list_draft_note(&draft, 0, "%s", warnings.list[i]);
    bool is_list = read_text(&draft, &encoded, err);
    encoding_free(&encoded);
    if (is_list)
        list_draft_finish(&draft, list);
    return is_list;
}
