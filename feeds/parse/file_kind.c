#include "feeds/parse/file_kind.h"

#include <string.h>

static const struct {
    const char *begin;
    const char *kind;
} kinds[] = {
    {"\x1F\x8B", "a gzip file"}, /* RFC 1952 section 2.3.1 */
    {"\x28\xB5\x2F\xFD", "a zstd file"},
    {"\xFD\x37zXZ", "an xz file"},
    {"BZh", "a bzip2 file"},
    {"PK\x03\x04", "a zip file"},
    {"%PDF-", "a PDF document"},
    {"\x89PNG\r\n", "a PNG image"},
    {"\xFF\xD8\xFF", "a JPEG image"},
    {"GIF8", "a GIF image"},
    {"SQLite format 3", "an SQLite database"},
    {"\x7F"
     "ELF",
     "a program"},
};

const char *file_kind(const void *bytes, size_t len)
{
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        size_t begin = strlen(kinds[i].begin);
        if (len >= begin && memcmp(bytes, kinds[i].begin, begin) == 0)
            return kinds[i].kind;
    }
    return NULL;
}
