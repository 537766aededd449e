#include "feeds/topics/test_table.h"

#include "config/base/memory.h"

#include <stdlib.h>
#include <string.h>

enum role {
    ROLE_BEGINS_PAIR = 1 << 0,
    ROLE_ENDS_PAIR = 1 << 1,
};

struct entry {
    uint64_t hash; /* of a pair it tells the whole pair */
    uint32_t text; /* offset in `texts` */
    uint8_t kind;
    uint8_t language;
    uint8_t roles;
};

struct test_table {
    struct entry *entries;
    size_t count;
    size_t capacity;
    char *texts;
    size_t texts_len;
    size_t texts_capacity;
    uint32_t *slots; /* entry + 1 by hash */
    size_t slot_count;
};

struct test_table *test_table_new(void)
{
    struct test_table *table = memory_new(1, sizeof(*table));

    table->slot_count = 64;
    table->slots = memory_new(table->slot_count, sizeof(*table->slots));
    table->texts = memory_new(1, 1);
    table->texts_len = table->texts_capacity = 1; /* the empty text of pairs */
    return table;
}

void test_table_free(struct test_table *table)
{
    if (table == NULL)
        return;
    free(table->entries);
    free(table->texts);
    free(table->slots);
    free(table);
}

/* A fold's key is the hash that its token carries; the others are told apart from it. */
static uint64_t hash_of(const struct test_key *key)
{
    return key->hash ^
           ((uint64_t)((unsigned)key->kind * 256U + key->language) * UINT64_C(0x9E3779B97F4A7C15));
}

/* The finalizer of splitmix64 maps no two numbers to one: the hash of a pair is the pair. */
static uint64_t hash_of_pair(uint32_t left, uint32_t right)
{
    uint64_t z = (uint64_t)left << 32 | right;

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static bool is_entry(const struct test_table *table, const struct entry *entry, uint64_t hash,
                     const struct test_key *key)
{
    const char *text = table->texts + entry->text;

    return entry->hash == hash && entry->kind == key->kind && entry->language == key->language &&
           strncmp(text, key->text, key->len) == 0 && text[key->len] == '\0';
}

static uint32_t *find_slot(const struct test_table *table, uint64_t hash,
                           const struct test_key *key)
{
    size_t mask = table->slot_count - 1, at = hash & mask;

    while (table->slots[at] != 0 &&
           !is_entry(table, &table->entries[table->slots[at] - 1], hash, key))
        at = (at + 1) & mask;
    return &table->slots[at];
}

static void grow_slots(struct test_table *table)
{
    free(table->slots);
    table->slot_count *= 2;
    table->slots = memory_new(table->slot_count, sizeof(*table->slots));
    for (size_t i = 0; i < table->count; i++) {
        size_t at = table->entries[i].hash & (table->slot_count - 1);
        while (table->slots[at] != 0)
            at = (at + 1) & (table->slot_count - 1);
        table->slots[at] = (uint32_t)i + 1;
    }
}

static uint32_t store_text(struct test_table *table, const char *text, size_t len)
{
    size_t at = table->texts_len, needed = at + len + 1;

    if (len == 0)
        return 0;
    if (needed > table->texts_capacity) {
        table->texts_capacity = needed + needed / 4 + 256;
        table->texts = memory_resize(table->texts, table->texts_capacity, 1);
    }
    memcpy(table->texts + at, text, len);
    table->texts[at + len] = '\0';
    table->texts_len = needed;
    return (uint32_t)at;
}

static uint32_t add(struct test_table *table, uint64_t hash, const struct test_key *key)
{
    uint32_t *slot = find_slot(table, hash, key);

    if (*slot != 0)
        return *slot - 1;
    if (table->count == table->capacity) {
        table->capacity += table->capacity / 4 + 64;
        table->entries = memory_resize(table->entries, table->capacity, sizeof(*table->entries));
    }
    table->entries[table->count++] = (struct entry){.hash = hash,
                                                    .text = store_text(table, key->text, key->len),
                                                    .kind = (uint8_t)key->kind,
                                                    .language = key->language};
    *slot = (uint32_t)table->count;
    if (table->count * 4 > table->slot_count * 3)
        grow_slots(table);
    return (uint32_t)table->count - 1;
}

uint32_t test_table_add(struct test_table *table, const struct test_key *key)
{
    return add(table, hash_of(key), key);
}

uint32_t test_table_add_pair(struct test_table *table, uint32_t left, uint32_t right)
{
    table->entries[left].roles |= ROLE_BEGINS_PAIR;
    table->entries[right].roles |= ROLE_ENDS_PAIR;
    return add(table, hash_of_pair(left, right), &(struct test_key){.text = "", .kind = TEST_PAIR});
}

uint32_t test_table_find(const struct test_table *table, const struct test_key *key)
{
    return *find_slot(table, hash_of(key), key) - 1; /* none is 0 - 1 */
}

/* Nearly every pair that is looked for is none: its hash says so. */
uint32_t test_table_find_pair(const struct test_table *table, uint32_t left, uint32_t right)
{
    uint64_t hash = hash_of_pair(left, right);

    for (size_t at = hash & (table->slot_count - 1); table->slots[at] != 0;
         at = (at + 1) & (table->slot_count - 1)) {
        const struct entry *entry = &table->entries[table->slots[at] - 1];
        if (entry->hash == hash && entry->kind == TEST_PAIR)
            return table->slots[at] - 1;
    }
    return TEST_NONE;
}

size_t test_table_count(const struct test_table *table)
{
    return table->count;
}

enum test_kind test_table_kind(const struct test_table *table, uint32_t test)
{
    return (enum test_kind)table->entries[test].kind;
}

const char *test_table_text(const struct test_table *table, uint32_t test)
{
    return table->texts + table->entries[test].text;
}

bool test_table_begins_pair(const struct test_table *table, uint32_t test)
{
    return (table->entries[test].roles & ROLE_BEGINS_PAIR) != 0;
}

bool test_table_ends_pair(const struct test_table *table, uint32_t test)
{
    return (table->entries[test].roles & ROLE_ENDS_PAIR) != 0;
}

void test_list_add(struct test_list *list, uint32_t test)
{
    if (list->count == list->capacity) {
        list->capacity = 2 * list->capacity + 16;
        list->list = memory_resize(list->list, list->capacity, sizeof(*list->list));
    }
    list->list[list->count++] = test;
}
