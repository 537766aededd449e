/* test_table.h: a number for each test that queries ask of words, the same one for the same test.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct test_table;

/* What a key is compared with; of pairs the numbers of two tests in a row. */
enum test_kind {
    TEST_FOLD,
    TEST_SURFACE,
    TEST_FOLD_PATTERN,
    TEST_SURFACE_PATTERN,
    TEST_STEM,
    TEST_FOLD_PREFIX,
    TEST_SURFACE_PREFIX,
    TEST_PAIR,
};

#define TEST_NONE UINT32_MAX

/* `hash` is XXH3 of the text. */
struct test_key {
    uint64_t hash;
    const char *text;
    size_t len;
    enum test_kind kind;
    uint8_t language; /* of TEST_STEM */
};

struct test_table *test_table_new(void);
void test_table_free(struct test_table *table); /* NULL is allowed */

/* The number of a test, from 0. The text is copied. */
uint32_t test_table_add(struct test_table *table, const struct test_key *key);
uint32_t test_table_add_pair(struct test_table *table, uint32_t left, uint32_t right);

/* TEST_NONE where there is no such test. */
uint32_t test_table_find(const struct test_table *table, const struct test_key *key);
uint32_t test_table_find_pair(const struct test_table *table, uint32_t left, uint32_t right);

size_t test_table_count(const struct test_table *table);
enum test_kind test_table_kind(const struct test_table *table, uint32_t test);
const char *test_table_text(const struct test_table *table, uint32_t test); /* of a pair: "" */

/* Does the test begin or end some pair? */
bool test_table_begins_pair(const struct test_table *table, uint32_t test);
bool test_table_ends_pair(const struct test_table *table, uint32_t test);

/* A list of tests that grows; zeroed it is empty, and its owner frees `list`. */
struct test_list {
    uint32_t *list;
    size_t count;
    size_t capacity;
};

void test_list_add(struct test_list *list, uint32_t test);
