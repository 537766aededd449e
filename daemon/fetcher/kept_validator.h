/* kept_validator.h: a validator as it is kept between two polls.
 *
 * It goes back to the URL that gave it, after redirects to that hop alone (POLLING, Validators).
 * Mostly that is the configured URL, and the validator is kept as it came; else the URL is kept
 * with it, between newlines, which no header value has. To the core both are opaque bytes. */
#pragma once

#include "daemon/ipc/message.h"
#include "feeds/fetch/client.h"

struct arena;

/* Of an answer that `giver` gave; NULL: the configured URL. One that is too long with its URL is
 * none. */
struct message_bytes kept_validator_make(const struct fetch_bytes *validator, const char *giver,
                                         struct arena *arena);

/* The validator itself; `*giver` is the URL that it is for, left alone when that is the
 * configured one. */
struct fetch_bytes kept_validator_read(const struct message_bytes *kept, struct arena *arena,
                                       const char **giver);
