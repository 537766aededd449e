#include "feeds/fetch/request.h"

#include "config/base/buffer.h"
#include "config/base/memory.h"
#include "feeds/fetch/validators.h"

#include <string.h>
#include <strings.h>

#define FIELD_MAX ((size_t)16 * 1024)

static const char accept_field[] =
    "Accept: application/atom+xml, application/rss+xml, application/feed+json, "
    "application/rdf+xml;q=0.9, application/xml;q=0.8, text/xml;q=0.8, */*;q=0.1";

/* One block of memory for all that a request points to: a first pass, without memory, adds up what
 * the second writes. */
struct packer {
    char *memory;
    size_t len;
};

static char *pack(struct packer *packer, const void *bytes, size_t len)
{
    char *at = packer->memory == NULL ? NULL : packer->memory + packer->len;

    if (at != NULL && len > 0)
        memcpy(at, bytes, len);
    packer->len += len;
    return at;
}

static const char *pack_string(struct packer *packer, const char *text)
{
    return text == NULL ? NULL : pack(packer, text, strlen(text) + 1);
}

static void pack_all(struct packer *packer, struct fetch_request *copy,
                     const struct fetch_request *request)
{
    size_t size = request->header_count * sizeof(struct fetch_header);
    void *headers = pack(packer, request->headers, size); /* first, for their alignment */

    for (size_t i = 0; i < request->header_count; i++) {
        const struct fetch_header header = {
            .name = pack_string(packer, request->headers[i].name),
            .value = pack_string(packer, request->headers[i].value),
        };
        if (headers != NULL)
            ((struct fetch_header *)headers)[i] = header;
    }
    copy->headers = headers;
    copy->url = pack_string(packer, request->url);
    copy->configured_url = pack_string(packer, request->configured_url);
    copy->validators_url = pack_string(packer, request->validators_url);
    copy->etag.data = pack(packer, request->etag.data, request->etag.len);
    copy->last_modified.data =
        pack(packer, request->last_modified.data, request->last_modified.len);
    copy->user = pack_string(packer, request->user);
    copy->bearer = pack_string(packer, request->bearer);
    copy->client_cert = pack_string(packer, request->client_cert);
    copy->client_key = pack_string(packer, request->client_key);
}

void *request_copy(struct fetch_request *copy, const struct fetch_request *request)
{
    struct packer packer = {0};

    *copy = *request;
    pack_all(&packer, copy, request);
    packer = (struct packer){.memory = memory_new(packer.len, 1)};
    pack_all(&packer, copy, request);
    return packer.memory;
}

bool request_has_validators(const struct fetch_request *request)
{
    return request->etag.is_present || request->last_modified.is_present;
}

static struct curl_slist *add_own_fields(struct curl_slist *list,
                                         const struct fetch_request *request)
{
    for (size_t i = 0; i < request->header_count; i++)
        list = field_add(list, request->headers[i].name, request->headers[i].value,
                         strlen(request->headers[i].value));
    if (request->bearer != NULL) {
        struct buffer value;
        buffer_init(&value, FIELD_MAX);
        if (buffer_append_format(&value, "Bearer %s", request->bearer))
            list = field_add(list, "Authorization", value.data, value.len);
        buffer_free(&value);
    }
    return list;
}

static bool has_own(const struct fetch_request *request, const char *name)
{
    for (size_t i = 0; i < request->header_count; i++)
        if (strcasecmp(request->headers[i].name, name) == 0)
            return true;
    return false;
}

struct curl_slist *request_fields(const struct fetch_request *request, bool is_home,
                                  bool with_validators)
{
    struct curl_slist *list = NULL;

    if (!is_home || !has_own(request, "Accept"))
        list = curl_slist_append(list, accept_field);
    list = curl_slist_append(list, "Accept-Encoding: gzip, br, zstd");
    if (is_home)
        list = add_own_fields(list, request);
    if (with_validators) {
        list = validator_add(list, "If-None-Match", &request->etag);
        list = validator_add(list, "If-Modified-Since", &request->last_modified);
    }
    return list;
}

static bool part_is_same(CURLU *left, CURLU *right, CURLUPart part)
{
    char *a = NULL, *b = NULL;
    bool is_same = curl_url_get(left, part, &a, CURLU_DEFAULT_PORT) == CURLUE_OK &&
                   curl_url_get(right, part, &b, CURLU_DEFAULT_PORT) == CURLUE_OK &&
                   strcasecmp(a, b) == 0;

    curl_free(a);
    curl_free(b);
    return is_same;
}

bool origin_is_same(CURLU *left, CURLU *right)
{
    return part_is_same(left, right, CURLUPART_SCHEME) &&
           part_is_same(left, right, CURLUPART_HOST) && part_is_same(left, right, CURLUPART_PORT);
}
