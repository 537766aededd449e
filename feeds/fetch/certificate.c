#include "feeds/fetch/certificate.h"

#include "config/base/buffer.h"
#include "config/base/rfc3339.h"
#include "feeds/fetch/excerpt.h"

#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define NAMES_MAX 3 /* that are told */
#define DATE_LEN 10 /* of an RFC 3339 time */
#define NAMES_TEXT_MAX ((size_t)1024)

/* ---- looking on ---- */

void certificate_forget(struct certificate *certificate)
{
    X509_free(certificate->x509);
    certificate->x509 = NULL;
}

/* In place of X509_verify_cert(), which decides as ever. */
static int verify(X509_STORE_CTX *chain, void *owner)
{
    struct certificate *certificate = owner;
    int is_valid = X509_verify_cert(chain);
    X509 *at_fault = is_valid == 1 ? NULL : X509_STORE_CTX_get_current_cert(chain);
    X509 *seen = at_fault != NULL ? at_fault : X509_STORE_CTX_get0_cert(chain);

    certificate_forget(certificate);
    if (seen != NULL && X509_up_ref(seen) == 1)
        certificate->x509 = seen;
    return is_valid;
}

static CURLcode set_up(CURL *easy, void *context, void *owner)
{
    (void)easy;
    SSL_CTX_set_cert_verify_callback(context, verify, owner);
    return CURLE_OK;
}

void certificate_watch(struct certificate *certificate, CURL *easy)
{
    curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, set_up);
    curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, certificate);
}

/* ---- telling ---- */

static void append_name(struct buffer *names, const void *text, size_t len)
{
    buffer_append_string(names, names->len == 0 ? "" : ", ");
    buffer_append(names, text, len);
}

static void append_string(struct buffer *names, const ASN1_STRING *text)
{
    append_name(names, ASN1_STRING_get0_data(text), (size_t)ASN1_STRING_length(text));
}

static void append_address(struct buffer *names, const ASN1_STRING *bytes)
{
    char text[INET6_ADDRSTRLEN];
    int family = ASN1_STRING_length(bytes) == sizeof(struct in_addr) ? AF_INET : AF_INET6;
    bool is_address = family == AF_INET || ASN1_STRING_length(bytes) == sizeof(struct in6_addr);

    if (is_address && inet_ntop(family, ASN1_STRING_get0_data(bytes), text, sizeof(text)) != NULL)
        append_name(names, text, strlen(text));
}

/* RFC 6125: the names that a server is known by. False: there are none. */
static bool append_alternatives(struct buffer *names, const X509 *x509)
{
    GENERAL_NAMES *list = X509_get_ext_d2i(x509, NID_subject_alt_name, NULL, NULL);
    int count = sk_GENERAL_NAME_num(list); /* -1: no list */

    for (int i = 0; i < count && i < NAMES_MAX; i++) {
        const GENERAL_NAME *name = sk_GENERAL_NAME_value(list, i);
        if (name->type == GEN_DNS)
            append_string(names, name->d.dNSName);
        else if (name->type == GEN_IPADD)
            append_address(names, name->d.iPAddress);
    }
    if (count > NAMES_MAX)
        buffer_append_format(names, " and %d more", count - NAMES_MAX);
    GENERAL_NAMES_free(list);
    return names->len > 0;
}

static void append_common_name(struct buffer *names, const X509 *x509)
{
    const X509_NAME *subject = X509_get_subject_name(x509);
    int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);

    if (at >= 0)
        append_string(names, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
}

/* "2026-03-31"; "?" when it is none. */
static const char *date_of(const ASN1_TIME *time, char out[RFC3339_SIZE])
{
    struct tm parts;

    if (ASN1_TIME_to_tm(time, &parts) != 1)
        return "?";
    rfc3339_format(timegm(&parts), out);
    if (strlen(out) > DATE_LEN)
        out[DATE_LEN] = '\0';
    return out;
}

const char *certificate_describe(const struct certificate *certificate,
                                 char out[CERTIFICATE_TEXT_SIZE])
{
    const X509 *x509 = certificate->x509;
    char shown[EXCERPT_SIZE], from[RFC3339_SIZE], to[RFC3339_SIZE];
    struct buffer names;

    out[0] = '\0';
    if (x509 == NULL)
        return out;
    buffer_init(&names, NAMES_TEXT_MAX);
    if (!append_alternatives(&names, x509))
        append_common_name(&names, x509);
    excerpt_make(names.data, names.len, shown);
    snprintf(out, CERTIFICATE_TEXT_SIZE, "for %s, from %s to %s", shown[0] == '\0' ? "?" : shown,
             date_of(X509_get0_notBefore(x509), from), date_of(X509_get0_notAfter(x509), to));
    buffer_free(&names);
    return out;
}
