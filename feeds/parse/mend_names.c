#include "feeds/parse/mend_parts.h"

#include <string.h>

/* libxml2 keeps every name and namespace for good in a table that stops growing: a document of
 * nothing but different names takes it quadratic time. So only so many are let through. */

static uint64_t hash_of(const char *text, size_t len)
{
    uint64_t hash = UINT64_C(0xCBF29CE484222325); /* FNV-1a */

    for (size_t i = 0; i < len; i++)
        hash = (hash ^ (unsigned char)text[i]) * UINT64_C(0x100000001B3);
    return hash == 0 ? 1 : hash;
}

bool mend_admit_name(struct mend *m, const char *name, size_t len)
{
    uint64_t hash = hash_of(name, len);
    size_t at = hash % MEND_NAME_SLOTS;

    while (m->names[at] != 0 && m->names[at] != hash)
        at = (at + 1) % MEND_NAME_SLOTS;
    if (m->names[at] == hash)
        return true;
    if (m->name_count == MEND_NAMES_MAX) {
        mend_note(m, FAULT_NAMES, name);
        return false;
    }
    m->names[at] = hash;
    m->name_count++;
    return true;
}
