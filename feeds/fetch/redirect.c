#include "feeds/fetch/redirect.h"

#include "config/base/buffer.h"
#include "config/base/error.h"
#include "config/base/memory.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define URL_MAX ((size_t)8 * 1024)

bool redirect_is_followed(int status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

static bool is_permanent(int status)
{
    return status == 301 || status == 308;
}

static bool is_trimmed(char c)
{
    return c != '\0' && strchr(" \t\r\n\f\v", c) != NULL;
}

/* Bytes that no URL may hold are written as %XX, as every browser does. */
static bool encode(struct buffer *out, const char *text)
{
    while (is_trimmed(*text))
        text++;
    size_t len = strlen(text);
    while (len > 0 && is_trimmed(text[len - 1]))
        len--;
    for (size_t i = 0; i < len; i++) {
        unsigned char byte = (unsigned char)text[i];
        if (byte > ' ' && byte < 0x7f)
            buffer_append_byte(out, text[i]);
        else
            buffer_append_format(out, "%%%02X", (unsigned)byte);
    }
    return !out->is_full && out->len > 0;
}

static bool has_web_scheme(CURLU *url)
{
    char *scheme = NULL;

    if (curl_url_get(url, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK)
        return false;
    bool is_web = strcasecmp(scheme, "http") == 0 || strcasecmp(scheme, "https") == 0;
    curl_free(scheme);
    return is_web;
}

bool redirect_read_url(CURLU *url, const char *text, struct error *err)
{
    struct buffer encoded;

    buffer_init(&encoded, URL_MAX);
    bool is_url = encode(&encoded, text);
    CURLUcode code = is_url ? curl_url_set(url, CURLUPART_URL, encoded.data, 0) : CURLUE_OK;
    buffer_free(&encoded);
    if (!is_url || code != CURLUE_OK) {
        error_set(err, "%s", is_url ? curl_url_strerror(code) : "it is empty or over 8 KiB");
        return false;
    }
    if (!has_web_scheme(url)) {
        error_set(err, "it is neither http nor https");
        return false;
    }
    curl_url_set(url, CURLUPART_FRAGMENT, NULL, 0);
    curl_url_set(url, CURLUPART_USER, NULL, 0);
    curl_url_set(url, CURLUPART_PASSWORD, NULL, 0);
    return true;
}

char *redirect_text(CURLU *url)
{
    char *text = NULL;

    if (curl_url_get(url, CURLUPART_URL, &text, 0) != CURLUE_OK)
        return NULL;
    char *copy = memory_string(text);
    curl_free(text);
    return copy;
}

bool redirects_begin(struct redirects *redirects, CURLU *url)
{
    *redirects =
        (struct redirects){.visited = {redirect_text(url)}, .count = 1, .is_leading = true};
    return redirects->visited[0] != NULL;
}

void redirects_end(struct redirects *redirects)
{
    for (unsigned i = 0; i < redirects->count; i++)
        free(redirects->visited[i]);
    redirects->count = 0;
}

static bool was_visited(const struct redirects *redirects, const char *url)
{
    for (unsigned i = 0; i < redirects->count; i++)
        if (strcmp(redirects->visited[i], url) == 0)
            return true;
    return false;
}

static bool is_secure(const char *url)
{
    return strncasecmp(url, "https:", 6) == 0;
}

static void add_hop(struct redirects *redirects, char *url, bool is_permanent_hop)
{
    bool is_downgrade = is_secure(redirects_current(redirects)) && !is_secure(url);

    redirects->is_leading = redirects->is_leading && is_permanent_hop && !is_downgrade;
    redirects->visited[redirects->count++] = url;
    if (redirects->is_leading)
        redirects->permanent++;
}

bool redirects_follow(struct redirects *redirects, CURLU *url, int status, const char *location,
                      struct error *err)
{
    if (location == NULL) {
        error_set(err, "a redirect without a Location");
        return false;
    }
    if (redirects->count > REDIRECT_HOPS_MAX) {
        error_set(err, "more than %d redirects", REDIRECT_HOPS_MAX);
        return false;
    }
    if (!redirect_read_url(url, location, err)) {
        error_add_context(err, "a redirect to a bad Location");
        return false;
    }
    char *next = redirect_text(url);
    if (next == NULL || was_visited(redirects, next)) {
        error_set(err, "a redirect loop");
        free(next);
        return false;
    }
    add_hop(redirects, next, is_permanent(status));
    return true;
}

const char *redirects_current(const struct redirects *redirects)
{
    return redirects->visited[redirects->count - 1];
}

const char *redirects_permanent(const struct redirects *redirects)
{
    return redirects->permanent == 0 ? NULL : redirects->visited[redirects->permanent];
}
