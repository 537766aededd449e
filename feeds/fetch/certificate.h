/* certificate.h: what a server's TLS certificate says, for a person who must find out why it was
 * not valid: which names it is for, and from which date to which. */
#pragma once

#include <curl/curl.h>
#include <stddef.h>

struct x509_st; /* OpenSSL's X509 */

/* The last one that was looked at, to be trusted or not. */
struct certificate {
    struct x509_st *x509; /* owned; NULL: none */
};

void certificate_forget(struct certificate *certificate);

/* Of each TLS connection that `easy` opens, `certificate` remembers the one at fault or, when none
 * is, the server's own. It must outlive the transfer. */
void certificate_watch(struct certificate *certificate, CURL *easy);

#define CERTIFICATE_TEXT_SIZE 256

/* "for harbour.example.org, from 2026-01-01 to 2026-03-31"; "" when there was none. Printable and
 * valid UTF-8, whatever it says. Returns `out`. */
const char *certificate_describe(const struct certificate *certificate,
                                 char out[CERTIFICATE_TEXT_SIZE]);
