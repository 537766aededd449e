/* notifier.h: the process that delivers alerts to the sinks. */
#pragma once

/* Takes `channel_fd`, serves the core until its end closes. Returns the exit status. */
int notifier_main(int channel_fd);
