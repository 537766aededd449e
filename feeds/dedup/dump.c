#include "feeds/dedup/dump.h"

#include "config/base/clock.h"
#include "config/base/memory.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <xxhash.h>

struct dump {
    FILE *file;
    XXH3_state_t *checksum;
    bool is_reading;
    bool has_failed;
    size_t left; /* of a file that is read */
    struct moment begun;
    int64_t write_ms_max;
};

static struct dump *dump_new(FILE *file)
{
    struct dump *dump = memory_new(1, sizeof(*dump));

    dump->file = file;
    dump->begun = clock_moment();
    dump->checksum = XXH3_createState();
    dump->has_failed = dump->checksum == NULL || XXH3_64bits_reset(dump->checksum) != XXH_OK;
    return dump;
}

struct dump *dump_writing(FILE *file, int64_t write_ms_max)
{
    struct dump *dump = dump_new(file);

    dump->write_ms_max = write_ms_max;
    return dump;
}

struct dump *dump_reading(FILE *file)
{
    struct dump *dump = dump_new(file);
    struct stat status;

    dump->is_reading = true;
    if (fstat(fileno(file), &status) == 0 && S_ISREG(status.st_mode))
        dump->left = (size_t)status.st_size;
    return dump;
}

bool dump_is_reading(const struct dump *dump)
{
    return dump->is_reading;
}

static bool write_bytes(struct dump *dump, const void *bytes, size_t len)
{
    return fwrite(bytes, 1, len, dump->file) == len &&
           moment_elapsed_ms(dump->begun, clock_moment()) <= dump->write_ms_max;
}

static bool read_bytes(struct dump *dump, void *bytes, size_t len)
{
    if (!dump_has_room(dump, len, 1) || fread(bytes, 1, len, dump->file) != len)
        return false;
    dump->left -= len;
    return true;
}

void dump_bytes(struct dump *dump, void *bytes, size_t len)
{
    if (len == 0)
        return; /* `bytes` may be NULL */
    dump->has_failed =
        dump->has_failed ||
        !(dump->is_reading ? read_bytes(dump, bytes, len) : write_bytes(dump, bytes, len)) ||
        XXH3_64bits_update(dump->checksum, bytes, len) != XXH_OK;
    if (dump->has_failed && dump->is_reading)
        memset(bytes, 0, len);
}

bool dump_has_room(struct dump *dump, size_t count, size_t size)
{
    if (dump->is_reading && count > dump->left / size)
        dump->has_failed = true;
    return !dump->has_failed;
}

void dump_same(struct dump *dump, const void *bytes, size_t len)
{
    void *found = memory_new(len, 1);

    if (!dump->is_reading)
        memcpy(found, bytes, len);
    dump_bytes(dump, found, len);
    dump->has_failed = dump->has_failed || memcmp(found, bytes, len) != 0;
    free(found);
}

bool dump_end(struct dump *dump)
{
    uint64_t sum = dump->checksum == NULL ? 0 : XXH3_64bits_digest(dump->checksum);
    uint64_t stored = sum;

    DUMP_FIELD(dump, stored);
    bool is_good = !dump->has_failed && stored == sum && dump->left == 0;
    XXH3_freeState(dump->checksum);
    free(dump);
    return is_good;
}
