/* links: daemon_ipc config_base */

/* The first byte chooses the type, the rest is the body, as the core reads it from a fetcher that
 * may be anybody's by now. What is accepted is written again byte for byte; what is not takes no
 * more memory than the bytes that came. */
#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "daemon/ipc/message.h"
#include "tests/fuzz/require.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MEMORY_PER_BYTE 24 /* a list of persons: three empty texts, each told by four bytes */
#define MEMORY_BASE 4096

#define TRY(name)                                                                                  \
    static bool try_##name(const void *body, size_t len, struct arena *arena, struct buffer *out)  \
    {                                                                                              \
        struct name##_message message;                                                             \
        if (!message_decode_##name(&message, body, len, arena))                                    \
            return false;                                                                          \
        REQUIRE(message_encode_##name(&message, out));                                             \
        return true;                                                                               \
    }

TRY(fetcher_setup)
TRY(job)
TRY(item)
TRY(polled)
TRY(returned)
TRY(notifier_setup)
TRY(deliver)
TRY(log_opened)
TRY(delivered)
TRY(sandbox)
TRY(hold)

static bool (*const codecs[])(const void *, size_t, struct arena *, struct buffer *) = {
    try_fetcher_setup, try_job,        try_item,      try_polled,  try_returned, try_notifier_setup,
    try_deliver,       try_log_opened, try_delivered, try_sandbox, try_hold,
};

#define CODEC_COUNT (sizeof(codecs) / sizeof(codecs[0]))

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0 || size - 1 > MESSAGE_MAX)
        return 0;
    struct arena *arena = arena_new();
    struct buffer again;
    buffer_init(&again, MESSAGE_MAX);
    if (codecs[data[0] % CODEC_COUNT](data + 1, size - 1, arena, &again)) {
        REQUIRE(again.len == size - 1);
        REQUIRE(again.len == 0 || memcmp(again.data, data + 1, again.len) == 0);
    }
    REQUIRE(arena_size(arena) <= MEMORY_BASE + MEMORY_PER_BYTE * size);
    buffer_free(&again);
    arena_free(arena);
    return 0;
}
