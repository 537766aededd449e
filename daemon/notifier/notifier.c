/* notifier.c: the notifier's role.
 *
 * Its first message is the setup: it opens libcurl, closes its sandbox, says that it is ready, and
 * opens the sinks. From then on it hands deliveries to sinks and their reports to the core, until
 * the core's end closes. */
#include "daemon/notifier/notifier.h"

#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "config/base/error.h"
#include "config/base/memory.h"
#include "daemon/ipc/channel.h"
#include "daemon/ipc/message.h"
#include "daemon/notifier/http.h"
#include "daemon/notifier/log_folders.h"
#include "daemon/notifier/sink.h"
#include "daemon/sandbox/sandbox.h"
#include "daemon/service/log.h"

#include <event2/event.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct open_sink {
    const struct sink_kind *kind;
    void *sink;
};

struct notifier {
    struct event_base *base;
    struct log *log;
    struct channel *channel;
    struct arena *setup_arena; /* holds the setup for as long as the sinks live */
    struct arena *arena;       /* one message's */
    struct buffer body;        /* of the message to send */
    struct sink_host host;
    struct open_sink *sinks;
    uint32_t sink_count;
    struct log_folders folders;
    bool is_set_up;
    int status;
};

static void send_body(struct notifier *notifier, enum message_type type)
{
    if (!channel_send(notifier->channel, (uint16_t)type, notifier->body.data, notifier->body.len))
        event_base_loopbreak(notifier->base);
    buffer_clear(&notifier->body);
}

static void on_opened(void *owner, const struct log_opened_message *message)
{
    struct notifier *notifier = owner;

    if (message_encode_log_opened(message, &notifier->body))
        send_body(notifier, MESSAGE_LOG_OPENED);
    if (message->error != NULL && log_folders_have_changed(&notifier->folders)) {
        log_info(notifier->log,
                 "a log's folder is another one now, which the next process can write", NULL);
        notifier->status = EXIT_SUCCESS;
        event_base_loopbreak(notifier->base);
    }
}

static void on_delivered(void *owner, const struct delivered_message *message)
{
    struct notifier *notifier = owner;

    if (message_encode_delivered(message, &notifier->body))
        send_body(notifier, MESSAGE_DELIVERED);
}

static bool enter_sandbox(struct notifier *notifier, const struct notifier_setup_message *setup,
                          struct error *err)
{
    struct sandbox_state state = {.landlock = 0};
    struct log_folders *folders = &notifier->folders;
    const char **files = arena_array(notifier->setup_arena, setup->sink_count, sizeof(*files));

    for (uint32_t i = 0; i < setup->sink_count; i++)
        files[i] = setup->sinks[i].ca_file;
    log_folders_find(folders, setup, notifier->setup_arena);
    if (!sandbox_enter_notifier(folders->paths, folders->count, files, setup->sink_count, &state,
                                err))
        return false;
    struct sandbox_message message = {
        .has_seccomp = state.has_seccomp, .landlock = state.landlock, .missing = state.missing};
    if (message_encode_sandbox(&message, &notifier->body))
        send_body(notifier, MESSAGE_SANDBOX);
    return true;
}

static void open_sinks(struct notifier *notifier, const struct notifier_setup_message *setup)
{
    notifier->sinks = memory_new(setup->sink_count, sizeof(*notifier->sinks));
    notifier->sink_count = setup->sink_count;
    for (uint32_t i = 0; i < setup->sink_count; i++) {
        struct open_sink *open = &notifier->sinks[i];
        open->kind = sink_kind_of(setup->sinks[i].type);
        open->sink = open->kind->open(&notifier->host, i, &setup->sinks[i]);
    }
}

static bool on_setup(struct notifier *notifier, const void *body, size_t len)
{
    struct notifier_setup_message setup;
    struct error err = {0};

    if (notifier->is_set_up ||
        !message_decode_notifier_setup(&setup, body, len, notifier->setup_arena))
        return false;
    notifier->is_set_up = true;
    notifier->host = (struct sink_host){.base = notifier->base,
                                        .http = http_new(notifier->base, &err),
                                        .store_uuid = setup.store_uuid,
                                        .user_agent = setup.user_agent,
                                        .on_opened = on_opened,
                                        .on_delivered = on_delivered,
                                        .owner = notifier};
    if (notifier->host.http == NULL || !enter_sandbox(notifier, &setup, &err)) {
        log_failure(notifier->log, LOG_LEVEL_ERROR, "the notifier cannot start", &err);
        return false;
    }
    send_body(notifier, MESSAGE_READY);
    open_sinks(notifier, &setup);
    return true;
}

static bool on_deliver(struct notifier *notifier, const void *body, size_t len)
{
    struct deliver_message message;

    if (!message_decode_deliver(&message, body, len, notifier->arena) ||
        message.sink >= notifier->sink_count)
        return false;
    const struct open_sink *open = &notifier->sinks[message.sink];
    return open->kind->deliver(open->sink, &message);
}

static bool on_reopen(struct notifier *notifier, const void *body, size_t len)
{
    (void)body;
    for (uint32_t i = 0; i < notifier->sink_count; i++) {
        struct open_sink *open = &notifier->sinks[i];
        if (open->kind->reopen != NULL)
            open->kind->reopen(open->sink);
    }
    return len == 0;
}

static bool on_ping(struct notifier *notifier, const void *body, size_t len)
{
    (void)body;
    return len == 0 && channel_send(notifier->channel, MESSAGE_PONG, NULL, 0);
}

static const struct {
    uint16_t type;
    bool (*handle)(struct notifier *notifier, const void *body, size_t len);
} handlers[] = {
    {MESSAGE_NOTIFIER_SETUP, on_setup},
    {MESSAGE_DELIVER, on_deliver},
    {MESSAGE_REOPEN, on_reopen},
    {MESSAGE_PING, on_ping},
};

static bool on_message(void *owner, uint16_t type, const void *body, size_t len)
{
    struct notifier *notifier = owner;

    for (size_t i = 0; i < sizeof(handlers) / sizeof(handlers[0]); i++) {
        if (handlers[i].type != type)
            continue;
        bool is_accepted = handlers[i].handle(notifier, body, len);
        arena_reset(notifier->arena);
        return is_accepted;
    }
    return false;
}

static void on_end(void *owner, enum channel_end how)
{
    struct notifier *notifier = owner;

    notifier->status = how == CHANNEL_CLOSED ? EXIT_SUCCESS : EXIT_FAILURE;
    event_base_loopbreak(notifier->base);
}

static const struct channel_handler handler = {.on_message = on_message, .on_end = on_end};

static void close_all(struct notifier *notifier)
{
    for (uint32_t i = 0; i < notifier->sink_count; i++)
        notifier->sinks[i].kind->close(notifier->sinks[i].sink);
    free(notifier->sinks);
    http_free(notifier->host.http);
    channel_close(notifier->channel);
    buffer_free(&notifier->body);
    arena_free(notifier->arena);
    arena_free(notifier->setup_arena);
    if (notifier->base != NULL)
        event_base_free(notifier->base);
    log_close(notifier->log);
}

int notifier_main(int channel_fd)
{
    struct error err = {0};
    struct notifier notifier = {.base = event_base_new(),
                                .log = log_open("notifier", STDERR_FILENO),
                                .setup_arena = arena_new(),
                                .arena = arena_new(),
                                .status = EXIT_FAILURE};

    buffer_init(&notifier.body, MESSAGE_MAX);
    if (notifier.base == NULL)
        error_set(&err, "no event loop");
    else if (sandbox_enter_base(&err))
        notifier.channel = channel_open(notifier.base, channel_fd, &handler, &notifier, &err);
    if (notifier.channel != NULL)
        event_base_dispatch(notifier.base);
    else
        log_failure(notifier.log, LOG_LEVEL_ERROR, "the notifier cannot start", &err);
    close_all(&notifier);
    return notifier.status;
}
