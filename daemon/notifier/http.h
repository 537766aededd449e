/* http.h: libcurl's transfers on the notifier's loop. */
#pragma once

#include <curl/curl.h>
#include <stdbool.h>

struct error;
struct event_base;
struct http;

/* NULL: `err` says why. */
struct http *http_new(struct event_base *base, struct error *err);
void http_free(struct http *http); /* after its transfers; NULL is allowed */

/* Starts a transfer, whose end is told from the loop, never from within this call; by then it is no
 * longer under way. The handle stays the caller's; CURLOPT_PRIVATE is taken. False: it cannot. */
bool http_start(struct http *http, CURL *transfer, void (*on_done)(void *owner, CURLcode result),
                void *owner);
/* Ends a transfer under way; its end is not told. */
void http_cancel(struct http *http, CURL *transfer);
