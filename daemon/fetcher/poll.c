#include "daemon/fetcher/poll.h"

#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "config/base/error.h"
#include "config/base/utf8.h"
#include "daemon/fetcher/kept_validator.h"
#include "daemon/ipc/channel.h"
#include "daemon/sandbox/guard.h"
#include "feeds/dedup/fingerprint.h"
#include "feeds/parse/parse.h"
#include "feeds/text/html.h"
#include "feeds/url.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#define MESSAGES_OF_A_POLL_MAX ((size_t)32 << 20) /* TRUST 4 */

struct poll {
    const struct poll_reader *reader;
    const struct job_message *job;
    const struct fetch_response *response;
    struct polled_message polled;
    uint64_t *known;      /* sorted */
    size_t known_hits;    /* items of this document that the core has */
    size_t message_bytes; /* sent for this poll */
    size_t left_out;      /* items over the bound of a poll's messages */
    size_t too_large;     /* items that no message can hold */
};

/* ---- hashes */

static int compare_hashes(const void *left, const void *right)
{
    const uint64_t *a = left, *b = right;

    return (*a > *b) - (*a < *b);
}

static void sort_known(struct poll *poll)
{
    const struct job_message *job = poll->job;

    poll->known = arena_array(poll->reader->document, job->known_count, sizeof(uint64_t));
    if (job->known_count == 0)
        return;
    memcpy(poll->known, job->known, job->known_count * sizeof(uint64_t));
    qsort(poll->known, job->known_count, sizeof(uint64_t), compare_hashes);
}

static bool is_known(const struct poll *poll, uint64_t revision)
{
    return bsearch(&revision, poll->known, poll->job->known_count, sizeof(revision),
                   compare_hashes) != NULL;
}

static uint64_t hash_of_body(const struct fetch_response *response)
{
    uint64_t hash = XXH3_64bits(response->body, response->body_len);

    return hash == 0 ? 1 : hash; /* 0 stands for none */
}

/* ---- items */

static bool send_message(struct poll *poll, enum message_type type)
{
    const struct buffer *message = poll->reader->message;

    poll->message_bytes += message->len;
    return channel_send(poll->reader->channel, (uint16_t)type, message->data, message->len);
}

static bool send_item(struct poll *poll, const struct item *item, uint64_t revision)
{
    struct arena *arena = poll->reader->item;
    struct fingerprint fingerprint;
    struct buffer encoded;

    fingerprint_make(&fingerprint, item, arena);
    buffer_init(&encoded, FINGERPRINT_BYTES_MAX);
    struct item_message message = {
        .job = poll->job->number,
        .revision = revision,
        .item = *item,
    };
    buffer_clear(poll->reader->message);
    bool is_encoded = fingerprint_encode(&fingerprint, &encoded);
    message.fingerprint = encoded.data;
    message.fingerprint_len = (uint32_t)encoded.len;
    is_encoded = is_encoded && message_encode_item(&message, poll->reader->message);
    bool is_sent = is_encoded && send_message(poll, MESSAGE_ITEM);
    buffer_free(&encoded);
    if (is_sent)
        poll->polled.item_count++;
    if (!is_encoded)
        poll->too_large++;
    return is_sent || !is_encoded; /* what no message can hold costs that item alone */
}

/* What is left out is not told of in `document` either: the next poll knows nothing of it and takes
 * it then. */
static bool take_item(struct poll *poll, const struct item *published, uint64_t *document)
{
    struct item item = *published;

    arena_reset(poll->reader->item);
    item_read_texts(&item, poll->reader->item);
    uint64_t revision = item_revision(&item);
    bool is_old = is_known(poll, revision);
    if (!is_old && poll->message_bytes > MESSAGES_OF_A_POLL_MAX - MESSAGE_MAX) {
        poll->left_out++;
        return true;
    }
    document[poll->polled.document_count++] = revision;
    poll->known_hits += is_old;
    return is_old || send_item(poll, &item, revision);
}

static bool take_items(struct poll *poll, const struct document *document)
{
    uint64_t *revisions =
        arena_array(poll->reader->document, document->item_count, sizeof(uint64_t));

    poll->polled.document = revisions;
    for (size_t i = 0; i < document->item_count; i++)
        if (!take_item(poll, &document->items[i], revisions))
            return false;
    return true;
}

/* ---- the document */

/* What is no UTF-8 or too long for its field would break the channel; nobody misses it. */
static const char *bounded(const char *text, size_t max)
{
    size_t len = text == NULL ? 0 : strlen(text);

    return text != NULL && len <= max && utf8_is_valid(text, len) ? text : NULL;
}

static const char *plain_title(const struct document *document, struct arena *arena)
{
    const char *title = document->title.str;

    if (title != NULL && document->title.markup == MARKUP_HTML)
        title = text_line_from_html(arena, title, strlen(title));
    return bounded(title, MESSAGE_TITLE_MAX);
}

static const char *join_warnings(const struct document *document, struct arena *arena)
{
    struct buffer joined;

    buffer_init(&joined, MESSAGE_WARNINGS_MAX);
    for (size_t i = 0; i < document->warning_count; i++)
        if (bounded(document->warnings[i], MESSAGE_WARNINGS_MAX) != NULL)
            buffer_append_format(&joined, "%s%s", joined.len == 0 ? "" : "\n",
                                 document->warnings[i]);
    char *copy = arena_string(arena, joined.data);
    buffer_free(&joined);
    return copy;
}

static void take_document(struct poll *poll, const struct document *document)
{
    struct polled_message *polled = &poll->polled;
    struct arena *arena = poll->reader->document;

    polled->ttl = document->ttl;
    polled->skip_hours = document->skip_hours;
    polled->skip_days = document->skip_days;
    polled->update_period = document->update_period;
    polled->format = bounded(document->format, MESSAGE_NAME_MAX);
    polled->title = plain_title(document, arena);
}

static void warn(struct poll *poll, const struct document *document)
{
    struct arena *arena = poll->reader->document;
    const char *warnings = join_warnings(document, arena);

    if (poll->left_out > 0)
        warnings = arena_format(
            arena, "%zu items over the bound of %zu MiB of one poll wait for the next\n%s",
            poll->left_out, MESSAGES_OF_A_POLL_MAX >> 20, warnings);
    if (poll->too_large > 0)
        warnings =
            arena_format(arena, "%zu items over the bound of %u MiB of one item were left out\n%s",
                         poll->too_large, MESSAGE_MAX >> 20, warnings);
    poll->polled.warnings = bounded(warnings, MESSAGE_WARNINGS_MAX);
}

/* None of the items is known, though some were sent before: some may have been missed (POLLING,
 * "Gap"). */
static void look_for_gap(struct poll *poll, const struct document *document)
{
    const char *next = document->next_url != NULL ? document->next_url : document->prev_archive_url;

    if (poll->job->known_count > 0 && poll->known_hits == 0 && document->item_count > 0)
        poll->polled.next_url = bounded(next, MESSAGE_URL_MAX);
}

/* The next poll must get the whole document again. */
static void forget_validators(struct polled_message *polled)
{
    polled->etag = (struct message_bytes){0};
    polled->last_modified = (struct message_bytes){0};
    polled->body_hash = 0;
}

static void refuse(struct poll *poll, const struct error *err)
{
    forget_validators(&poll->polled);
    poll->polled.permanent_url = NULL;
    if (poll->polled.outcome != POLLED_DOCUMENT)
        return; /* cut short: that says it already */
    poll->polled.outcome = POLLED_FIRM;
    poll->polled.message = arena_format(poll->reader->document, "not a feed: %s", err->message);
}

static bool read_document(struct poll *poll)
{
    const struct fetch_response *response = poll->response;
    const struct parse_input input = {
        .bytes = response->body,
        .len = response->body_len,
        .url = response->final_url,
        .content_type = response->content_type,
        .content_location = response->content_location,
        .is_cut = response->outcome == FETCH_CUT,
    };
    struct document document = {0};
    struct error err = {0};

    if (parse_document(&input, poll->reader->document, &document, &err) != PARSE_FEED) {
        refuse(poll, &err);
        return true;
    }
    take_document(poll, &document);
    sort_known(poll);
    if (!take_items(poll, &document))
        return false;
    look_for_gap(poll, &document);
    warn(poll, &document);
    if (poll->left_out > 0)
        forget_validators(&poll->polled);
    return true;
}

/* While it reads, the page names the feed and the guard limits the time: a document that kills or
 * stalls this process is known by it. */
static bool read_guarded(struct poll *poll)
{
    atomic_store(poll->reader->slot, poll->job->feed_slot);
    guard_begin();
    bool is_read = read_document(poll);
    guard_end();
    atomic_store(poll->reader->slot, 0);
    return is_read;
}

/* ---- the whole answer */

static const enum polled_outcome outcome_table[] = {
    [FETCH_DOCUMENT] = POLLED_DOCUMENT,
    [FETCH_CUT] = POLLED_CUT,
    [FETCH_NOT_MODIFIED] = POLLED_NOT_MODIFIED,
    [FETCH_GONE] = POLLED_GONE,
    [FETCH_RATE_LIMITED] = POLLED_RATE_LIMITED,
    [FETCH_UNAVAILABLE] = POLLED_UNAVAILABLE,
    [FETCH_FIRM] = POLLED_FIRM,
    [FETCH_TRANSIENT] = POLLED_TRANSIENT,
    [FETCH_UNREACHED] = POLLED_UNREACHED,
    [FETCH_REFUSED] = POLLED_REFUSED,
    [FETCH_HELD] = POLLED_HELD,
};

/* NULL: the host that was asked has answered itself. */
static const char *other_host(const struct job_message *job, const struct fetch_response *response,
                              struct arena *arena)
{
    if (strcmp(job->url, response->final_url) == 0)
        return NULL;
    const char *asked = url_host(arena, job->url);
    const char *answered = url_host(arena, response->final_url);
    bool is_other = asked != NULL && answered != NULL && strcmp(asked, answered) != 0;
    return is_other ? bounded(answered, MESSAGE_NAME_MAX) : NULL;
}

static struct polled_message begin(const struct job_message *job,
                                   const struct fetch_response *response, struct arena *arena)
{
    const char *giver = response->is_final_configured ? NULL : response->final_url;
    const char *answered_host = other_host(job, response, arena);

    return (struct polled_message){
        .job = job->number,
        .outcome = outcome_table[response->outcome],
        .http_status = response->http_status,
        .message = response->message,
        .etag = kept_validator_make(&response->etag, giver, arena),
        .last_modified = kept_validator_make(&response->last_modified, giver, arena),
        .permanent_url = bounded(response->permanent_url, MESSAGE_URL_MAX),
        .retry_after = response->retry_after,
        .fresh_for = response->fresh_for,
        .bytes = response->bytes,
        .duration_ms = response->duration_ms,
        .address = answered_host == NULL ? response->address : in6addr_any,
        .answered_host = answered_host,
    };
}

bool poll_answer(const struct poll_reader *reader, const struct job_message *job,
                 const struct fetch_response *response)
{
    struct poll poll = {.reader = reader, .job = job, .response = response};

    arena_reset(reader->document);
    poll.polled = begin(job, response, reader->document);
    if (response->outcome == FETCH_DOCUMENT)
        poll.polled.body_hash = hash_of_body(response);
    if (response->outcome == FETCH_DOCUMENT && poll.polled.body_hash == job->body_hash)
        poll.polled.outcome = POLLED_SAME_DOCUMENT;
    else if (response->body_len > 0 && !read_guarded(&poll))
        return false;
    buffer_clear(reader->message);
    return message_encode_polled(&poll.polled, reader->message) &&
           send_message(&poll, MESSAGE_POLLED);
}
