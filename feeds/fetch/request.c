#include "feeds/fetch/request.h"

#include "config/base/buffer.h"
#include "config/base/memory.h"
#include "feeds/fetch/validators.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define FIELD_MAX ((size_t)16 * 1024)

static const char accept_field[] =
    "Accept: application/atom+xml, application/rss+xml, application/feed+json, "
    "application/rdf+xml;q=0.9, application/xml;q=0.8, text/xml;q=0.8, */*;q=0.1";

static struct fetch_bytes copy_bytes(const struct fetch_bytes *bytes)
{
    if (!bytes->is_present)
        return (struct fetch_bytes){0};
    char *data = memory_new(bytes->len + 1, 1);
    if (bytes->len > 0)
        memcpy(data, bytes->data, bytes->len);
    return (struct fetch_bytes){.data = data, .len = bytes->len, .is_present = true};
}

static const struct fetch_header *copy_headers(const struct fetch_header *headers, size_t count)
{
    struct fetch_header *copy = memory_new(count, sizeof(*copy));

    for (size_t i = 0; i < count; i++) {
        copy[i].name = memory_string(headers[i].name);
        copy[i].value = memory_string(headers[i].value);
    }
    return copy;
}

void request_copy(struct fetch_request *copy, const struct fetch_request *request)
{
    *copy = *request;
    copy->url = memory_string(request->url);
    copy->configured_url = memory_string(request->configured_url);
    copy->etag = copy_bytes(&request->etag);
    copy->last_modified = copy_bytes(&request->last_modified);
    copy->validators_url = memory_string(request->validators_url);
    copy->headers = copy_headers(request->headers, request->header_count);
    copy->user = memory_string(request->user);
    copy->bearer = memory_string(request->bearer);
    copy->client_cert = memory_string(request->client_cert);
    copy->client_key = memory_string(request->client_key);
}

static void free_const(const void *memory)
{
    free((void *)(uintptr_t)memory);
}

void request_free(struct fetch_request *copy)
{
    for (size_t i = 0; i < copy->header_count; i++) {
        free_const(copy->headers[i].name);
        free_const(copy->headers[i].value);
    }
    free_const(copy->headers);
    free_const(copy->url);
    free_const(copy->configured_url);
    free_const(copy->etag.data);
    free_const(copy->last_modified.data);
    free_const(copy->validators_url);
    free_const(copy->user);
    free_const(copy->bearer);
    free_const(copy->client_cert);
    free_const(copy->client_key);
    *copy = (struct fetch_request){0};
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
