/* sink_setup.h: what the notifier is told of the sinks when it starts. */
#pragma once

#include "config/settings.h"

struct buffer;
struct error;
struct store;

/* Appends the setup message: the config's sinks, each with how far its log file is. */
bool sink_setup_write(const struct settings *settings, struct store *store, struct buffer *out,
                      struct error *err);

/* True when a notifier set up by `a` need not be replaced for `b`. `a` may be NULL: none was. */
bool sink_setup_is_same(const struct settings *a, const struct settings *b);
