/* links: daemon_notifier config_base */

/* The end of an alert log, whatever a crash left there: what is kept ends with a newline, cutting
 * twice is cutting once, and a torn line never changes what the whole ones say. */
#include "daemon/notifier/log_tail.h"
#include "tests/fuzz/require.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *bytes = (const char *)data;
    struct log_tail tail = log_tail_read(bytes, size);

    REQUIRE(tail.whole <= size);
    REQUIRE(tail.whole == 0 || bytes[tail.whole - 1] == '\n');
    REQUIRE(size == tail.whole || memchr(bytes + tail.whole, '\n', size - tail.whole) == NULL);
    REQUIRE(tail.last_id >= 0);
    REQUIRE(tail.whole > 0 || tail.last_id == 0);
    struct log_tail again = log_tail_read(bytes, tail.whole);
    REQUIRE(again.whole == tail.whole && again.last_id == tail.last_id);
    return 0;
}
