#include "daemon/sandbox/network.h"

#include <sys/stat.h>

static const struct grant of_network[] = {
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

static bool grant_paths(const struct domain *domain, const char *const *paths, size_t count,
                        uint64_t rights, struct error *err)
{
    for (size_t i = 0; i < count; i++) {
        const struct grant grant = {paths[i], rights};
        if (!step_grant(domain, &grant, 1, err))
            return false;
    }
    return true;
}

bool network_enter_domain(const char *const *files, size_t file_count, const char *const *folders,
                          size_t folder_count, struct sandbox_state *state, struct error *err)
{
    const struct domain_reach reach = {.files = DOMAIN_FS_ALL, .tcp = DOMAIN_TCP_BIND};
    struct domain domain;

    if (!step_open_domain(&domain, &reach, of_network, sizeof(of_network) / sizeof(of_network[0]),
                          state, err))
        return false;
    if (grant_paths(&domain, files, file_count, DOMAIN_FS_READ, err) &&
        grant_paths(&domain, folders, folder_count, DOMAIN_FS_READ | DOMAIN_FS_WRITE, err))
        return step_enter_domain(&domain, state, err);
    domain_close(&domain);
    return false;
}

static uint64_t mix(uint64_t sight, const char *path)
{
    struct stat status = {.st_ino = 0};

    if (path != NULL && stat(path, &status) != 0)
        status.st_ino = 0;
    return (sight ^ status.st_dev ^ ((uint64_t)status.st_ino << 8)) * 0x9E3779B97F4A7C15;
}

uint64_t sandbox_sight_of_network(const char *const *files, size_t count)
{
    uint64_t sight = 0;

    for (size_t i = 0; i < sizeof(of_network) / sizeof(of_network[0]); i++)
        sight = mix(sight, of_network[i].path);
    for (size_t i = 0; i < count; i++)
        sight = mix(sight, files[i]);
    return sight;
}
