/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "feeds/fetch/certificate.h"

#include <openssl/x509v3.h>
#include <string.h>

/* One without a signature, of the first quarter of 2026. */
static struct certificate make(const char *common_name, const char *alternatives)
{
    struct certificate certificate = {X509_new()};
    X509 *x509 = certificate.x509;

    assert_non_null(x509);
    ASN1_TIME_set_string(X509_getm_notBefore(x509), "20260101000000Z");
    ASN1_TIME_set_string(X509_getm_notAfter(x509), "20260331235959Z");
    if (common_name != NULL)
        X509_NAME_add_entry_by_txt(X509_get_subject_name(x509), "CN", MBSTRING_UTF8,
                                   (const unsigned char *)common_name, -1, -1, 0);
    if (alternatives != NULL) {
        X509_EXTENSION *names = X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name, alternatives);
        assert_non_null(names);
        X509_add_ext(x509, names, -1);
        X509_EXTENSION_free(names);
    }
    return certificate;
}

static void assert_described(const char *common_name, const char *alternatives,
                             const char *expected)
{
    struct certificate certificate = make(common_name, alternatives);
    char text[CERTIFICATE_TEXT_SIZE];

    assert_string_equal(certificate_describe(&certificate, text), expected);
    certificate_forget(&certificate);
    assert_string_equal(certificate_describe(&certificate, text), "");
}

static void its_names_and_dates_are_told(void **state)
{
    (void)state;
    assert_described("ignored.example.org", "DNS:harbour.example.org,DNS:*.quay.example.org",
                     "for harbour.example.org, *.quay.example.org, from 2026-01-01 to 2026-03-31");
    assert_described(NULL, "IP:192.0.2.7,IP:2001:db8::7,email:desk@example.org",
                     "for 192.0.2.7, 2001:db8::7, from 2026-01-01 to 2026-03-31");
}

static void without_names_of_a_server_it_is_the_common_one(void **state)
{
    (void)state;
    assert_described("The harbour's authority", NULL,
                     "for The harbour's authority, from 2026-01-01 to 2026-03-31");
    assert_described(NULL, NULL, "for ?, from 2026-01-01 to 2026-03-31");
}

static void of_many_names_the_first_are_told(void **state)
{
    (void)state;
    assert_described(NULL, "DNS:a.example,DNS:b.example,DNS:c.example,DNS:d.example,DNS:e.example",
                     "for a.example, b.example, c.example and 2 more, "
                     "from 2026-01-01 to 2026-03-31");
}

static void what_it_says_is_made_printable_and_cut(void **state)
{
    char long_name[64 * 3 + 1] = "", text[CERTIFICATE_TEXT_SIZE];

    (void)state;
    assert_described("a\x1b[2Jb", NULL, "for a [2Jb, from 2026-01-01 to 2026-03-31");
    for (int i = 0; i < 64; i++)
        strcat(long_name, "\xe2\x82\xac");
    struct certificate certificate = make(long_name, NULL);
    certificate_describe(&certificate, text);
    assert_non_null(strstr(text, ", from 2026-01-01 to 2026-03-31"));
    certificate_forget(&certificate);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(its_names_and_dates_are_told),
        cmocka_unit_test(without_names_of_a_server_it_is_the_common_one),
        cmocka_unit_test(of_many_names_the_first_are_told),
        cmocka_unit_test(what_it_says_is_made_printable_and_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
