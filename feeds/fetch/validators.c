#include "feeds/fetch/validators.h"

#include "config/base/buffer.h"

#include <string.h>

#define FIELD_MAX ((size_t)16 * 1024)

static bool ends_a_field(const char *value, size_t len)
{
    return memchr(value, '\r', len) != NULL || memchr(value, '\n', len) != NULL ||
           memchr(value, '\0', len) != NULL;
}

struct curl_slist *field_add(struct curl_slist *list, const char *name, const char *value,
                             size_t len)
{
    struct buffer field;

    if (len > 0 && ends_a_field(value, len))
        return list;
    buffer_init(&field, FIELD_MAX);
    buffer_append_string(&field, name);
    buffer_append_string(&field, len == 0 ? ";" : ": "); /* libcurl's way to send an empty value */
    if (len > 0)
        buffer_append(&field, value, len);
    if (!field.is_full)
        list = curl_slist_append(list, field.data);
    buffer_free(&field);
    return list;
}

struct curl_slist *validator_add(struct curl_slist *list, const char *name,
                                 const struct fetch_bytes *validator)
{
    if (!validator->is_present)
        return list;
    return field_add(list, name, validator->data, validator->len);
}
