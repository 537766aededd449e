/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "feeds/fetch/address.h"
#include "feeds/fetch/client.h"

#include <arpa/inet.h>
#include <string.h>

static struct in6_addr address_of(const char *text)
{
    struct fetch_network network;

    if (!fetch_network_parse(text, &network))
        fail_msg("%s is no address", text);
    return network.address;
}

static void check_all(const char *const *texts, size_t count, bool is_public)
{
    for (size_t i = 0; i < count; i++) {
        struct in6_addr address = address_of(texts[i]);
        if (address_is_public(&address) != is_public)
            fail_msg("%s is taken for %s", texts[i], is_public ? "special" : "public");
    }
}

#define CHECK_ALL(is_public, ...)                                                                  \
    do {                                                                                           \
        static const char *const texts[] = {__VA_ARGS__};                                          \
        check_all(texts, sizeof(texts) / sizeof(*texts), is_public);                               \
    } while (0)

static void public_servers_may_be_asked(void **state)
{
    (void)state;
    CHECK_ALL(true, "93.184.216.34", "1.1.1.1", "8.8.8.8", "212.58.237.1", "100.128.0.1",
              "172.32.0.1", "192.0.1.1", "198.20.0.1", "223.255.255.255", "2606:2800:220:1::1",
              "2a00:1450:4001:81c::200e", "2003::1");
}

static void special_ipv4_networks_may_not(void **state)
{
    (void)state;
    CHECK_ALL(false, "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1",
              "100.127.255.255", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1",
              "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.1.1",
              "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.9", "224.0.0.1",
              "239.255.255.250", "240.0.0.1", "255.255.255.255");
}

static void special_ipv6_networks_may_not(void **state)
{
    (void)state;
    CHECK_ALL(false, "::", "::1", "fe80::1", "febf::1", "fc00::1", "fdff::1", "ff02::1", "fec0::1",
              "100::1", "2001:db8::1", "2001::1", "2001:10::1", "2001:1ff::1", "3fff::1", "5f00::1",
              "64:ff9b:1::1", "4000::1");
}

static void an_ipv4_address_inside_an_ipv6_one_is_found(void **state)
{
    (void)state;
    CHECK_ALL(false, "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::127.0.0.1",
              "64:ff9b::192.168.0.1", "2002:7f00:1::", "2002:a00:1::1", "2002:c0a8:101::");
    CHECK_ALL(true, "::ffff:93.184.216.34", "64:ff9b::93.184.216.34", "2002:5db8:d822::1");
}

static void a_network_holds_what_its_prefix_says(void **state)
{
    struct fetch_network networks[2];
    struct in6_addr inside = address_of("10.1.255.1"), outside = address_of("10.2.0.1");
    struct in6_addr local = address_of("fd12::7");

    (void)state;
    assert_true(fetch_network_parse("10.1.0.0/16", &networks[0]));
    assert_true(fetch_network_parse("fd00::/8", &networks[1]));
    assert_true(address_is_in(&inside, networks, 2));
    assert_true(address_is_in(&local, networks, 2));
    assert_false(address_is_in(&outside, networks, 2));
    assert_false(address_is_in(&inside, NULL, 0));
}

static void an_odd_prefix_is_compared_bit_by_bit(void **state)
{
    struct fetch_network network;
    struct in6_addr last = address_of("192.168.5.63"), next = address_of("192.168.5.64");

    (void)state;
    assert_true(fetch_network_parse("192.168.5.32/27", &network));
    assert_true(address_is_in(&last, &network, 1));
    assert_false(address_is_in(&next, &network, 1));
}

static void a_network_without_a_prefix_is_one_address(void **state)
{
    struct fetch_network network;

    (void)state;
    assert_true(fetch_network_parse("127.0.0.1", &network));
    assert_int_equal(network.prefix, 128);
    assert_true(fetch_network_parse("0.0.0.0/0", &network));
    assert_int_equal(network.prefix, 96);
}

static void what_is_no_network_is_refused(void **state)
{
    static const char *const texts[] = {
        "",
        "example.org",
        "127.0.0.1/",
        "127.0.0.1/33",
        "127.0.0.0/ 8",
        "127.0.0.1/8",
        "::1/129",
        "::1/-1",
        "fd00::1/8",
        "1.2.3",
        "1.2.3.4.5",
        "10.0.0.0/8x",
        "[::1]",
        "10.0.0.0//8",
        "127.0.0.0/+8",
        "0x7f.0.0.1",
        "1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb:cccc",
    };
    struct fetch_network network;

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
        if (fetch_network_parse(texts[i], &network))
            fail_msg("\"%s\" is taken for a network", texts[i]);
}

static void an_address_is_written_as_people_do(void **state)
{
    struct in6_addr v4 = address_of("10.0.0.1"), v6 = address_of("fd00:0:0::1");
    char text[INET6_ADDRSTRLEN];

    (void)state;
    assert_string_equal(address_format(&v4, text), "10.0.0.1");
    assert_string_equal(address_format(&v6, text), "fd00::1");
}

static void a_socket_address_of_another_family_is_none(void **state)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0x5db8d822)};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_addr = address_of("2003::1")};
    struct sockaddr local = {.sa_family = AF_UNIX};
    struct in6_addr address;
    char text[INET6_ADDRSTRLEN];

    (void)state;
    assert_true(address_of_socket((const struct sockaddr *)&v4, &address));
    assert_string_equal(address_format(&address, text), "93.184.216.34");
    assert_true(address_of_socket((const struct sockaddr *)&v6, &address));
    assert_string_equal(address_format(&address, text), "2003::1");
    assert_false(address_of_socket(&local, &address));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(public_servers_may_be_asked),
        cmocka_unit_test(special_ipv4_networks_may_not),
        cmocka_unit_test(special_ipv6_networks_may_not),
        cmocka_unit_test(an_ipv4_address_inside_an_ipv6_one_is_found),
        cmocka_unit_test(a_network_holds_what_its_prefix_says),
        cmocka_unit_test(an_odd_prefix_is_compared_bit_by_bit),
        cmocka_unit_test(a_network_without_a_prefix_is_one_address),
        cmocka_unit_test(what_is_no_network_is_refused),
        cmocka_unit_test(an_address_is_written_as_people_do),
        cmocka_unit_test(a_socket_address_of_another_family_is_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
