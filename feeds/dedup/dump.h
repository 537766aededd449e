/* dump.h: the memory as a file, so that a restart needs not be told everything again.
 *
 * One function of each part goes through its fields in their order, and writes them or reads them:
 * what is written is what is read. Numbers stand as the machine has them: a file is for the program
 * that wrote it, and is told from another's by its beginning. It ends with a checksum (XXH3): of a
 * file that was torn or changed nothing is believed. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct dump;

/* The file stays the caller's. A dump that is written fails once it has taken `write_ms_max`. */
struct dump *dump_writing(FILE *file, int64_t write_ms_max);
struct dump *dump_reading(FILE *file);
bool dump_is_reading(const struct dump *dump);

/* Writes them, or reads what was written; once anything has failed they are zeroed instead. */
void dump_bytes(struct dump *dump, void *bytes, size_t len);
#define DUMP_FIELD(dump, field) dump_bytes((dump), &(field), sizeof(field))

/* Reading: whether so many things can still follow, before memory is asked for them. Writing: true.
 */
bool dump_has_room(struct dump *dump, size_t count, size_t size);

/* Writes what a file must say, or fails where it says something else. */
void dump_same(struct dump *dump, const void *bytes, size_t len);

/* Writes or compares the checksum, and frees. False: the file is of no use. */
bool dump_end(struct dump *dump);
