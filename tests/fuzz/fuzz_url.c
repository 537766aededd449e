/* links: feeds */
#include "config/base/arena.h"
#include "feeds/item.h"
#include "feeds/url.h"
#include "tests/fuzz/require.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_absolute(struct arena *arena, const char *url)
{
    const char *canonical = url_canonical(arena, url);
    const char *asked = url_as_asked(arena, url);

    REQUIRE(strncmp(url, "http://", 7) == 0 || strncmp(url, "https://", 8) == 0);
    REQUIRE(strlen(url) <= ITEM_URL_MAX);
    for (const char *at = url; *at != '\0'; at++)
        REQUIRE((unsigned char)*at > ' ' && *at != 0x7F);
    REQUIRE(strcmp(url_join(arena, NULL, url), url) == 0);
    REQUIRE(strcmp(url_join(arena, "https://other.example/x/", url), url) == 0);
    REQUIRE(url_host(arena, url)[0] != '\0');
    REQUIRE(canonical != NULL && strchr(canonical, '#') == NULL);
    REQUIRE(asked != NULL && strchr(asked, '#') == NULL);
    REQUIRE(strcmp(url_as_asked(arena, asked), asked) == 0);
}

/* The first line is the base, the rest the reference. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    char *base = arena_string_of(arena, (const char *)data, size);
    char *newline = strchr(base, '\n');
    const char *reference = newline == NULL ? base : newline + 1;

    if (newline != NULL)
        *newline = '\0';
    const char *url = url_join(arena, newline == NULL ? NULL : base, reference);
    if (url != NULL)
        check_absolute(arena, url);
    REQUIRE(url_join_any(arena, base, reference) != NULL);
    (void)url_canonical(arena, reference);
    arena_free(arena);
    return 0;
}
