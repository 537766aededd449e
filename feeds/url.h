/* url.h: URLs as feeds write them: join, clean, compare (RFC 3986; WHATWG URL where feeds follow
 * browsers). */
#pragma once

struct arena;

/* Resolves `reference` against `base` (RFC 3986 section 5.2; `base` may be NULL). White space,
 * control characters and quotes around, controls and line breaks inside are dropped, spaces inside
 * become %20, an IDN host stays as written; a host without a scheme is asked by https. Returns an
 * absolute http or https URL in `arena`, or NULL when there is none. */
const char *url_join(struct arena *arena, const char *base, const char *reference);

/* As url_join(), but any scheme is let through and a reference without a base stays relative. */
const char *url_join_any(struct arena *arena, const char *base, const char *reference);

/* The form in which two links to one page are equal: scheme dropped, host in lower case without
 * "www.", no default port, no fragment, no tracking parameters (utm_*, fbclid, gclid, at_*, ns_*,
 * cmp, ref, rss …), the rest of the query sorted, no slash at the end. NULL when `url` is not
 * http(s). */
const char *url_canonical(struct arena *arena, const char *url);

/* The form in which two URLs that ask for the same are equal: scheme and host in lower case, no
 * default port, a slash where there is no path, no user, no fragment; all else byte for byte. NULL
 * when `url` is not http(s). */
const char *url_as_asked(struct arena *arena, const char *url);

/* The host in lower case, without port: the outlet of an item's link. NULL when there is none. */
const char *url_host(struct arena *arena, const char *url);

/* As it may be shown (TRUST 6): a name and password before its host as "***". The text itself where
 * it has none; NULL of NULL. */
const char *url_without_login(struct arena *arena, const char *text);
