/* settings.h: what the operator wrote, read whole and checked whole; nothing in it changes after
 * loading. */
#pragma once

#include "config/base/attributes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct error;

/* Durations are seconds, sizes bytes. Absent strings are NULL. */

enum severity {
    SEVERITY_LOW,
    SEVERITY_MEDIUM,
    SEVERITY_HIGH
};
enum auth_type {
    AUTH_NONE,
    AUTH_BASIC,
    AUTH_BEARER,
    AUTH_CLIENT_CERT
};
enum sink_type {
    SINK_LOG,
    SINK_JOURNAL,
    SINK_WEBHOOK,
    SINK_MAIL
};
/* How a mail server is spoken to over smtp://. */
enum tls_mode {
    TLS_REQUIRE,
    TLS_NONE
};
enum sandbox_mode {
    SANDBOX_TRY,
    SANDBOX_REQUIRE
};

/* Where a value stands. */
struct place {
    const char *file;
    unsigned line;   /* from 1 */
    unsigned column; /* characters, from 1 */
};

/* Characters of a text that stand side by side in the file. */
struct placed_run {
    size_t index; /* of its first character in the text, from 0; it ends where the next begins */
    unsigned line, column;
};

/* A text of the config with the place of each of its characters, also through a block scalar or
 * escapes: placed_text_at(). */
struct placed_text {
    const char *text;
    struct place place; /* of its first character */
    const struct placed_run *runs;
    size_t run_count;
    size_t length; /* characters */
};

struct header_settings {
    const char *name;
    const char *value;
};

struct feed_settings {
    const char *name;
    const char *url;
    struct place place;
    int64_t every;  /* fixed interval; 0: by rhythm */
    int64_t verify; /* 0: the general one */
    int64_t timeout;
    const char *const *groups;
    size_t group_count;
    const struct header_settings *headers;
    size_t header_count;
    enum auth_type auth;
    const char *auth_file; /* basic: name:password; bearer: token; read at load */
    const char *auth_secret;
    const char *client_cert_file;
    const char *client_key_file;
    const char *client_cert; /* their contents (PEM), read at load */
    const char *client_key;
    const char *proxy; /* "none": not the general one */
    bool ignores_hints;
    bool has_dedup;
};

/* What a topic is tried on when the config is checked. */
struct example_settings {
    const char *text; /* only digits: the number of a stored item */
    struct place place;
};

struct topic_settings {
    const char *name;
    const char *title;
    struct placed_text query;
    const char *stem;
    enum severity severity;
    const size_t *sinks; /* indices in settings.sinks */
    size_t sink_count;
    const struct example_settings *match, *no_match; /* that it must be about, and must not */
    size_t match_count, no_match_count;
    struct place place;
};

struct named_query_settings {
    const char *name;
    struct placed_text query;
    struct place place;
};

struct sink_settings {
    const char *name;
    enum sink_type type;
    const char *path; /* log */
    const char *url;  /* webhook, mail (smtp://) */
    const char *secret_file;
    const char *secret;     /* its content, read at load, without the newline */
    const char *old_secret; /* second line of the file: both sign while rotating */
    const char *from, *to;  /* mail */
    enum tls_mode tls;      /* mail */
    const char *ca_file;    /* webhook, mail: in place of the system's certificates */
    int64_t give_up;        /* age after which a delivery is dropped, and said */
    struct place place;
};

struct settings {
    const char *state_dir;
    const char *contact;
    enum sandbox_mode sandbox;
    unsigned fetchers;
    struct {
        int64_t every, min, max, verify;
    } poll;
    struct {
        int64_t timeout, connect_timeout;
        int64_t max_body, max_header;
        unsigned connections;
        unsigned per_host_connections;
        int64_t per_host_spacing_ms;
        unsigned per_address_connections, per_address_starts;
        const char *const *allow_addresses; /* checked: networks as written */
        size_t allow_address_count;
        const char *proxy;
        const char *ca_file;
    } fetch;
    struct {
        int64_t backlog;
    } alerts;
    struct {
        int64_t items, alerts;
    } keep;
    struct {
        int64_t window;
        bool is_enabled;
    } dedup;
    const struct feed_settings *feeds;
    size_t feed_count;
    const struct topic_settings *topics;
    size_t topic_count;
    const struct named_query_settings *queries;
    size_t query_count;
    bool has_unread_queries; /* for a mistake, which was reported */
    const struct sink_settings *sinks;
    size_t sink_count;
    const char *const *files; /* that it was read from, in order */
    size_t file_count;
};

/* One mistake or warning. `message` says what is wrong, and what would be right. */
struct settings_problem {
    struct place place;
    bool is_warning;
    const char *message;
};

typedef void settings_on_problem(void *owner, const struct settings_problem *problem);

/* Reads `path` and the *.yaml of conf.d beside it. Reports every mistake and warning in the order
 * of the files. NULL when there was a mistake. settings_free() ends what it returns. */
struct settings *settings_load(const char *path, settings_on_problem *on_problem, void *owner);

/* As settings_load(), but reads no secret: for whoever needs the rest and may not read them. */
struct settings *settings_load_without_secrets(const char *path, settings_on_problem *on_problem,
                                               void *owner);

/* As settings_load(), or without its secrets, but gives what could be read even of a config with
 * mistakes, so that the rest can be looked at in the same run: texts may be NULL then, and it is
 * not to be put in force. */
struct settings *settings_load_broken(const char *path, bool has_secrets,
                                      settings_on_problem *on_problem, void *owner, bool *is_right);

/* As settings_load_without_secrets(), but of a config with mistakes that names its state_dir what
 * is whole, without its sinks: for whoever reads what the service stored, or asks it. */
struct settings *settings_load_usable(const char *path, settings_on_problem *on_problem,
                                      void *owner);

/* A file of the config as it would be. It need not exist, and may stand anywhere. */
struct settings_change {
    const char *path; /* NULL: none is another */
    const char *text; /* NULL: as if the file were not there */
    size_t len;
};

/* As settings_load_broken(), but reads no secret, and one file as it would be. */
struct settings *settings_load_changed(const char *path, const struct settings_change *change,
                                       settings_on_problem *on_problem, void *owner,
                                       bool *is_right);

/* As settings_load_without_secrets(), of one file's text instead of files; `path` names it. */
struct settings *settings_load_text(const char *path, const char *text, size_t len,
                                    settings_on_problem *on_problem, void *owner);
void settings_free(struct settings *settings); /* NULL is allowed */

/* The feed or topic of this name; NULL: there is none. */
const struct feed_settings *settings_find_feed(const struct settings *settings, const char *name);
const struct topic_settings *settings_find_topic(const struct settings *settings, const char *name);

/* Says that no feed is named so, and which name is most like it. */
void settings_refuse_feed(const struct settings *settings, const char *name, struct error *err);

/* The place of character `index` (from 0) of a placed text; past its end, the place of its end. */
struct place placed_text_at(const struct placed_text *text, size_t index);

const char *severity_name(enum severity severity);
bool severity_parse(const char *name, enum severity *severity);
const char *sink_type_name(enum sink_type type);
