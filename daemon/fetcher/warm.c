#include "daemon/fetcher/warm.h"

#include "config/base/arena.h"
#include "feeds/parse/parse.h"
#include "feeds/text/html.h"
#include "feeds/text/tokens.h"

#include <iconv.h>
#include <netdb.h>
#include <stddef.h>
#include <string.h>

/* Each a shared object that iconv_open() loads. */
static const char *const encodings[] = {
    "UTF-16",       "ISO-8859-1",   "ISO-8859-2",   "ISO-8859-15", "WINDOWS-1250",
    "WINDOWS-1251", "WINDOWS-1252", "WINDOWS-1256", "KOI8-R",      "SHIFT_JIS",
    "EUC-JP",       "ISO-2022-JP",  "EUC-KR",       "GB18030",     "BIG5",
};

static void load_converters(void)
{
    for (size_t i = 0; i < sizeof(encodings) / sizeof(*encodings); i++) {
        iconv_t converter = iconv_open("UTF-8", encodings[i]);
        /* NOLINTNEXTLINE(performance-no-int-to-ptr) so POSIX says that there is none */
        if (converter != (iconv_t)-1)
            iconv_close(converter);
    }
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

void warm_up(void)
{
    load_resolver();
    load_converters();
    load_readers();
}
