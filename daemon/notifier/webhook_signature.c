#include "daemon/notifier/webhook_signature.h"

#include "config/base/buffer.h"

#include <inttypes.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>

#define SECRET_PREFIX "whsec_"
#define KEY_MAX 8192
#define SIGNED_MAX (128UL * 1024) /* an alert's line and what is signed with it */
#define DIGEST_SIZE 32
#define DIGEST_BASE64_SIZE 45 /* with its NUL */

static int decode_base64(const char *text, unsigned char key[KEY_MAX])
{
    size_t len = strlen(text);
    int padding = 0;

    if (len == 0 || len % 4 != 0 || len > KEY_MAX)
        return -1;
    while (padding < 2 && text[len - 1 - (size_t)padding] == '=')
        padding++;
    int decoded = EVP_DecodeBlock(key, (const unsigned char *)text, (int)len);
    return decoded < 0 ? -1 : decoded - padding;
}

/* Length of the key; not above 0: it is none. */
static int read_key(const char *secret, unsigned char key[KEY_MAX])
{
    if (strncmp(secret, SECRET_PREFIX, strlen(SECRET_PREFIX)) == 0)
        return decode_base64(secret + strlen(SECRET_PREFIX), key);
    size_t len = strnlen(secret, KEY_MAX + 1);
    if (len > KEY_MAX)
        return -1;
    memcpy(key, secret, len);
    return (int)len;
}

bool webhook_secret_is_valid(const char *secret)
{
    unsigned char key[KEY_MAX];
    bool is_valid = read_key(secret, key) > 0;

    OPENSSL_cleanse(key, sizeof(key));
    return is_valid;
}

void webhook_sign(struct buffer *out, const char *secret, const char *id, int64_t timestamp,
                  const char *body)
{
    unsigned char key[KEY_MAX], digest[DIGEST_SIZE];
    char base64[DIGEST_BASE64_SIZE];
    struct buffer text;
    int key_len = read_key(secret, key);

    buffer_init(&text, SIGNED_MAX);
    buffer_append_format(&text, "%s.%" PRId64 ".%s", id, timestamp, body);
    HMAC(EVP_sha256(), key, key_len, (const unsigned char *)text.data, text.len, digest, NULL);
    EVP_EncodeBlock((unsigned char *)base64, digest, sizeof(digest));
    buffer_append_format(out, "v1,%s", base64);
    buffer_free(&text);
    OPENSSL_cleanse(key, sizeof(key));
}
