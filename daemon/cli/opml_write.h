/* opml_write.h: the feeds of the config as OPML 2.0. */
#pragma once

struct buffer;
struct settings;

/* Groups become folders, a/b one inside the other; a feed of several groups stands in each. What
 * OPML has no words for stands in attributes of our own namespace (LIST_OWN_NAMESPACE), as far as
 * feed_options.h can carry it. */
void opml_write(const struct settings *settings, struct buffer *out);
