/* address.h: may a feed's server have this address. */
#pragma once

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>

struct fetch_network;
struct sockaddr;

/* Of IPv4 the v4-mapped form. False: the family is another. */
bool address_of_socket(const struct sockaddr *socket, struct in6_addr *address);

/* False for every address that RFC 6890 reserves for something else than the public internet, and
 * for those that carry such an IPv4 address inside (mapped, compatible, NAT64, 6to4). */
bool address_is_public(const struct in6_addr *address);

bool address_is_in(const struct in6_addr *address, const struct fetch_network *networks,
                   size_t count);

/* As a person writes it: IPv4 where it is one. Returns `out`. */
const char *address_format(const struct in6_addr *address, char out[INET6_ADDRSTRLEN]);
