/* redirect.h: the hops of one poll: where each leads, and what of it is remembered. */
#pragma once

#include <curl/curl.h>
#include <stdbool.h>

struct error;

#define REDIRECT_HOPS_MAX 10

struct redirects {
    char *visited[REDIRECT_HOPS_MAX + 1]; /* URLs, the current one last */
    unsigned count;
    unsigned permanent; /* leading hops that may be remembered */
    bool is_leading;    /* no other kind of hop so far */
};

/* 301, 302, 303, 307, 308: the others of 3xx lead nowhere. */
bool redirect_is_followed(int status);

/* Reads `text` (against the URL in `url` when it is relative) into `url`: http or https, no
 * fragment, no credentials, what no URL may hold percent-encoded. False: it is none, and `url` may
 * have changed. */
bool redirect_read_url(CURLU *url, const char *text, struct error *err);

/* The URL as libcurl writes it; NULL: there is none. The caller frees it. */
char *redirect_text(CURLU *url);

/* The poll begins at `url`. */
bool redirects_begin(struct redirects *redirects, CURLU *url);
void redirects_end(struct redirects *redirects);

/* Moves on to `location` (NULL: the answer had none): `url` becomes the next hop's. False with the
 * reason when it must not be followed. */
bool redirects_follow(struct redirects *redirects, CURLU *url, int status, const char *location,
                      struct error *err);

const char *redirects_current(const struct redirects *redirects);

/* The end of the leading run of 301 and 308; NULL: there was none. */
const char *redirects_permanent(const struct redirects *redirects);
