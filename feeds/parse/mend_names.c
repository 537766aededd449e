#include "config/base/arena.h"
#include "config/base/memory.h"
#include "feeds/parse/mend_parts.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <xxhash.h>

#define NAME_MAX_LEN 256

/* Every different name and namespace is kept until the end: only so many are let through. */

/* Nobody knows the address, nor so which names would collide. */
static uint64_t hash_of(const struct mend *m, const char *text, size_t len)
{
    return XXH3_64bits_withSeed(text, len, (uintptr_t)m);
}

/* Where the string stands, or is due. */
static struct mend_name **slot_of(const struct mend *m, uint64_t hash, const char *text, size_t len)
{
    size_t at = hash % m->name_slots;

    for (; m->names[at] != NULL; at = (at + 1) % m->name_slots) {
        const struct mend_name *name = m->names[at];
        if (name->hash == hash && name->len == len && memcmp(name->text, text, len) == 0)
            break;
    }
    return &m->names[at];
}

/* Half of the slots stay free. Most documents have few names. */
static void make_room(struct mend *m)
{
    struct mend_name **old = m->names;
    size_t old_slots = m->name_slots;

    if (2 * m->name_count < m->name_slots)
        return;
    m->name_slots = old_slots == 0 ? 128 : 2 * old_slots;
    m->names = memory_new(m->name_slots, sizeof(struct mend_name *));
    for (size_t i = 0; i < old_slots; i++) {
        if (old[i] != NULL)
            *slot_of(m, old[i]->hash, old[i]->text, old[i]->len) = old[i];
    }
    free(old);
}

static struct mend_name *keep_string(struct mend *m, const char *text, size_t len,
                                     const char *where)
{
    uint64_t hash = hash_of(m, text, len);

    make_room(m);
    struct mend_name **slot = slot_of(m, hash, text, len);
    if (*slot != NULL)
        return *slot;
    if (m->name_count == MEND_NAMES_MAX) {
        mend_note(m, FAULT_NAMES, where);
        return NULL;
    }
    struct mend_name *name = arena_alloc(m->strings, sizeof(*name));
    *name = (struct mend_name){
        .hash = hash, .text = arena_string_of(m->strings, text, len), .len = len};
    m->name_count++;
    return *slot = name;
}

const char *mend_one_of(struct mend *m, const char *uri, size_t len, const char *where)
{
    const struct mend_name *name = keep_string(m, uri, len, where);

    return name == NULL ? NULL : name->text;
}

/* ASCII, at most one colon and that inside. */
static bool is_sound_name(const char *name, size_t len)
{
    const char *colon = memchr(name, ':', len);

    if (len == 0 || len > NAME_MAX_LEN || !mend_is_name_start(name[0]) || name[len - 1] == ':')
        return false;
    if (colon != NULL && (!mend_is_name_start(colon[1]) ||
                          memchr(colon + 1, ':', len - (size_t)(colon + 1 - name)) != NULL))
        return false;
    for (size_t i = 0; i < len; i++) {
        if ((unsigned char)name[i] >= 0x80)
            return false;
    }
    return mend_skip_name(name, name + len) == name + len;
}

/* `wanted` is in lower case. Most fail at their first letter. */
static bool is_named(const char *name, size_t len, const char *wanted)
{
    return (*name | 0x20) == *wanted && len == strlen(wanted) &&
           strncasecmp(name, wanted, len) == 0;
}

static bool is_one_of(const char *name, size_t len, const char *const *words)
{
    for (; *words != NULL; words++) {
        if (is_named(name, len, *words))
            return true;
    }
    return false;
}

struct name_list {
    unsigned kinds;
    bool is_local; /* whatever the prefix */
    const char *words[20];
};

static const struct name_list lists[] = {
    {NAME_ITEM, true, {"item", "entry"}},
    {NAME_HOLDS_ITEMS, true, {"channel", "feed", "rss", "items"}},
    {NAME_RDF, true, {"rdf"}},
    {NAME_FOREIGN, true, {"content", "encoded", "description"}},
    {NAME_UNENDED, false, {"p", "li", "dt", "dd", "tr", "td", "th", "option"}},
    {NAME_TEXT_ONLY,
     false,
     {"title", "link", "guid", "pubdate", "comments", "lastbuilddate", "url", "id", "updated",
      "published", "issued", "modified", "created", "category", "dc:creator", "dc:date"}},
    {NAME_MARKED, false, {"description", "summary", "content:encoded"}},
    {NAME_FIELD,
     false,
     {"title", "link", "summary", "entry", "description", "item", "updated", "image", "content"}},
    {NAME_FIELD | NAME_PLAIN_FIELD,
     false,
     {"guid", "pubdate", "comments", "author", "id", "category", "published", "enclosure",
      "content:encoded", "dc:creator", "dc:date"}},
    {NAME_VOID,
     false,
     {"br", "img", "hr", "input", "meta", "area", "wbr", "embed", "param", "col", "basefont",
      "frame"}},
};

static unsigned kinds_of(const struct mend_name *name)
{
    unsigned kinds = NAME_SOUND;

    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        const char *first = lists[i].is_local ? name->local : name->text;
        if (is_one_of(first, strlen(first), lists[i].words))
            kinds |= lists[i].kinds;
    }
    if (strcmp(name->text, "xmlns") == 0 || strncmp(name->text, "xmlns:", 6) == 0)
        kinds |= NAME_NAMESPACE;
    return kinds;
}

bool mend_is_of_feed(const char *name, size_t len)
{
    static const unsigned wanted =
        NAME_ITEM | NAME_HOLDS_ITEMS | NAME_TEXT_ONLY | NAME_MARKED | NAME_FIELD;

    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        if ((lists[i].kinds & wanted) != 0 && is_one_of(name, len, lists[i].words))
            return true;
    }
    return false;
}

/* What is too long is no name. */
uint64_t mend_fold(const struct mend *m, const char *name, size_t len)
{
    char lower[NAME_MAX_LEN];

    if (len > NAME_MAX_LEN)
        return 0;
    for (size_t i = 0; i < len; i++)
        lower[i] = (char)(name[i] >= 'A' && name[i] <= 'Z' ? name[i] | 0x20 : name[i]);
    return hash_of(m, lower, len);
}

/* Met as a name for the first time. What stands for a namespace is one pointer wherever it stands:
 * a prefix, and the name behind "xmlns:". */
static bool read_name(struct mend *m, struct mend_name *name, const char *where)
{
    const char *colon = strchr(name->text, ':');
    const char *local = colon == NULL ? name->text : colon + 1;
    const char *prefix = NULL;

    if (colon != NULL) {
        prefix = mend_one_of(m, name->text, (size_t)(colon - name->text), where);
        if (prefix != NULL && strcmp(prefix, "xmlns") == 0)
            local = mend_one_of(m, local, strlen(local), where);
        if (prefix == NULL || local == NULL)
            return false;
    }
    name->prefix = prefix;
    name->local = local;
    name->kinds = kinds_of(name);
    name->fold = mend_fold(m, name->text, name->len);
    return true;
}

const struct mend_name *mend_name_of(struct mend *m, const char *name, size_t len,
                                     enum mend_fault fault)
{
    size_t first = (unsigned char)name[0], last = (unsigned char)name[len == 0 ? 0 : len - 1];
    const struct mend_name **slot = &m->known[(first + 3 * last + 5 * len) % MEND_KNOWN_SLOTS];

    if (*slot != NULL && (*slot)->len == len && memcmp((*slot)->text, name, len) == 0)
        return *slot;
    if (!is_sound_name(name, len)) {
        mend_note(m, fault, name);
        return NULL;
    }
    struct mend_name *kept = keep_string(m, name, len, name);
    if (kept == NULL || (kept->kinds == 0 && !read_name(m, kept, name)))
        return NULL;
    return *slot = kept;
}
