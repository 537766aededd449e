#include "daemon/sandbox/network.h"

const struct grant network_grants[NETWORK_GRANTS] = {
    {"/etc/resolv.conf", DOMAIN_FS_READ},
    {"/etc/hosts", DOMAIN_FS_READ},
    {"/etc/nsswitch.conf", DOMAIN_FS_READ},
    {"/etc/host.conf", DOMAIN_FS_READ},
    {"/etc/gai.conf", DOMAIN_FS_READ},
    {"/etc/services", DOMAIN_FS_READ},
    /* resolv.conf is a link into one of these where a service writes it */
    {"/run/systemd/resolve", DOMAIN_FS_READ},
    {"/run/resolvconf", DOMAIN_FS_READ},
    {"/run/NetworkManager", DOMAIN_FS_READ},
    {"/etc/ssl/certs", DOMAIN_FS_READ},
    {"/etc/ssl/openssl.cnf", DOMAIN_FS_READ},
    {"/usr/share/ca-certificates", DOMAIN_FS_READ},
    {"/usr/local/share/ca-certificates", DOMAIN_FS_READ},
    {"/etc/pki/tls/certs", DOMAIN_FS_READ},
    {"/etc/pki/ca-trust/extracted", DOMAIN_FS_READ},
    {"/etc/localtime", DOMAIN_FS_READ},
    {"/usr/share/zoneinfo", DOMAIN_FS_READ},
    {"/dev/urandom", DOMAIN_FS_READ},
};
