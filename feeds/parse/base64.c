#include "feeds/parse/base64.h"

#include "config/base/arena.h"
#include "config/base/utf8.h"

#include <stdint.h>
#include <string.h>

static int digit_of(char c)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *found = c == '\0' ? NULL : strchr(digits, c);

    return found == NULL ? -1 : (int)(found - digits);
}

char *base64_decode(struct arena *arena, const char *text, size_t len, size_t *decoded)
{
    char *bytes = arena_alloc(arena, len / 4 * 3 + 4);
    uint32_t bits = 0;
    unsigned count = 0;
    size_t at = 0;

    for (size_t i = 0; i < len; i++) {
        int digit = digit_of(text[i]);
        if (digit < 0)
            continue;
        bits = (bits << 6 | (uint32_t)digit) & 0xFFFFFF;
        count += 6;
        if (count >= 8) {
            count -= 8;
            bytes[at++] = (char)(bits >> count & 0xFF);
        }
    }
    *decoded = at;
    return utf8_is_valid(bytes, at) && memchr(bytes, '\0', at) == NULL ? bytes : NULL;
}
