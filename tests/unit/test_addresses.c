/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */
#include "config/addresses.h"
#include "config/base/error.h"

#include <string.h>

static void urls_of_feeds_are_accepted(void **state)
{
    (void)state;
    static const char *const urls[] = {
        "https://harbour.example.org/feed.xml",
        "http://harbour.example.org",
        "HTTP://HARBOUR.EXAMPLE.ORG/",
        "https://harbour.example.org:8443/feed?tag=a|b&from=2025#latest",
        "https://192.0.2.1/feed",
        "https://[2001:db8::1]:8080/feed",
        "https://größe.example.org/übersicht",
        "https://desk:hunter2@harbour.example.org/feed",
        "https://harbour_news.example.org./feed",
        "https://harbour.example.org?feed=rss",
    };
    struct error err;

    for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
        if (!address_check_url(urls[i], "http https", &err))
            fail_msg("%s: %s", urls[i], err.message);
    }
}

static void what_is_no_url_is_refused(void **state)
{
    (void)state;
    static const char *const urls[] = {
        "",
        "harbour.example.org",
        "//harbour.example.org/feed",
        "https:/harbour.example.org/feed",
        "https://",
        "https:///feed",
        "https://:8080/feed",
        "https://harbour example.org/",
        "https://harbour.example.org/a b",
        "https://harbour..example.org/",
        "https://.example.org/",
        "https://harbour.example.org:0/",
        "https://harbour.example.org:65536/",
        "https://harbour.example.org:80a/",
        "https://[2001:db8::1/",
        "https://[2001:db8::1]8080/",
        "https://[harbour]/",
        "https://harbour%2eexample.org/",
        "ftp://harbour.example.org/feed",
        "file:///etc/passwd",
        "javascript:alert(1)",
    };
    struct error err;

    for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
        if (address_check_url(urls[i], "http https", &err))
            fail_msg("%s is read as a URL", urls[i]);
        assert_true(err.message[0] != '\0');
    }
}

static void each_use_has_its_schemes(void **state)
{
    (void)state;
    struct error err;

    assert_true(address_check_url("smtp://mail.example.org:25", "smtp smtps", &err));
    assert_true(address_check_url("smtps://mail.example.org", "smtp smtps", &err));
    assert_false(address_check_url("https://mail.example.org", "smtp smtps", &err));
}

static void a_login_in_a_url_is_seen(void **state)
{
    (void)state;
    assert_true(address_has_credentials("https://desk@harbour.example.org/"));
    assert_true(address_has_credentials("https://desk:hunter2@harbour.example.org"));
    assert_false(address_has_credentials("https://harbour.example.org/@desk"));
    assert_false(address_has_credentials("https://harbour.example.org?to=desk@example.org"));
}

static void a_login_in_a_url_is_not_cited(void **state)
{
    struct error err;

    (void)state;
    assert_false(address_check_url("ftp://desk:hunter2@harbour.example.org/", "http https", &err));
    assert_string_equal(err.message, "a URL with ftp:// cannot be used here; write http:// or "
                                     "https:// (https://harbour.example.org/)");
}

static void networks_are_accepted(void **state)
{
    (void)state;
    static const char *const networks[] = {"127.0.0.1", "10.0.0.0/8", "0.0.0.0/0", "192.0.2.1/32",
                                           "::1",       "fd00::/8",   "::/0",      "2001:db8::/33"};
    struct error err;

    for (size_t i = 0; i < sizeof(networks) / sizeof(networks[0]); i++) {
        if (!address_check_network(networks[i], &err))
            fail_msg("%s: %s", networks[i], err.message);
    }
}

static void what_is_no_network_is_refused(void **state)
{
    (void)state;
    static const char *const networks[] = {
        "",           "localhost",   "127.1",        "10.0.0.0/33",
        "10.0.0.0/",  "10.0.0.0/-1", "10.0.0.0/8x",  "::/129",
        "[::1]",      "10.0.0.0/ 8", "1.2.3.4/8/8",  "0x7f.0.0.1",
        "2130706433", "/8",          "::ffff:1.2.3", "10.0.0.0/18446744073709551624",
    };
    struct error err;

    for (size_t i = 0; i < sizeof(networks) / sizeof(networks[0]); i++) {
        if (address_check_network(networks[i], &err))
            fail_msg("%s is read as a network", networks[i]);
    }
}

static void bits_behind_the_prefix_are_refused_with_the_network_that_was_meant(void **state)
{
    (void)state;
    struct error err;

    assert_false(address_check_network("10.1.2.3/12", &err));
    assert_string_equal(err.message, "10.1.2.3/12 has bits behind its prefix; write 10.0.0.0/12");
    assert_false(address_check_network("2001:db8:ffff::/33", &err));
    assert_string_equal(err.message,
                        "2001:db8:ffff::/33 has bits behind its prefix; write 2001:db8:8000::/33");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(urls_of_feeds_are_accepted),
        cmocka_unit_test(what_is_no_url_is_refused),
        cmocka_unit_test(each_use_has_its_schemes),
        cmocka_unit_test(a_login_in_a_url_is_seen),
        cmocka_unit_test(a_login_in_a_url_is_not_cited),
        cmocka_unit_test(networks_are_accepted),
        cmocka_unit_test(what_is_no_network_is_refused),
        cmocka_unit_test(bits_behind_the_prefix_are_refused_with_the_network_that_was_meant),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
