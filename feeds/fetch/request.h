/* request.h: what a poll asks for, and which of it goes to which hop. */
#pragma once

#include "config/base/attributes.h"
#include "feeds/fetch/client.h"

#include <curl/curl.h>

/* Makes `copy` independent of what `request` points to. Returns the memory that it points to, for
 * the caller to free. */
MUST_CHECK void *request_copy(struct fetch_request *copy, const struct fetch_request *request);

bool request_has_validators(const struct fetch_request *request);

/* The header fields of one hop. `is_home`: it goes to the configured origin, which alone gets
 * credentials and the feed's own fields. `with_validators`: it goes to the URL that gave them. */
struct curl_slist *request_fields(const struct fetch_request *request, bool is_home,
                                  bool with_validators);

/* Scheme, host and port are the same. */
bool origin_is_same(CURLU *left, CURLU *right);
