/* validators.h: ETag and Last-Modified: opaque bytes that go back as they came. */
#pragma once

#include "feeds/fetch/client.h"

#include <curl/curl.h>

/* Adds a header field to libcurl's list; an empty value is sent as one. What would end the field
 * early (CR, LF, NUL) is not sent at all. Returns the list. */
struct curl_slist *field_add(struct curl_slist *list, const char *name, const char *value,
                             size_t len);

/* The same for a validator, when there is one. */
struct curl_slist *validator_add(struct curl_slist *list, const char *name,
                                 const struct fetch_bytes *validator);
