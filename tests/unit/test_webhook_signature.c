/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/buffer.h"
#include "daemon/notifier/webhook_signature.h"

static void assert_signature(const char *secret, const char *id, int64_t time, const char *body,
                             const char *expected)
{
    struct buffer signature;

    buffer_init(&signature, 256);
    webhook_sign(&signature, secret, id, time, body);
    assert_string_equal(signature.data, expected);
    buffer_free(&signature);
}

static void the_specification_s_own_example_is_signed_alike(void **state)
{
    (void)state;
    assert_signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek",
                     1614265330, "{\"test\": 2432232314}",
                     "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

/* As `printf 'a-1.1700000000.{}' | openssl dgst -sha256 -hmac 'night desk' -binary | base64`. */
static void a_secret_without_prefix_is_the_key_itself(void **state)
{
    (void)state;
    assert_signature("night desk", "a-1", 1700000000, "{}",
                     "v1,JhZLTfub4c7w/XwMldT70nIvhpOsSbk3xF3lZJhrpnw=");
}

static void only_keys_are_secrets(void **state)
{
    (void)state;
    assert_true(webhook_secret_is_valid("night desk"));
    assert_true(webhook_secret_is_valid("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
    assert_false(webhook_secret_is_valid(""));
    assert_false(webhook_secret_is_valid("whsec_"));
    assert_false(webhook_secret_is_valid("whsec_MfKQ9r8"));
    assert_false(webhook_secret_is_valid("whsec_MfKQ9r8*"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_specification_s_own_example_is_signed_alike),
        cmocka_unit_test(a_secret_without_prefix_is_the_key_itself),
        cmocka_unit_test(only_keys_are_secrets),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
