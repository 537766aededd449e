/* addresses.h: URLs and networks as a config may name them. */
#pragma once

#include "config/base/attributes.h"

#include <stdbool.h>

struct error;

/* An absolute URL with one of `schemes` ("http https"), a host and maybe a port. */
bool address_check_url(const char *text, const char *schemes, struct error *err) MUST_CHECK;

/* Does the URL, which is one, hold a name or password? */
bool address_has_credentials(const char *url);

/* 192.0.2.1, 10.0.0.0/8, 2001:db8::/32; without bits behind the prefix. */
bool address_check_network(const char *text, struct error *err) MUST_CHECK;
