/* webhook_signature.h: signatures of webhooks as the Standard Webhooks specification has them. */
#pragma once

#include "config/base/attributes.h"

#include <stdbool.h>
#include <stdint.h>

struct buffer;

/* "whsec_" and base64 is the key in base64, anything else is the key itself. False: it is no key.
 */
MUST_CHECK bool webhook_secret_is_valid(const char *secret);

/* Appends "v1," and base64(HMAC-SHA256(key, ID.TIMESTAMP.BODY)). The secret is valid. */
void webhook_sign(struct buffer *out, const char *secret, const char *id, int64_t timestamp,
                  const char *body);
