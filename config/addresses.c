#include "config/addresses.h"

#include "config/base/error.h"
#include "config/name_index.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define SHOWN 60 /* bytes of the value in a message */
#define SCHEME_MAX 16

static bool is_scheme_of(const char *schemes, const char *text, size_t len)
{
    for (const char *at = schemes; *at != '\0'; at += strspn(at, " ")) {
        size_t scheme_len = strcspn(at, " ");
        if (scheme_len == len && strncasecmp(at, text, len) == 0)
            return true;
        at += scheme_len;
    }
    return false;
}

/* "http:// or https://" of "http https". */
static void describe_schemes(const char *schemes, char out[64])
{
    int len = (int)strcspn(schemes, " ");

    snprintf(out, 64, "%.*s:// or %s://", len, schemes, schemes + len + 1);
}

static bool check_scheme(const char *text, const char *schemes, size_t *len, struct error *err)
{
    const char *end = strstr(text, "://");
    char due[64], *last = strrchr(schemes, ' ');

    describe_schemes(schemes, due);
    if (end == NULL || end - text > SCHEME_MAX) {
        error_set(err, "this is not a URL; it begins with %s", due);
        return false;
    }
    *len = (size_t)(end - text);
    if (!is_scheme_of(schemes, text, *len)) {
        const char *at = memrchr(end + 3, '@', strcspn(end + 3, "/?#"));
        error_set(err, "a URL with %.*s:// cannot be used here; write %s (%s://%.*s)", (int)*len,
                  text, due, last == NULL ? schemes : last + 1, SHOWN,
                  at == NULL ? end + 3 : at + 1);
        return false;
    }
    return true;
}

static bool check_port(const char *text, const char *end, struct error *err)
{
    unsigned port = 0;
    const char *at = text;

    for (; at < end && isdigit((unsigned char)*at) && port <= UINT16_MAX; at++)
        port = port * 10 + (unsigned)(*at - '0');
    if (at != end || port == 0 || port > UINT16_MAX) {
        error_set(err, "\"%.*s\" is not a port; write a number from 1 to 65535",
                  (int)(end - text < SHOWN ? end - text : SHOWN), text);
        return false;
    }
    return true;
}

static bool is_ipv6(const char *text, size_t len)
{
    struct in6_addr address;
    char copy[INET6_ADDRSTRLEN];

    if (len == 0 || len >= sizeof(copy))
        return false;
    memcpy(copy, text, len);
    copy[len] = '\0';
    return inet_pton(AF_INET6, copy, &address) == 1;
}

static bool is_host(const char *text, size_t len)
{
    if (len == 0 || len > 255 || text[0] == '.' || text[0] == '-')
        return false;
    for (size_t i = 0; i < len; i++) {
        unsigned char byte = (unsigned char)text[i];
        bool is_allowed = isalnum(byte) || byte >= 0x80 || strchr("-._", byte) != NULL;
        if (!is_allowed || (byte == '.' && i + 1 < len && text[i + 1] == '.'))
            return false;
    }
    return true;
}

static bool refuse_host(const char *host, const char *host_end, bool is_missing, struct error *err)
{
    int shown = (int)(host_end - host < SHOWN ? host_end - host : SHOWN);

    if (is_missing)
        error_set(err, "the URL names no host; write https://example.org/feed.xml");
    else
        error_set(err, "\"%.*s\" is not a host; write it as example.org", shown, host);
    return false;
}

/* The part between "://" and the path. */
static bool check_authority(const char *text, size_t len, struct error *err)
{
    const char *end = text + len, *at_sign = memrchr(text, '@', len);
    const char *host = at_sign == NULL ? text : at_sign + 1, *host_end;
    bool is_right;

    if (*host == '[') {
        const char *bracket = memchr(host, ']', (size_t)(end - host));
        host_end = bracket == NULL ? end : bracket + 1;
        is_right = bracket != NULL && is_ipv6(host + 1, (size_t)(bracket - host) - 1);
    } else {
        const char *colon = memchr(host, ':', (size_t)(end - host));
        host_end = colon == NULL ? end : colon;
        is_right = is_host(host, (size_t)(host_end - host));
    }
    if (!is_right || (host_end < end && *host_end != ':'))
        return refuse_host(host, host_end, host == end, err);
    return host_end == end || check_port(host_end + 1, end, err);
}

bool address_check_url(const char *text, const char *schemes, struct error *err)
{
    size_t scheme_len;

    for (const char *at = text; *at != '\0'; at++) {
        unsigned char byte = (unsigned char)*at;
        if (byte <= ' ' || byte == 0x7F || strchr("\"<>\\", byte) != NULL) {
            error_set(err,
                      byte == ' ' ? "a URL has no blank; write %%20"
                                  : "the URL has a character that must be written as %%%02X",
                      (unsigned)byte);
            return false;
        }
    }
    if (!check_scheme(text, schemes, &scheme_len, err))
        return false;
    const char *authority = text + scheme_len + 3;
    return check_authority(authority, strcspn(authority, "/?#"), err);
}

bool address_has_credentials(const char *url)
{
    const char *authority = strstr(url, "://");

    return authority != NULL && memchr(authority + 3, '@', strcspn(authority + 3, "/?#")) != NULL;
}

/* Clears the bits behind the prefix; true when any was set. */
static bool mask_address(unsigned char *address, size_t size, unsigned prefix)
{
    bool was_set = false;

    for (size_t i = 0; i < size; i++) {
        unsigned bits = prefix >= 8 * (i + 1) ? 8 : prefix > 8 * i ? prefix - 8 * (unsigned)i : 0;
        unsigned char mask = (unsigned char)(0xFF00u >> bits);
        was_set = was_set || (address[i] & ~mask & 0xFF) != 0;
        address[i] &= mask;
    }
    return was_set;
}

bool address_check_network(const char *text, struct error *err)
{
    unsigned char address[sizeof(struct in6_addr)];
    char host[INET6_ADDRSTRLEN] = "", network[INET6_ADDRSTRLEN];
    size_t len = strcspn(text, "/");
    int family = memchr(text, ':', len) != NULL ? AF_INET6 : AF_INET;
    unsigned most = family == AF_INET6 ? 128 : 32, prefix = most;

    if (len < sizeof(host))
        memcpy(host, text, len);
    bool is_network = len < sizeof(host) && inet_pton(family, host, address) == 1;
    if (is_network && text[len] == '/') {
        char *end;
        unsigned long number = strtoul(text + len + 1, &end, 10);
        is_network = isdigit((unsigned char)text[len + 1]) && *end == '\0' && number <= most;
        prefix = is_network ? (unsigned)number : 0;
    }
    if (!is_network) {
        error_set(err, "\"%.*s\" is not a network; write it as 192.0.2.1, 10.0.0.0/8 or fd00::/8",
                  SHOWN, text);
        return false;
    }
    if (mask_address(address, most / 8, prefix)) {
        error_set(err, "%s has bits behind its prefix; write %s/%u", text,
                  inet_ntop(family, address, network, sizeof(network)), prefix);
        return false;
    }
    return true;
}
