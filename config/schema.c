#include "config/schema.h"

#include "config/settings.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define FIELD(type, field)                                                                         \
    .offset = offsetof(struct type, field), .width = sizeof(((struct type *)NULL)->field)
#define LIST(type, field, number)                                                                  \
    .offset = offsetof(struct type, field), .count_offset = offsetof(struct type, number)

#define MINUTE INT64_C(60)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)
#define YEAR (365 * DAY)
#define KIB INT64_C(1024)
#define MIB (1024 * KIB)

static const struct option_choice sandbox_modes[] = {
    {"try", SANDBOX_TRY}, {"require", SANDBOX_REQUIRE}, {NULL, 0}};

static const struct option_choice severities[] = {
    {"low", SEVERITY_LOW}, {"medium", SEVERITY_MEDIUM}, {"high", SEVERITY_HIGH}, {NULL, 0}};

static const struct option_choice sink_types[] = {{"log", SINK_LOG},
                                                  {"journal", SINK_JOURNAL},
                                                  {"webhook", SINK_WEBHOOK},
                                                  {"mail", SINK_MAIL},
                                                  {NULL, 0}};

static const struct option_choice tls_modes[] = {
    {"require", TLS_REQUIRE}, {"none", TLS_NONE}, {NULL, 0}};

static const struct option_choice auth_types[] = {
    {"basic", AUTH_BASIC}, {"bearer", AUTH_BEARER}, {"client-cert", AUTH_CLIENT_CERT}, {NULL, 0}};

static const struct option_choice hints[] = {{"obey", false}, {"ignore", true}, {NULL, 0}};

/* The languages of Snowball's stemmers, by ISO 639-1. */
static const struct option_choice stems[] = {
    {"ar", 0}, {"ca", 0}, {"da", 0}, {"de", 0}, {"el", 0}, {"en", 0}, {"es", 0}, {"eu", 0},
    {"fi", 0}, {"fr", 0}, {"ga", 0}, {"hi", 0}, {"hu", 0}, {"hy", 0}, {"id", 0}, {"it", 0},
    {"lt", 0}, {"ne", 0}, {"nl", 0}, {"no", 0}, {"pt", 0}, {"ro", 0}, {"ru", 0}, {"sr", 0},
    {"sv", 0}, {"ta", 0}, {"tr", 0}, {"yi", 0}, {NULL, 0}};

static const struct option poll_options[] = {
    {"every", OPTION_DURATION, FIELD(settings, poll.every), .min = 1, .max = 90 * DAY,
     .preset = "15m",
     .help = "The interval of a feed that publishes one item an hour; busier feeds are polled more "
             "often, quieter ones less."},
    {"min", OPTION_DURATION, FIELD(settings, poll.min), .min = 1, .max = 90 * DAY, .preset = "5m",
     .help = "No feed is polled more often by its rhythm."},
    {"max", OPTION_DURATION, FIELD(settings, poll.max), .min = 1, .max = 90 * DAY, .preset = "24h",
     .help = "No feed is polled less often by its rhythm."},
    {"verify", OPTION_DURATION, FIELD(settings, poll.verify), .min = 1, .max = 90 * DAY,
     .preset = "24h",
     .help = "A feed that says \"not modified\" for this long against its rhythm is asked once "
             "without validators."},
};

static const struct section poll_section = {"poll", "poll.", poll_options, COUNT(poll_options), 0};

static const struct option per_host_options[] = {
    {"connections", OPTION_NUMBER, FIELD(settings, fetch.per_host_connections), .min = 1, .max = 64,
     .preset = "2", .help = "Connections to one host name at a time."},
    {"spacing", OPTION_DURATION, FIELD(settings, fetch.per_host_spacing_ms), .min = 0, .max = HOUR,
     .scale = 1000, .preset = "1s", .help = "Time between the starts of two polls of one host."},
};

static const struct section per_host_section = {"per_host", "fetch.per_host.", per_host_options,
                                                COUNT(per_host_options), 0};

static const struct option per_address_options[] = {
    {"connections", OPTION_NUMBER, FIELD(settings, fetch.per_address_connections), .min = 1,
     .max = 1024, .preset = "8", .help = "Connections to one address, whatever the host names."},
    {"starts", OPTION_NUMBER, FIELD(settings, fetch.per_address_starts), .min = 1, .max = 1000,
     .preset = "10", .help = "Polls of one address that start in a second."},
};

static const struct section per_address_section = {
    "per_address", "fetch.per_address.", per_address_options, COUNT(per_address_options), 0};

static const struct option fetch_options[] = {
    {"timeout", OPTION_DURATION, FIELD(settings, fetch.timeout), .min = 1, .max = HOUR,
     .preset = "30s", .help = "The time of a whole poll, redirects and all."},
    {"connect_timeout", OPTION_DURATION, FIELD(settings, fetch.connect_timeout), .min = 1,
     .max = HOUR, .preset = "10s", .help = "The time until a connection stands."},
    {"max_body", OPTION_SIZE, FIELD(settings, fetch.max_body), .min = KIB, .max = 16 * MIB,
     .preset = "16MiB", .help = "The size of a document, decoded; a larger one is refused."},
    {"max_header", OPTION_SIZE, FIELD(settings, fetch.max_header), .min = KIB, .max = 256 * KIB,
     .preset = "256KiB", .help = "The size of an answer's headers."},
    {"connections", OPTION_NUMBER, FIELD(settings, fetch.connections), .min = 1, .max = 4096,
     .preset = "256", .help = "Connections of all fetchers together."},
    {"per_host", OPTION_SECTION, .section = &per_host_section, .help = "How one host is spared."},
    {"per_address", OPTION_SECTION, .section = &per_address_section,
     .help = "How one address is spared, behind which many hosts may be."},
    {"allow_addresses", OPTION_NETWORKS,
     LIST(settings, fetch.allow_addresses, fetch.allow_address_count), .count_max = 1024,
     .help = "Addresses and networks, as 10.0.0.0/8, that may be polled although they are not "
             "public."},
    {"proxy", OPTION_PROXY, FIELD(settings, fetch.proxy), .max = 4096,
     .help = "The URL of a proxy for all feeds."},
    {"ca_file", OPTION_PATH, FIELD(settings, fetch.ca_file), .max = 4095,
     .help = "Certificates to trust, as PEM, in place of the system's."},
};

static const struct section fetch_section = {"fetch", "fetch.", fetch_options, COUNT(fetch_options),
                                             0};

static const struct option alerts_options[] = {
    {"backlog", OPTION_DURATION, FIELD(settings, alerts.backlog), .min = 1, .max = 90 * DAY,
     .preset = "24h",
     .help = "The first poll of a new feed alerts only on items published within this time."},
};

static const struct section alerts_section = {"alerts", "alerts.", alerts_options,
                                              COUNT(alerts_options), 0};

static const struct option keep_options[] = {
    {"items", OPTION_DURATION, FIELD(settings, keep.items), .min = 1, .max = 10 * YEAR,
     .preset = "30d", .help = "How long an item is kept after it was seen; at least dedup.window."},
    {"alerts", OPTION_DURATION, FIELD(settings, keep.alerts), .min = 1, .max = 10 * YEAR,
     .preset = "2y", .help = "How long an alert is kept, with the items that it shows."},
};

static const struct section keep_section = {"keep", "keep.", keep_options, COUNT(keep_options), 0};

static const struct option dedup_options[] = {
    {"window", OPTION_DURATION, FIELD(settings, dedup.window), .min = 1, .max = 90 * DAY,
     .preset = "14d", .help = "How old a story may be for a new item to be a copy of it."},
    {"enabled", OPTION_SWITCH, FIELD(settings, dedup.is_enabled), .preset = "on",
     .help = "Are reprints of a story recognised? If not, each item is a story of its own."},
};

static const struct section dedup_section = {"dedup", "dedup.", dedup_options, COUNT(dedup_options),
                                             0};

static const struct option auth_options[] = {
    {"type", OPTION_CHOICE, .is_required = true, FIELD(feed_settings, auth), .choices = auth_types,
     .help = "How the feed wants to be asked."},
    {"file", OPTION_SECRET, FIELD(feed_settings, auth_file), .max = 4095,
     .help = "Of basic: a file of one line \"name:password\". Of bearer: a file with the token."},
    {"cert", OPTION_SECRET, FIELD(feed_settings, client_cert_file), .max = 4095,
     .help = "Of client-cert: a file with the certificate, as PEM."},
    {"key", OPTION_SECRET, FIELD(feed_settings, client_key_file), .max = 4095,
     .help = "Of client-cert: a file with its key, as PEM."},
};

static const struct section auth_section = {"auth", "feeds: auth.", auth_options,
                                            COUNT(auth_options), 0};

static const struct option feed_options[] = {
    {"name", OPTION_NAME, .is_required = true, FIELD(feed_settings, name), .max = 256,
     .help = "What the feed is called, in queries and alerts too. Another name is another feed."},
    {"url", OPTION_URL, .is_required = true, FIELD(feed_settings, url), .max = 4096,
     .help = "Where it is."},
    {"every", OPTION_DURATION, FIELD(feed_settings, every), .min = 1, .max = 90 * DAY,
     .help = "A fixed interval, in place of the feed's rhythm. Holds and back-off still apply."},
    {"groups", OPTION_NAMES, LIST(feed_settings, groups, group_count), .max = 256,
     .help = "Labels for queries (group:)."},
    {"hints", OPTION_CHOICE, FIELD(feed_settings, ignores_hints), .choices = hints,
     .preset = "obey",
     .help = "\"ignore\": max-age, Expires, ttl, skipHours and skipDays do not lengthen the "
             "interval. Retry-After always does."},
    {"verify", OPTION_DURATION, FIELD(feed_settings, verify), .min = 1, .max = 90 * DAY,
     .help = "As poll.verify, for this feed, whatever its rhythm."},
    {"timeout", OPTION_DURATION, FIELD(feed_settings, timeout), .min = 1, .max = HOUR,
     .help = "As fetch.timeout, for this feed."},
    {"proxy", OPTION_PROXY, FIELD(feed_settings, proxy), .max = 4096,
     .help = "As fetch.proxy, for this feed; \"none\": without one."},
    {"headers", OPTION_HEADERS, LIST(feed_settings, headers, header_count), .count_max = 32,
     .help = "Headers that are sent with each request to the feed's own host."},
    {"auth", OPTION_SECTION, .section = &auth_section, .help = "The feed's credentials."},
    {"dedup", OPTION_SWITCH, FIELD(feed_settings, has_dedup), .preset = "on",
     .help = "Off: each item of the feed is a story of its own."},
};

static const struct section feed_section = {"feed", "feeds: ", feed_options, COUNT(feed_options),
                                            sizeof(struct feed_settings)};

static const struct option examples_options[] = {
    {"match", OPTION_EXAMPLES, LIST(topic_settings, match, match_count), .max = 64 * KIB,
     .count_max = 1000,
     .help = "Texts that the query must match, the first line of each being the headline; one of "
             "digits alone is the number of a stored item. A text has no feed, group, language or "
             "URL, which an item has. An item that is not stored any more is warned of."},
    {"no_match", OPTION_EXAMPLES, LIST(topic_settings, no_match, no_match_count), .max = 64 * KIB,
     .count_max = 1000, .help = "Texts and items that it must not match."},
};

static const struct section examples_section = {"examples", "topics: examples.", examples_options,
                                                COUNT(examples_options), 0};

static const struct option topic_options[] = {
    {"name", OPTION_NAME, .is_required = true, FIELD(topic_settings, name), .max = 256,
     .help = "What the topic is called, in alerts. Another name is another topic."},
    {"title", OPTION_TEXT, FIELD(topic_settings, title), .max = 1024,
     .help = "What people read in its place."},
    {"query", OPTION_QUERY, .is_required = true, FIELD(topic_settings, query), .max = 64 * KIB,
     .help = "What it is about, in the query language."},
    {"stem", OPTION_WORD, FIELD(topic_settings, stem), .choices = stems, .preset = "en",
     .help = "The language of ~word in the query and in its @names."},
    {"severity", OPTION_CHOICE, FIELD(topic_settings, severity), .choices = severities,
     .preset = "medium", .help = "What its alerts carry; it changes nothing else."},
    {"notify", OPTION_SINKS, LIST(topic_settings, sinks, sink_count), .max = 256,
     .help = "The sinks of its alerts; without it, every sink."},
    {"examples", OPTION_SECTION, .section = &examples_section,
     .help = "What the query is tried on when the config is checked or reloaded. One that fails is "
             "a mistake."},
};

static const struct section topic_section = {"topic", "topics: ", topic_options,
                                             COUNT(topic_options), sizeof(struct topic_settings)};

static const struct option sink_options[] = {
    {"name", OPTION_NAME, .is_required = true, FIELD(sink_settings, name), .max = 256,
     .help = "What the sink is called. Another name is another sink, which gets alerts from then "
             "on."},
    {"type", OPTION_CHOICE, .is_required = true, FIELD(sink_settings, type), .choices = sink_types,
     .help = "A log file of JSON Lines, the journal, a webhook, or mail."},
    {"path", OPTION_PATH, FIELD(sink_settings, path), .max = 4095,
     .help = "Of a log: the file, an absolute path."},
    {"url", OPTION_SINK_URL, FIELD(sink_settings, url), .max = 4096,
     .help = "Of a webhook: where to post, http or https. Of mail: the server, as "
             "smtp://mail.example.org:587 (STARTTLS) or smtps://mail.example.org:465."},
    {"secret_file", OPTION_SECRET, FIELD(sink_settings, secret_file), .max = 4095,
     .help = "A file with a secret that other users cannot read. Of a webhook: the key that signs "
             "(Standard Webhooks), and on a second line the old one. Of mail: "
             "\"name:password\". A name without a slash is a systemd credential."},
    {"from", OPTION_TEXT, FIELD(sink_settings, from), .max = 320, .help = "Of mail: the sender."},
    {"to", OPTION_TEXT, FIELD(sink_settings, to), .max = 4096,
     .help = "Of mail: the receiver, or several with commas between. While the server refuses one "
             "of them, none gets the mail: who must not wait for another is a sink of his own."},
    {"tls", OPTION_CHOICE, FIELD(sink_settings, tls), .choices = tls_modes, .preset = "require",
     .help = "Of mail over smtp://: \"require\" STARTTLS and a certificate that can be trusted; "
             "\"none\": in the clear, for a server on this machine."},
    {"ca_file", OPTION_PATH, FIELD(sink_settings, ca_file), .max = 4095,
     .help = "Of a webhook or mail: certificates to trust, as PEM, in place of the system's."},
    {"give_up", OPTION_DURATION, FIELD(sink_settings, give_up), .min = 1, .max = 10 * YEAR,
     .preset = "30d",
     .help = "A delivery that failed for this long is dropped, which the log and status say."},
};

static const struct section sink_section = {"sink", "sinks: ", sink_options, COUNT(sink_options),
                                            sizeof(struct sink_settings)};

static const struct option root_options[] = {
    {"state_dir", OPTION_PATH, .is_required = true, FIELD(settings, state_dir), .max = 4000,
     .help = "The folder of the store; one service at a time."},
    {"contact", OPTION_CONTACT, FIELD(settings, contact), .max = 256,
     .help = "A URL or mail address where the owners of polled sites find you; part of the "
             "User-Agent."},
    {"sandbox", OPTION_CHOICE, FIELD(settings, sandbox), .choices = sandbox_modes, .preset = "try",
     .help = "\"require\": do not start on a kernel that cannot confine the processes."},
    {"fetchers", OPTION_NUMBER, FIELD(settings, fetchers), .min = 1, .max = 64, .preset = "2",
     .help = "Processes that poll."},
    {"poll", OPTION_SECTION, .section = &poll_section, .help = "How often feeds are polled."},
    {"fetch", OPTION_SECTION, .section = &fetch_section, .help = "Limits of polls."},
    {"alerts", OPTION_SECTION, .section = &alerts_section, .help = "Rules for alerts."},
    {"keep", OPTION_SECTION, .section = &keep_section, .help = "What is forgotten when."},
    {"dedup", OPTION_SECTION, .section = &dedup_section, .help = "How reprints are recognised."},
    {"feeds", OPTION_ENTRIES, .is_required = true, LIST(settings, feeds, feed_count),
     .section = &feed_section, .help = "What is polled."},
    {"topics", OPTION_ENTRIES, LIST(settings, topics, topic_count), .section = &topic_section,
     .help = "The watch list."},
    {"queries", OPTION_QUERIES, LIST(settings, queries, query_count), .max = 64 * KIB,
     .help = "Named queries, for @name in others."},
    {"sinks", OPTION_ENTRIES, LIST(settings, sinks, sink_count), .count_max = 1024,
     .section = &sink_section, .help = "Where alerts are sent."},
};

const struct section schema_root = {"config", "", root_options, COUNT(root_options),
                                    sizeof(struct settings)};

const struct option *schema_find(const struct section *section, const char *name)
{
    for (size_t i = 0; i < section->count; i++) {
        if (strcmp(section->options[i].name, name) == 0)
            return &section->options[i];
    }
    return NULL;
}

const char *schema_other_home(const struct section *section, const char *name)
{
    if (section != &schema_root && schema_find(&schema_root, name) != NULL)
        return schema_root.path;
    for (size_t i = 0; i < COUNT(root_options); i++) {
        const struct section *other = root_options[i].section;
        if (other != NULL && other != section && schema_find(other, name) != NULL)
            return other->path;
    }
    return NULL;
}

const char *option_type_name(enum option_type type)
{
    static const char *const names[] = {
        [OPTION_NAME] = "a name",
        [OPTION_TEXT] = "a text",
        [OPTION_PATH] = "a path",
        [OPTION_SECRET] = "the path of a file",
        [OPTION_URL] = "a URL",
        [OPTION_PROXY] = "a URL or \"none\"",
        [OPTION_SINK_URL] = "a URL",
        [OPTION_CONTACT] = "a URL or mail address",
        [OPTION_NUMBER] = "a whole number",
        [OPTION_DURATION] = "a duration, as 15m",
        [OPTION_SIZE] = "a size, as 16MiB",
        [OPTION_SWITCH] = "on or off",
        [OPTION_CHOICE] = "one word",
        [OPTION_WORD] = "one word",
        [OPTION_NAMES] = "a list of names, as [wire, world]",
        [OPTION_NETWORKS] = "a list of networks, as [10.0.0.0/8]",
        [OPTION_HEADERS] = "a map of headers, as { X-Key-Id: desk }",
        [OPTION_QUERY] = "a query",
        [OPTION_QUERIES] = "a map of names to queries",
        [OPTION_EXAMPLES] = "a list of texts and numbers of items, as [\"Dockers strike\", 4711]",
        [OPTION_SINKS] = "a list of sinks, as [alerts, desk]",
        [OPTION_SECTION] = "a map of options",
        [OPTION_ENTRIES] = "a list, each entry beginning with \"- name:\"",
    };
    return names[type];
}

const char *option_choice_word(const struct option_choice *choices, int value)
{
    for (; choices->word != NULL; choices++) {
        if (choices->value == value)
            return choices->word;
    }
    return NULL;
}

const char *severity_name(enum severity severity)
{
    return option_choice_word(severities, (int)severity);
}

bool severity_parse(const char *name, enum severity *severity)
{
    for (const struct option_choice *choice = severities; choice->word != NULL; choice++) {
        if (strcmp(choice->word, name) == 0) {
            *severity = (enum severity)choice->value;
            return true;
        }
    }
    return false;
}

const char *sink_type_name(enum sink_type type)
{
    return option_choice_word(sink_types, (int)type);
}
