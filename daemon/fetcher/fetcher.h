/* fetcher.h: the process that fetches, reads and reduces feeds (DESIGN, "The way of the data"). */
#pragma once

/* Takes `channel_fd`; maps `page_fd`, the page that it shares with the core. Serves jobs until the
 * core's end of the channel closes. Returns the exit status. */
int fetcher_main(int channel_fd, int page_fd, unsigned number);
