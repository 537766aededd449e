/* message.h: what the processes tell each other. Plain bounded records with a codec each:
 * little-endian, whatever the host; they know nothing of sockets. Encoder and decoder of a type
 * stand side by side in message_*.c, by the process that the messages go to or come from. */
#pragma once

#include "feeds/item.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct buffer;

enum message_type {
    /* core → fetcher */
    MESSAGE_FETCHER_SETUP = 1,
    MESSAGE_JOB,
    /* fetcher → core */
    MESSAGE_READY, /* empty body: the sandbox is closed, jobs may come; also notifier → core */
    MESSAGE_ITEM,
    MESSAGE_POLLED,
    MESSAGE_RETURNED, /* body: struct returned_message. A job handed back unasked */
    /* core → notifier */
    MESSAGE_NOTIFIER_SETUP,
    MESSAGE_DELIVER,
    MESSAGE_REOPEN, /* empty body: SIGUSR1 */
    /* notifier → core */
    MESSAGE_LOG_OPENED,
    MESSAGE_DELIVERED,
    /* fetcher, notifier → core, before MESSAGE_READY */
    MESSAGE_SANDBOX,
    /* empty bodies: core → any child, and the child's answer at once */
    MESSAGE_PING,
    MESSAGE_PONG,
    /* core → fetcher */
    MESSAGE_HOLD,
};

#define MESSAGE_MAX (1u << 20) /* bytes of a body */

struct message_bytes {
    const void *data;
    uint32_t len;
    bool is_present;
};

/* What a fetcher must know of the config. Counterpart of struct fetch_settings. */
struct fetcher_setup_message {
    const char *user_agent;
    const char *proxy;
    const char *ca_file;
    int64_t connect_timeout_ms;
    int64_t max_body, max_header;
    uint32_t connections;
    uint32_t per_host_connections;
    int64_t per_host_spacing_ms;
    uint32_t per_address_connections, per_address_starts;
    const char *const *allow_addresses; /* "127.0.0.0/8" */
    uint32_t allow_address_count;
};

struct message_header {
    const char *name, *value;
};

/* Bounds that the decoders keep, beside those of item.h (bytes, or counts of a list). */
#define MESSAGE_NAME_MAX 256
#define MESSAGE_URL_MAX 4096                   /* paths too */
#define MESSAGE_SECRET_MAX 8192                /* and header values */
#define MESSAGE_CERTIFICATE_MAX (128UL * 1024) /* PEM, a chain or a key */
#define MESSAGE_VALIDATOR_MAX 8192
#define MESSAGE_TITLE_MAX 4096 /* of a document, normalised */
#define MESSAGE_ERROR_MAX 2048
#define MESSAGE_WARNINGS_MAX (64UL * 1024)
#define MESSAGE_FINGERPRINT_MAX (64UL * 1024)
#define MESSAGE_LINE_MAX (64UL * 1024) /* an alert */
#define JOB_KNOWN_MAX 10000
#define JOB_HEADERS_MAX 32
#define POLLED_DOCUMENT_MAX 10000
#define SETUP_ADDRESSES_MAX 1024
#define SETUP_SINKS_MAX 1024

struct job_message {
    int64_t number;     /* of the job; answers carry it */
    uint32_t feed_slot; /* index in the core's list of feeds: what the shared page names */
    const char *feed;   /* name, for log lines */
    const char *url;    /* to ask */
    const char *configured_url;
    struct message_bytes etag, last_modified;
    uint64_t body_hash; /* of the last document: the same again is not parsed; 0: none */
    const struct message_header *headers;
    uint32_t header_count;
    const char *user, *bearer, *client_cert, *client_key; /* secrets; NULL: none */
    bool has_no_proxy;
    bool ignores_holds; /* somebody asked for this poll */
    uint32_t fetchers; /* that share the addresses: of `fetcher` is each whose place (below), modulo
                          their number, is its own. 0: it may ask any */
    uint32_t fetcher;
    int64_t timeout_ms;
    const uint64_t *known; /* revisions */
    uint32_t known_count;
};

/* A host that is to be left alone: jobs that wait to ask it come back, and no redirect leads to it.
 */
struct hold_message {
    const char *host; /* in lower case */
    int64_t ms;       /* from now on */
};

struct item_message {
    int64_t job;
    uint64_t revision;
    struct item item; /* texts read; without attachments: nobody behind the parser keeps them */
    const void *fingerprint; /* encoded */
    uint32_t fingerprint_len;
};

enum polled_outcome { /* what the schedule decides by: POLLING.md, decision table */
    POLLED_DOCUMENT,
    POLLED_SAME_DOCUMENT, /* 200 with the body hash of the last one */
    POLLED_NOT_MODIFIED,
    POLLED_CUT, /* complete items were sent, validators stay */
    POLLED_GONE,
    POLLED_RATE_LIMITED,
    POLLED_UNAVAILABLE,
    POLLED_FIRM,
    POLLED_TRANSIENT,
    POLLED_UNREACHED,
    POLLED_REFUSED,
    POLLED_HELD,    /* a redirect led to a host that is left alone: answered_host, or the own one */
    POLLED_OUTCOMES /* their number */
};

struct polled_message {
    int64_t job;
    enum polled_outcome outcome;
    int32_t http_status;
    const char *message; /* "" when all is well */
    struct message_bytes etag, last_modified;
    uint64_t body_hash;
    const char *permanent_url;
    const char *next_url; /* RFC 5005, of a document none of whose items was known */
    int64_t retry_after, fresh_for;
    int32_t ttl; /* minutes */
    uint32_t skip_hours, skip_days;
    int32_t update_period;
    const char *format, *title, *warnings; /* warnings joined by newlines */
    int64_t bytes, duration_ms;
    struct in6_addr address;   /* of the host that was asked, last dialled; zero: none */
    const char *answered_host; /* where a redirect led to another than that; NULL: it did not */
    const uint64_t *document;  /* revisions of the whole document, in its order */
    uint32_t document_count;
    uint32_t item_count; /* item messages sent for this job */
};

struct returned_message {
    int64_t job;
    struct in6_addr address; /* that another fetcher is to ask; zero: it is none of that */
};

/* Which fetcher an address is of: see struct job_message. */
uint64_t message_place_of(const struct in6_addr *address);

/* In the order of the config's enum sink_type. */
enum notifier_sink_type {
    NOTIFIER_LOG,
    NOTIFIER_JOURNAL,
    NOTIFIER_WEBHOOK,
    NOTIFIER_MAIL,
    NOTIFIER_SINK_TYPES /* their number */
};

struct notifier_sink {
    const char *name;
    enum notifier_sink_type type;
    const char *path, *url, *secret, *old_secret;
    const char *ca_file;   /* webhook, mail; NULL: the system's */
    const char *from, *to; /* mail: one address; one or more with commas between */
    bool has_no_tls;       /* mail */
    uint64_t inode;        /* log: of the file that holds last_id; 0: none */
    int64_t last_id;       /* log: last alert marked done */
};

struct notifier_setup_message {
    const char *store_uuid;
    const char *user_agent;
    const struct notifier_sink *sinks;
    uint32_t sink_count;
};

/* One alert for one sink: `line` is the JSON object, without newline. */
struct deliver_message {
    uint32_t sink; /* index in the setup */
    int64_t alert;
    int64_t follows;  /* an earlier alert of the same story, which begins a thread; 0: none */
    int32_t attempts; /* so far */
    const char *line;
};

/* The log sink's file is open and ends with the line of `last_id` (0: it is empty or new). The core
 * sends what follows. Sent at start, on reopen and after any failed write. */
struct log_opened_message {
    uint32_t sink;
    int64_t last_id;
    uint64_t inode;
    const char *error; /* NULL: it is open; else why it is not, and nothing is to be sent for now */
};

/* Log: every line up to `alert` is synced in file `inode`. Others: this one alert, done or failed.
 */
struct delivered_message {
    uint32_t sink;
    int64_t alert;
    bool is_done;
    uint64_t inode;
    bool is_refused;     /* a failure that the server says will not pass */
    int64_t retry_after; /* seconds, as the server asks; 0: by the back-off */
    int64_t duration_ms; /* that the server took, at least 1; 0: it is no server */
    const char *error;   /* of a failure */
    const char *answer;  /* what the server said, one line; NULL: nothing */
};

/* What the sender could close of its sandbox: struct sandbox_state. */
struct sandbox_message {
    bool has_seccomp;
    int32_t landlock; /* ABI; 0: none */
    const char *missing;
};

/* The job that an item message is of, before it is decoded: which memory it will live in depends on
 * it. False: the body is too short. */
bool message_peek_job(const void *body, size_t len, int64_t *job);

/* Encoders append to `out`; false when its limit is too small. Decoders are strict: every length
 * and count is checked against the bytes that are there before memory is taken, strings must be
 * valid UTF-8 without NUL within their bounds, dates in range (years 0 to 9999 or NO_TIME), no byte
 * may be left over. Decoded strings live in the arena. */
#define MESSAGE_CODEC(name)                                                                        \
    bool message_encode_##name(const struct name##_message *message, struct buffer *out);          \
    bool message_decode_##name(struct name##_message *message, const void *body, size_t len,       \
                               struct arena *arena)

MESSAGE_CODEC(fetcher_setup);
MESSAGE_CODEC(job);
MESSAGE_CODEC(hold);
MESSAGE_CODEC(item);
MESSAGE_CODEC(polled);
MESSAGE_CODEC(returned);
MESSAGE_CODEC(notifier_setup);
MESSAGE_CODEC(deliver);
MESSAGE_CODEC(log_opened);
MESSAGE_CODEC(delivered);
MESSAGE_CODEC(sandbox);
