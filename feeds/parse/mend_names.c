#include "config/base/memory.h"
#include "feeds/parse/mend_parts.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define NAME_MAX_LEN 256

/* libxml2 keeps every name and namespace for good in a table that stops growing: a document of
 * nothing but different names takes it quadratic time. So only so many are let through. */

static uint64_t hash_of(const char *text, size_t len)
{
    uint64_t hash = UINT64_C(0xCBF29CE484222325); /* FNV-1a */

    for (size_t i = 0; i < len; i++)
        hash = (hash ^ (unsigned char)text[i]) * UINT64_C(0x100000001B3);
    return hash == 0 ? 1 : hash;
}

/* Where the hash stands, or is due. */
static uint64_t *slot_of(const struct mend *m, uint64_t hash)
{
    size_t at = hash % m->name_slots;

    while (m->names[at] != 0 && m->names[at] != hash)
        at = (at + 1) % m->name_slots;
    return &m->names[at];
}

/* Half of the slots stay free. Most documents have few names. */
static void make_room(struct mend *m)
{
    uint64_t *old = m->names;
    size_t old_slots = m->name_slots;

    if (2 * m->name_count < m->name_slots)
        return;
    m->name_slots = old_slots == 0 ? 64 : 2 * old_slots;
    m->names = memory_new(m->name_slots, sizeof(*m->names));
    for (size_t i = 0; i < old_slots; i++) {
        if (old[i] != 0)
            *slot_of(m, old[i]) = old[i];
    }
    free(old);
}

bool mend_admit_name(struct mend *m, const char *name, size_t len)
{
    uint64_t hash = hash_of(name, len);

    make_room(m);
    uint64_t *slot = slot_of(m, hash);
    if (*slot == hash)
        return true;
    if (m->name_count == MEND_NAMES_MAX) {
        mend_note(m, FAULT_NAMES, name);
        return false;
    }
    *slot = hash;
    m->name_count++;
    return true;
}

/* A name that libxml2 reads whole: ASCII, at most one colon and that inside. */
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
    enum name_kind kind;
    bool is_local; /* whatever the prefix */
    const char *words[14];
};

static const struct name_list lists[] = {
    {NAME_ITEM, true, {"item", "entry"}},
    {NAME_HOLDS_ITEMS, true, {"channel", "feed", "rss", "items"}},
    {NAME_RDF, true, {"rdf"}},
    {NAME_FOREIGN, true, {"content", "encoded", "description"}},
    {NAME_UNENDED, false, {"p", "li", "dt", "dd", "tr", "td", "th", "option"}},
    {NAME_TEXT_ONLY,
     false,
     {"title", "link", "guid", "pubdate", "comments", "lastbuilddate", "url"}},
    {NAME_FIELD,
     false,
     {"title", "link", "guid", "pubdate", "comments", "author", "summary", "entry", "description",
      "item", "id", "updated", "image"}},
    {NAME_VOID,
     false,
     {"br", "img", "hr", "input", "meta", "area", "wbr", "embed", "param", "col", "basefont",
      "frame"}},
};

static unsigned kinds_of(struct mend *m, const char *name, size_t len)
{
    if (!is_sound_name(name, len))
        return 0;
    const char *colon = memchr(name, ':', len);
    const char *local = colon == NULL ? name : colon + 1;
    unsigned kinds = NAME_SOUND | (mend_admit_name(m, name, len) ? NAME_ADMITTED : 0);

    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        const char *first = lists[i].is_local ? local : name;
        if (is_one_of(first, len - (size_t)(first - name), lists[i].words))
            kinds |= lists[i].kind;
    }
    return kinds;
}

unsigned mend_name_kinds(struct mend *m, const char *name, size_t len)
{
    if (len == 0)
        return 0;
    size_t first = (unsigned char)name[0], last = (unsigned char)name[len - 1];
    struct known_name *known = &m->known[(first + 3 * last + 5 * len) % MEND_KNOWN_SLOTS];
    if (known->len != len || memcmp(known->name, name, len) != 0)
        *known = (struct known_name){name, len, kinds_of(m, name, len)};
    return known->kinds;
}
