/* links: feeds_fetch */
/* Content codings: the first line is the header's value, the rest the bytes. In one piece or byte
 * by byte the same comes out, and never more than was let through. */
#include "config/base/buffer.h"
#include "feeds/fetch/coding.h"
#include "tests/fuzz/require.h"

#include <stdint.h>
#include <string.h>

#define BOUND ((size_t)1 << 18)
#define VALUE_MAX 256

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool on_bytes(void *owner, const void *bytes, size_t len)
{
    return buffer_append(owner, bytes, len);
}

/* The bytes in pieces of this size; true: whole. */
static bool decode(const char *value, const uint8_t *data, size_t size, size_t piece,
                   struct buffer *out)
{
    struct codings codings = {.on_bytes = on_bytes, .owner = out};
    bool is_good = codings_begin(&codings, value);

    for (size_t at = 0; is_good && at < size; at += piece)
        is_good = codings_add(&codings, data + at, piece < size - at ? piece : size - at) ==
                  CODING_GOES_ON;
    is_good = is_good && codings_are_whole(&codings);
    codings_end(&codings);
    return is_good;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *end = memchr(data, '\n', size);
    char value[VALUE_MAX] = "";
    struct buffer at_once, in_bytes;

    if (size == 0 || end == NULL || end - data >= VALUE_MAX)
        return 0;
    memcpy(value, data, (size_t)(end - data));
    size -= (size_t)(end - data) + 1;
    buffer_init(&at_once, BOUND);
    buffer_init(&in_bytes, BOUND);
    bool is_good = decode(value, end + 1, size, size, &at_once);
    REQUIRE(at_once.len <= BOUND);
    REQUIRE(decode(value, end + 1, size, 1, &in_bytes) == is_good);
    if (is_good && at_once.len > 0)
        REQUIRE(at_once.len == in_bytes.len &&
                memcmp(at_once.data, in_bytes.data, at_once.len) == 0);
    buffer_free(&at_once);
    buffer_free(&in_bytes);
    return 0;
}
