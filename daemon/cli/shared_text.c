#include "daemon/cli/shared_text.h"

#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "daemon/cli/output.h"
#include "daemon/service/escape.h"
#include "feeds/dedup/hash_set.h"
#include "feeds/dedup/limits.h"
#include "feeds/dedup/shingles.h"
#include "feeds/item.h"
#include "feeds/text/tokens.h"

#include <stdbool.h>
#include <string.h>

static struct hash_set shingles_of(const struct fingerprint *text, struct arena *arena)
{
    uint64_t *hashes = arena_array(arena, text->shingle_count + 1, sizeof(*hashes));

    for (uint32_t i = 0; i < text->shingle_count; i++)
        hashes[i] = text->shingles[i].hash;
    return hash_set_of(hashes, text->shingle_count);
}

/* For each token of the text: the other has it, in the same company. */
static bool *find_shared(const struct tokens *tokens, const struct fingerprint *other,
                         struct arena *arena)
{
    const struct hash_set known = shingles_of(other, arena);
    bool *is_shared = arena_array(arena, tokens->count + 1, sizeof(*is_shared));
    struct fingerprint own = {0};

    shingles_cut(&own, tokens, arena);
    uint32_t width = own.is_unspaced ? SHINGLE_TOKENS_UNSPACED : SHINGLE_TOKENS;
    for (uint32_t i = 0; i < own.shingle_count; i++) {
        const struct shingle *shingle = &own.shingles[i];
        if (!hash_set_has(&known, shingle->hash))
            continue;
        for (uint32_t j = shingle->position; j < shingle->position + width && j < tokens->count;
             j++)
            is_shared[j] = true;
    }
    return is_shared;
}

static void write_piece(const char *text, size_t from, size_t to, struct arena *arena,
                        struct buffer *out)
{
    char *piece = arena_string_of(arena, text + from, to - from);

    for (char *c = piece; *c != '\0'; c++) {
        if (*c == '\n')
            *c = ' ';
    }
    escape_terminal(piece, out);
}

void shared_text_write(const struct item *item, const struct fingerprint *other, size_t max,
                       struct arena *arena, struct buffer *out)
{
    const char *text = fingerprint_body(item, arena);
    size_t len = strlen(text);
    struct tokens tokens;
    size_t at = 0;

    tokens_cut(&tokens, arena, text, FINGERPRINT_TOKENS_MAX);
    const bool *is_shared = find_shared(&tokens, other, arena);
    for (size_t i = 0; i < tokens.count && tokens.list[i].end <= max;) {
        size_t last = i;
        while (last + 1 < tokens.count && is_shared[last + 1] == is_shared[i] &&
               tokens.list[last + 1].end <= max)
            last++;
        write_piece(text, at, tokens.list[i].begin, arena, out);
        buffer_append_string(out, output_begin(is_shared[i] ? STYLE_MATCH : STYLE_PLAIN));
        write_piece(text, tokens.list[i].begin, tokens.list[last].end, arena, out);
        buffer_append_string(out, output_end(is_shared[i] ? STYLE_MATCH : STYLE_PLAIN));
        at = tokens.list[last].end;
        i = last + 1;
    }
    if (len > max)
        buffer_append_string(out, "…");
    else
        write_piece(text, at, len, arena, out);
}
