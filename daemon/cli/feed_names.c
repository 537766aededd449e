#include "daemon/cli/feed_names.h"

#include "config/base/arena.h"
#include "config/name_index.h"
#include "config/settings.h"
#include "feeds/text/characters.h"
#include "feeds/text/fold.h"
#include "feeds/text/unicode_rules.h"
#include "feeds/url.h"

#include <string.h>

/* The last number that was tried behind a name. */
struct numbered {
    unsigned *last;
};

struct feed_names {
    struct arena *arena;
    struct name_index *taken;
    struct name_index *numbers; /* struct numbered by name */
};

struct feed_names *feed_names_new(struct arena *arena, const struct settings *settings)
{
    struct feed_names *names = arena_alloc(arena, sizeof(*names));

    names->arena = arena;
    names->taken = name_index_new(arena);
    names->numbers = name_index_new(arena);
    for (size_t i = 0; settings != NULL && i < settings->feed_count; i++) {
        const char *name = settings->feeds[i].name;
        if (name != NULL)
            (void)name_index_put(names->taken, name, name);
    }
    return names;
}

bool feed_names_take(struct feed_names *names, const char *name)
{
    return name_index_put(names->taken, name, name) == NULL;
}

/* In small letters, and without the marks on Latin ones, which few keyboards have: those of other
 * scripts are not the same letter without them (и is not й). */
static const char *simplify(struct arena *arena, const char *text)
{
    const char *at = text_fold_case(arena, text, strlen(text)), *end = at + strlen(at);
    char *out = arena_alloc(arena, (size_t)(end - at) * 2 + 1), *to = out;

    while (at < end) {
        struct character character = character_at(at, end);
        bool is_letter = (character.class & CHARACTER_LETTER) != 0 && character.size > 1;
        bool is_mark_on_ascii =
            (character.class & CHARACTER_MARK) != 0 && to > out && (unsigned char)to[-1] < 0x80;
        const char *plain = is_letter ? text_fold(arena, at, character.size) : "";
        bool is_latin = *plain != '\0' && (unsigned char)*plain < 0x80;
        if (is_latin)
            to = stpcpy(to, plain);
        else if (!is_mark_on_ascii)
            to = mempcpy(to, at, character.size);
        at += character.size;
    }
    *to = '\0';
    return out;
}

/* The words of a text with hyphens between, up to FEED_NAME_MAX bytes; "" when there are none. */
static const char *hyphenate(struct arena *arena, const char *text)
{
    const char *at = simplify(arena, text), *end = at + strlen(at);
    char *out = arena_alloc(arena, FEED_NAME_MAX + 1);
    size_t len = 0, whole = 0; /* bytes; of whole words */
    bool is_apart = false;

    while (at < end) {
        struct character character = character_at(at, end);
        bool is_word = (character.class & CHARACTER_WORD) != 0 && character.c != 0xFFFD;
        if (is_word && len + is_apart + character.size > FEED_NAME_MAX)
            break;
        if (is_word && is_apart && len > 0) {
            whole = len;
            out[len++] = '-';
        }
        if (is_word) {
            memcpy(out + len, at, character.size);
            len += character.size;
        }
        is_apart = !is_word && (is_apart || !unicode_is_apostrophe(character.c));
        at += character.size;
    }
    out[at < end && whole > 0 ? whole : len] = '\0';
    return out;
}

static const char *of_host(struct arena *arena, const char *url)
{
    static const char *const prefixes[] = {"www.", "feeds.", "feed.", "rss."};
    const char *host = url_host(arena, url);

    for (size_t i = 0; host != NULL && i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
        if (strncmp(host, prefixes[i], strlen(prefixes[i])) == 0)
            host += strlen(prefixes[i]);
    }
    return host == NULL ? "" : hyphenate(arena, host);
}

static const char *number(struct feed_names *names, const char *name)
{
    struct numbered *made = arena_alloc(names->arena, sizeof(*made));
    const struct numbered *tried = name_index_put(names->numbers, name, made);
    unsigned *last = tried == NULL ? arena_alloc(names->arena, sizeof(*last)) : tried->last;
    const char *numbered;

    if (tried == NULL)
        *last = 1;
    made->last = last;
    do
        numbered = arena_format(names->arena, "%s-%u", name, ++*last);
    while (!feed_names_take(names, numbered));
    return numbered;
}

const char *feed_names_make(struct feed_names *names, const char *title, const char *url)
{
    const char *name = title == NULL ? "" : hyphenate(names->arena, title);

    if (*name == '\0')
        name = of_host(names->arena, url);
    if (*name == '\0')
        name = "feed";
    return feed_names_take(names, name) ? name : number(names, name);
}
