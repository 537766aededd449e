/* What the machine has for the service: a clock, names, certificates, a kernel that confines. */
#include "config/base/arena.h"
#include "config/base/clock.h"
#include "config/base/error.h"
#include "config/base/rfc3339.h"
#include "config/settings.h"
#include "daemon/cli/doctor.h"
#include "daemon/sandbox/support.h"
#include "feeds/url.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/timex.h>

#define NAMES_MAX 3 /* looked up: each may take the resolver's patience */
#define CERTIFICATES "/etc/ssl/certs/ca-certificates.crt"
#define CERTIFICATE "-----BEGIN CERTIFICATE-----"

/* ---- clock */

void doctor_look_at_clock(struct findings *findings)
{
    struct timex state = {.modes = 0};
    char now[RFC3339_SIZE];
    char *what = arena_format(findings->arena, "it is %s", rfc3339_format(clock_wall(), now));

    if (adjtimex(&state) == TIME_ERROR || (state.status & STA_UNSYNC) != 0)
        findings_add(findings, FINDING_NOTE, "clock",
                     arena_format(findings->arena, "%s, and nothing keeps the clock right", what),
                     "timedatectl set-ntp true, unless the host of this machine does it");
    else
        findings_add(findings, FINDING_FINE, "clock",
                     arena_format(findings->arena, "%s, and the clock is kept right", what), NULL);
}

/* ---- names */

/* A host that is an address needs no name server. */
static bool is_name(const char *host)
{
    struct in_addr address;

    return host != NULL && host[0] != '[' && inet_pton(AF_INET, host, &address) != 1;
}

static void look_up(struct findings *findings, const char *host)
{
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    int code = getaddrinfo(host, "443", &hints, &found);

    if (code == 0) {
        freeaddrinfo(found);
        findings_add(findings, FINDING_FINE, "names",
                     arena_format(findings->arena, "%s has an address", host), NULL);
        return;
    }
    findings_add(findings, FINDING_WRONG, "names",
                 arena_format(findings->arena, "%s: %s", host,
                              code == EAI_SYSTEM ? strerror(errno) : gai_strerror(code)),
                 code == EAI_NONAME ? "look at the feed's url"
                                    : "look at /etc/resolv.conf: does its name server answer?");
}

static bool is_among(const char *host, const char *const *hosts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(hosts[i], host) == 0)
            return true;
    }
    return false;
}

void doctor_look_at_names(struct findings *findings, const struct settings *settings)
{
    const char *hosts[NAMES_MAX];
    size_t count = 0;

    for (size_t i = 0; i < settings->feed_count && count < NAMES_MAX; i++) {
        const char *url =
            settings->fetch.proxy != NULL ? settings->fetch.proxy : settings->feeds[i].url;
        const char *host = url == NULL ? NULL : url_host(findings->arena, url);
        if (is_name(host) && !is_among(host, hosts, count))
            hosts[count++] = host;
    }
    for (size_t i = 0; i < count; i++)
        look_up(findings, hosts[i]);
    if (count == 0)
        findings_add(findings, FINDING_FINE, "names", "no feed needs a name server", NULL);
}

/* ---- certificates */

static size_t count_certificates(FILE *file)
{
    char *line = NULL;
    size_t capacity = 0, count = 0;

    while (getline(&line, &capacity, file) >= 0)
        count += strncmp(line, CERTIFICATE, strlen(CERTIFICATE)) == 0;
    free(line);
    return count;
}

static bool is_regular(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

void doctor_look_at_certificates(struct findings *findings, const struct settings *settings)
{
    bool is_own = settings->fetch.ca_file != NULL;
    const char *path = is_own ? settings->fetch.ca_file : CERTIFICATES;
    const char *mend = is_own ? "name a file of certificates in PEM form in fetch.ca_file"
                              : "apt-get install ca-certificates; update-ca-certificates";
    FILE *file = is_regular(path) ? fopen(path, "re") : NULL;
    size_t count = file == NULL ? 0 : count_certificates(file);

    if (file == NULL)
        findings_add(findings, FINDING_WRONG, "tls",
                     arena_format(findings->arena, "%s cannot be read", path), mend);
    else
        findings_add(findings, count == 0 ? FINDING_WRONG : FINDING_FINE, "tls",
                     arena_format(findings->arena, "%s: %zu authorities are trusted", path, count),
                     count == 0 ? mend : NULL);
    if (file != NULL)
        fclose(file);
}

/* ---- sandbox */

void doctor_look_at_sandbox(struct findings *findings, const struct settings *settings)
{
    struct error why_no_landlock = {0}, why_no_seccomp = {0};
    int abi = sandbox_landlock_abi(&why_no_landlock);
    bool has_seccomp = sandbox_has_seccomp(&why_no_seccomp);
    enum finding_level lacking =
        settings->sandbox == SANDBOX_REQUIRE ? FINDING_WRONG : FINDING_NOTE;
    const char *mend =
        "boot a kernel with seccomp and Landlock (5.13 or later), and look at what a "
        "container or a unit refuses";

    if (abi > 0)
        findings_add(findings, FINDING_FINE, "sandbox",
                     arena_format(findings->arena, "Landlock: ABI %d", abi), NULL);
    else
        findings_add(findings, lacking, "sandbox", why_no_landlock.message, mend);
    if (has_seccomp)
        findings_add(findings, FINDING_FINE, "sandbox", "seccomp: filters can be set", NULL);
    else
        findings_add(findings, lacking, "sandbox", why_no_seccomp.message, mend);
}
