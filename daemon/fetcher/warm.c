#include "daemon/fetcher/warm.h"

#include "config/base/arena.h"
#include "config/base/memory.h"
#include "feeds/parse/parse.h"
#include "feeds/text/html.h"
#include "feeds/text/tokens.h"

#include <iconv.h>
#include <netdb.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* Each a shared object that iconv_open() loads: those that ICU does not have, as far as feeds may
 * be written in them. */
static const char *const encodings[] = {
    "ARMSCII-8",     "EUC-JISX0213",   "GEORGIAN-ACADEMY", "GEORGIAN-PS", "ISO-8859-16",
    "ISO-2022-JP-3", "JOHAB",          "KOI8-RU",          "KOI8-T",      "MAC-IS",
    "MAC-UK",        "PT154",          "RK1048",           "TCVN5712-1",  "TSCII",
    "VISCII",        "SHIFT_JISX0213",
};
#define ENCODINGS (sizeof(encodings) / sizeof(encodings[0]))

struct warmth {
    iconv_t converters[ENCODINGS];
};

static bool is_converter(iconv_t converter)
{
    return converter != (iconv_t)-1; /* NOLINT(performance-no-int-to-ptr) so POSIX says it */
}

static struct warmth *load_converters(void)
{
    struct warmth *warmth = memory_new(1, sizeof(*warmth));

    for (size_t i = 0; i < ENCODINGS; i++)
        warmth->converters[i] = iconv_open("UTF-8", encodings[i]);
    return warmth;
}

static void load_resolver(void)
{
    struct addrinfo *found = NULL;

    if (getaddrinfo("localhost", "80", NULL, &found) == 0)
        freeaddrinfo(found);
}

/* One small document, all the way. */
static void load_readers(void)
{
    static const char bytes[] = "<?xml version='1.0' encoding='windows-1252'?><rss version='2.0'>"
                                "<channel><title>a</title><item><title>b</title><description>"
                                "&lt;p&gt;caf\xe9&lt;/p&gt;</description></item></channel></rss>";
    const struct parse_input input = {.bytes = bytes, .len = sizeof(bytes) - 1};
    struct arena *arena = arena_new();
    struct document document = {0};
    struct tokens tokens;

    if (parse_document(&input, arena, &document, NULL) == PARSE_FEED && document.item_count > 0) {
        struct item item = document.items[0];
        item_read_texts(&item, arena);
        tokens_cut(&tokens, arena,
                   "Warm \xc3\xa9"
                   "lan \xe6\x96\xb0\xe8\x81\x9e",
                   0);
    }
    arena_free(arena);
}

struct warmth *warm_up(void)
{
    load_resolver();
    load_readers();
    return load_converters();
}

void warm_down(struct warmth *warmth)
{
    for (size_t i = 0; warmth != NULL && i < ENCODINGS; i++) {
        if (is_converter(warmth->converters[i]))
            iconv_close(warmth->converters[i]);
    }
    free(warmth);
}
