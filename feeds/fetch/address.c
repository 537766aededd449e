#include "feeds/fetch/address.h"

#include "feeds/fetch/client.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define IPV4_BITS 32u
#define IPV6_BITS 128u
#define MAPPED_BYTES 12 /* ::ffff: before the four of IPv4 */

/* Networks that are not the public internet: RFC 6890's registries (as they stand with RFC 8190 and
 * later entries), multicast, and what is not assigned for global unicast. */
struct range4 {
    uint8_t address[4];
    unsigned prefix;
};

static const struct range4 reserved4[] = {
    {{0, 0, 0, 0}, 8},       /* this network */
    {{10, 0, 0, 0}, 8},      /* private */
    {{100, 64, 0, 0}, 10},   /* carrier-grade NAT */
    {{127, 0, 0, 0}, 8},     /* loopback */
    {{169, 254, 0, 0}, 16},  /* link-local */
    {{172, 16, 0, 0}, 12},   /* private */
    {{192, 0, 0, 0}, 24},    /* IETF protocol assignments */
    {{192, 0, 2, 0}, 24},    /* documentation */
    {{192, 88, 99, 0}, 24},  /* 6to4 relay anycast */
    {{192, 168, 0, 0}, 16},  /* private */
    {{198, 18, 0, 0}, 15},   /* benchmarking */
    {{198, 51, 100, 0}, 24}, /* documentation */
    {{203, 0, 113, 0}, 24},  /* documentation */
    {{224, 0, 0, 0}, 4},     /* multicast */
    {{240, 0, 0, 0}, 4},     /* reserved, broadcast */
};

struct range6 {
    uint8_t address[16];
    unsigned prefix;
};

/* Inside 2000::/3; nothing outside it is public. */
static const struct range6 reserved6[] = {
    {{0x20, 0x01}, 23},             /* IETF protocol assignments, Teredo, ORCHID */
    {{0x20, 0x01, 0x0d, 0xb8}, 32}, /* documentation */
    {{0x3f, 0xff}, 20},             /* documentation */
};

static bool has_prefix(const uint8_t *address, const uint8_t *prefix, unsigned bits)
{
    unsigned bytes = bits / 8;

    if (memcmp(address, prefix, bytes) != 0)
        return false;
    if (bits % 8 == 0)
        return true;
    unsigned mask = 0xffu << (8 - bits % 8) & 0xffu;
    return ((unsigned)address[bytes] & mask) == ((unsigned)prefix[bytes] & mask);
}

static bool is_public4(const uint8_t *address)
{
    for (size_t i = 0; i < sizeof(reserved4) / sizeof(*reserved4); i++)
        if (has_prefix(address, reserved4[i].address, reserved4[i].prefix))
            return false;
    return true;
}

/* The IPv4 address that an IPv6 one leads to. */
static const uint8_t *embedded4(const struct in6_addr *address)
{
    static const uint8_t nat64[16] = {0x00, 0x64, 0xff, 0x9b}; /* /96, RFC 6052 */
    static const uint8_t compatible[16] = {0};                 /* /96, RFC 4291 section 2.5.5.1 */
    static const uint8_t six_to_four[16] = {0x20, 0x02};       /* /16, RFC 3056 */
    const uint8_t *bytes = address->s6_addr;

    if (IN6_IS_ADDR_V4MAPPED(address) || has_prefix(bytes, nat64, 96) ||
        has_prefix(bytes, compatible, 96))
        return bytes + MAPPED_BYTES;
    if (has_prefix(bytes, six_to_four, 16))
        return bytes + 2;
    return NULL;
}

bool address_is_public(const struct in6_addr *address)
{
    static const uint8_t global_unicast[16] = {0x20};
    const uint8_t *v4 = embedded4(address);

    if (v4 != NULL)
        return is_public4(v4);
    if (!has_prefix(address->s6_addr, global_unicast, 3))
        return false;
    for (size_t i = 0; i < sizeof(reserved6) / sizeof(*reserved6); i++)
        if (has_prefix(address->s6_addr, reserved6[i].address, reserved6[i].prefix))
            return false;
    return true;
}

bool address_is_in(const struct in6_addr *address, const struct fetch_network *networks,
                   size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (has_prefix(address->s6_addr, networks[i].address.s6_addr, networks[i].prefix))
            return true;
    return false;
}

static void map4(const struct in_addr *v4, struct in6_addr *address)
{
    *address = (struct in6_addr){.s6_addr = {[10] = 0xff, [11] = 0xff}};
    memcpy(address->s6_addr + MAPPED_BYTES, v4, sizeof(*v4));
}

bool address_of_socket(const struct sockaddr *socket, struct in6_addr *address)
{
    if (socket->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, socket, sizeof(in));
        map4(&in.sin_addr, address);
        return true;
    }
    if (socket->sa_family == AF_INET6) {
        struct sockaddr_in6 in6;
        memcpy(&in6, socket, sizeof(in6));
        *address = in6.sin6_addr;
        return true;
    }
    return false;
}

const char *address_format(const struct in6_addr *address, char out[INET6_ADDRSTRLEN])
{
    if (IN6_IS_ADDR_V4MAPPED(address))
        inet_ntop(AF_INET, address->s6_addr + MAPPED_BYTES, out, INET6_ADDRSTRLEN);
    else
        inet_ntop(AF_INET6, address, out, INET6_ADDRSTRLEN);
    return out;
}

static bool parse_prefix(const char *text, unsigned max, unsigned *prefix)
{
    char *end;

    if (!isdigit((unsigned char)*text))
        return false;
    unsigned long value = strtoul(text, &end, 10);
    if (*end != '\0' || value > max)
        return false;
    *prefix = (unsigned)value;
    return true;
}

static bool has_bits_beyond(const struct fetch_network *network)
{
    struct fetch_network cut = *network;

    for (unsigned bit = cut.prefix; bit < IPV6_BITS; bit++)
        cut.address.s6_addr[bit / 8] &= (uint8_t)(0xffu ^ (0x80u >> bit % 8));
    return memcmp(&cut.address, &network->address, sizeof(cut.address)) != 0;
}

bool fetch_network_parse(const char *text, struct fetch_network *network)
{
    const char *slash = strchr(text, '/');
    size_t len = slash == NULL ? strlen(text) : (size_t)(slash - text);
    char address[INET6_ADDRSTRLEN];
    struct fetch_network read = {.prefix = IPV6_BITS};
    struct in_addr v4;

    if (len >= sizeof(address))
        return false;
    snprintf(address, sizeof(address), "%.*s", (int)len, text);
    bool is_v4 = inet_pton(AF_INET, address, &v4) == 1;
    if (is_v4)
        map4(&v4, &read.address);
    else if (inet_pton(AF_INET6, address, &read.address) != 1)
        return false;
    if (slash != NULL && !parse_prefix(slash + 1, is_v4 ? IPV4_BITS : IPV6_BITS, &read.prefix))
        return false;
    if (slash != NULL && is_v4)
        read.prefix += IPV6_BITS - IPV4_BITS;
    if (has_bits_beyond(&read))
        return false;
    *network = read;
    return true;
}
