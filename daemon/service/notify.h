/* notify.h: what the service tells its manager (sd_notify). Without one, all of it does nothing. */
#pragma once

#include <stdint.h>

void notify_ready(void);
void notify_reloading(void); /* notify_ready() when done */
void notify_stopping(void);
void notify_status(const char *sentence); /* what `systemctl status` shows */

/* How often notify_alive() is due, in milliseconds; 0: the manager watches nobody. */
int64_t notify_alive_interval_ms(void);
void notify_alive(void);
