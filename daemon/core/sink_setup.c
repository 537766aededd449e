#include "daemon/core/sink_setup.h"

#include "config/base/arena.h"
#include "config/base/error.h"
#include "daemon/ipc/message.h"
#include "store/deliveries.h"

#include <string.h>

static bool read_sink(const struct sink_settings *settings, struct store *store,
                      struct arena *arena, struct notifier_sink *out, struct error *err)
{
    struct sink_state state;

    if (store_sink_get(store, settings->name, arena, &state, err) == STORE_FAILED)
        return false;
    *out = (struct notifier_sink){.name = settings->name,
                                  .type = (uint8_t)settings->type,
                                  .path = settings->path,
                                  .url = settings->url,
                                  .secret = settings->secret,
                                  .old_secret = settings->old_secret,
                                  .ca_file = settings->ca_file,
                                  .from = settings->from,
                                  .to = settings->to,
                                  .has_no_tls = settings->tls == TLS_NONE,
                                  .inode = state.inode,
                                  .last_id = state.last_id};
    return true;
}

static bool write_setup(const struct settings *settings, struct store *store, struct arena *arena,
                        struct buffer *out, struct error *err)
{
    struct notifier_sink *list = arena_array(arena, settings->sink_count, sizeof(*list));
    const struct notifier_setup_message message = {
        .store_uuid = store_uuid(store),
        .user_agent = "storywatch/" STORYWATCH_VERSION,
        .sinks = list,
        .sink_count = (uint32_t)settings->sink_count,
    };

    for (size_t i = 0; i < settings->sink_count; i++) {
        if (!read_sink(&settings->sinks[i], store, arena, &list[i], err))
            return false;
    }
    if (message_encode_notifier_setup(&message, out))
        return true;
    error_set(err, "the sinks do not fit a message of %u bytes: have fewer of them", MESSAGE_MAX);
    return false;
}

bool sink_setup_write(const struct settings *settings, struct store *store, struct buffer *out,
                      struct error *err)
{
    struct arena *arena = arena_new();
    bool is_written = write_setup(settings, store, arena, out, err);

    arena_free(arena);
    return is_written;
}

static bool is_same(const struct sink_settings *a, const struct sink_settings *b)
{
    const char *const left[] = {a->name,       a->path, a->url, a->secret,
                                a->old_secret, a->from, a->to,  a->ca_file};
    const char *const right[] = {b->name,       b->path, b->url, b->secret,
                                 b->old_secret, b->from, b->to,  b->ca_file};

    for (size_t i = 0; i < sizeof(left) / sizeof(left[0]); i++) {
        bool is_equal = left[i] == NULL || right[i] == NULL ? left[i] == right[i]
                                                            : strcmp(left[i], right[i]) == 0;
        if (!is_equal)
            return false;
    }
    return a->type == b->type && a->tls == b->tls;
}

bool sink_setup_is_same(const struct settings *a, const struct settings *b)
{
    if (a == NULL || a->sink_count != b->sink_count)
        return false;
    for (size_t i = 0; i < a->sink_count; i++) {
        if (!is_same(&a->sinks[i], &b->sinks[i]))
            return false;
    }
    return true;
}
