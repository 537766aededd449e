#include "store/migrate.h"

#include "config/base/error.h"
#include "store/statement.h"

#include <stdio.h>

#define APPLICATION_ID 0x73746f77 /* "stow": written into the file's header */

/* Times are seconds since 1970 UTC, NULL: none. Hashes are 64 bits in a signed integer.
 *
 * item_text is a table of its own so that what dedup reads, the rows of item with their
 * fingerprints, stand close together.
 *
 * is_current: the feed's last document has it. is_shown: an alert shows it. Both hold an item past
 * its age; kept in the row so that item_age lists the items that may go and no other. */
static const char version_1[] =
    "CREATE TABLE meta ("
    " one INTEGER PRIMARY KEY CHECK (one = 1),"
    " uuid TEXT NOT NULL);"

    "CREATE TABLE feed ("
    " id INTEGER PRIMARY KEY AUTOINCREMENT,"
    " name TEXT NOT NULL UNIQUE,"
    " url TEXT NOT NULL,"
    " is_configured INTEGER NOT NULL DEFAULT 1,"
    " moved_to TEXT,"
    " epoch BIGINT NOT NULL DEFAULT 0,"
    " status INTEGER NOT NULL DEFAULT 0,"
    " etag BLOB,"
    " last_modified BLOB,"
    " body_hash BIGINT NOT NULL DEFAULT 0,"
    " first_poll BIGINT,"
    " last_poll BIGINT,"
    " last_success BIGINT,"
    " last_document BIGINT,"
    " last_new BIGINT,"
    " next_poll BIGINT,"
    " hold_until BIGINT,"
    " hold_why TEXT,"
    " poll_interval BIGINT NOT NULL DEFAULT 0,"
    " failures INTEGER NOT NULL DEFAULT 0,"
    " http_status INTEGER NOT NULL DEFAULT 0,"
    " last_error TEXT,"
    " polls BIGINT NOT NULL DEFAULT 0,"
    " not_modified BIGINT NOT NULL DEFAULT 0,"
    " bytes_received BIGINT NOT NULL DEFAULT 0,"
    " gaps BIGINT NOT NULL DEFAULT 0,"
    " silent_since BIGINT,"
    " title TEXT,"
    " format TEXT,"
    " rhythm BLOB);"
    "CREATE INDEX feed_removed ON feed (id) WHERE is_configured = 0;"

    "CREATE TABLE document ("
    " feed INTEGER PRIMARY KEY REFERENCES feed (id) ON DELETE CASCADE,"
    " revisions BLOB NOT NULL);"

    "CREATE TABLE story ("
    " id INTEGER PRIMARY KEY AUTOINCREMENT,"
    " seen BIGINT NOT NULL,"
    " fullest BIGINT NOT NULL DEFAULT 0,"
    " copies BIGINT NOT NULL DEFAULT 0,"
    " outlets BIGINT NOT NULL DEFAULT 0);"

    "CREATE TABLE item ("
    " id INTEGER PRIMARY KEY AUTOINCREMENT,"
    " feed BIGINT NOT NULL REFERENCES feed (id),"
    " identity TEXT NOT NULL,"
    " edition INTEGER NOT NULL,"
    " story BIGINT NOT NULL REFERENCES story (id),"
    " is_lead INTEGER NOT NULL,"
    " is_fullest INTEGER NOT NULL,"
    " is_current INTEGER NOT NULL DEFAULT 1,"
    " is_shown INTEGER NOT NULL DEFAULT 0,"
    " revision BIGINT NOT NULL,"
    " seen BIGINT NOT NULL,"
    " revised BIGINT,"
    " outlet TEXT,"
    " fingerprint BLOB NOT NULL,"
    " UNIQUE (feed, identity, edition));"
    "CREATE INDEX item_feed ON item (feed, seen, id, revision);"
    "CREATE INDEX item_document ON item (feed, is_current, revision);"
    "CREATE INDEX item_seen ON item (seen, id);"
    "CREATE INDEX item_story ON item (story, is_lead, outlet);"
    "CREATE INDEX item_age ON item (seen) WHERE is_current = 0 AND is_shown = 0;"

    "CREATE TABLE item_text ("
    " item INTEGER PRIMARY KEY REFERENCES item (id) ON DELETE CASCADE,"
    " published_id TEXT,"
    " url TEXT,"
    " external_url TEXT,"
    " image TEXT,"
    " title TEXT,"
    " published BIGINT,"
    " updated BIGINT,"
    " language TEXT,"
    " authors TEXT,"
    " tags TEXT,"
    " reason TEXT,"
    " summary TEXT,"
    " content TEXT);"

    "CREATE TABLE alert ("
    " id INTEGER PRIMARY KEY AUTOINCREMENT,"
    " time BIGINT NOT NULL,"
    " topic TEXT NOT NULL,"
    " severity TEXT NOT NULL,"
    " story BIGINT NOT NULL REFERENCES story (id),"
    " item BIGINT NOT NULL REFERENCES item (id),"
    " feed TEXT NOT NULL,"
    " title TEXT,"
    " url TEXT,"
    " published BIGINT,"
    " matched TEXT NOT NULL,"
    " copies BIGINT NOT NULL,"
    " UNIQUE (story, topic));"
    "CREATE INDEX alert_time ON alert (time);"
    "CREATE INDEX alert_item ON alert (item);"

    "CREATE TABLE delivery ("
    " sink TEXT NOT NULL,"
    " alert BIGINT NOT NULL REFERENCES alert (id),"
    " attempts INTEGER NOT NULL DEFAULT 0,"
    " next_try BIGINT NOT NULL,"
    " last_error TEXT,"
    " PRIMARY KEY (sink, alert));"
    "CREATE INDEX delivery_alert ON delivery (alert);"
    "CREATE INDEX delivery_due ON delivery (sink, next_try);"

    "CREATE TABLE sink ("
    " name TEXT PRIMARY KEY,"
    " inode BIGINT NOT NULL DEFAULT 0,"
    " last_id BIGINT NOT NULL DEFAULT 0,"
    " last_error TEXT);";

/* What polling must remember beside: the document's hints and size, whether the validators tell the
 * truth, how far the interval was halved, and of which other feed this is the same. */
static const char version_2[] =
    "ALTER TABLE feed ADD COLUMN ttl INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE feed ADD COLUMN skip_hours INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE feed ADD COLUMN skip_days INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE feed ADD COLUMN document_size INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE feed ADD COLUMN same_documents INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE feed ADD COLUMN trust INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE feed ADD COLUMN halvings INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE feed ADD COLUMN same_as TEXT;";

/* What operators say of verdicts. `joined`: the story that this one is shown as. `is_split`: the
 * item leads a story that is younger than it. A correction stands both ways round. */
static const char version_3[] =
    "ALTER TABLE story ADD COLUMN joined BIGINT;"
    "CREATE INDEX story_joined ON story (joined) WHERE joined IS NOT NULL;"
    "ALTER TABLE item ADD COLUMN is_split INTEGER NOT NULL DEFAULT 0;"
    "CREATE INDEX item_split ON item (story) WHERE is_split = 1;"
    "CREATE TABLE correction ("
    " item BIGINT NOT NULL REFERENCES item (id) ON DELETE CASCADE,"
    " other BIGINT NOT NULL REFERENCES item (id) ON DELETE CASCADE,"
    " is_same INTEGER NOT NULL,"
    " PRIMARY KEY (item, other));"
    "CREATE INDEX correction_other ON correction (other);";

/* held_host: where a redirect led to a host that asked to wait. address: of the feed's host, last
 * dialled. poll: the last polls of each feed, in a ring of slots. */
static const char version_4[] = "ALTER TABLE feed ADD COLUMN held_host TEXT;"
                                "ALTER TABLE feed ADD COLUMN address BLOB;"
                                "CREATE TABLE poll ("
                                " feed BIGINT NOT NULL REFERENCES feed (id) ON DELETE CASCADE,"
                                " slot INTEGER NOT NULL,"
                                " number BIGINT NOT NULL,"
                                " started BIGINT NOT NULL,"
                                " duration_ms BIGINT NOT NULL,"
                                " outcome INTEGER NOT NULL,"
                                " http_status INTEGER NOT NULL,"
                                " bytes BIGINT NOT NULL,"
                                " items BIGINT NOT NULL,"
                                " new_items BIGINT NOT NULL,"
                                " poll_interval BIGINT NOT NULL,"
                                " interval_why INTEGER NOT NULL,"
                                " next_poll BIGINT,"
                                " next_why INTEGER NOT NULL,"
                                " message TEXT,"
                                " PRIMARY KEY (feed, slot));";

/* Alerts about the service itself have no story. kind and subject: what is wrong with what;
 * is_open: it still is; begun_by: the alert of the beginning, in that of the end. The unique
 * indexes are the law that each is told once. SQLite lets no column be NULL that was not before:
 * alert is made anew, and delivery with it, which refers to it. failing_since: when a sink last
 * began to take no alerts. */
static const char version_5[] =
    "CREATE TABLE new_alert ("
    " id INTEGER PRIMARY KEY AUTOINCREMENT,"
    " time BIGINT NOT NULL,"
    " topic TEXT NOT NULL,"
    " severity TEXT NOT NULL,"
    " story BIGINT REFERENCES story (id),"
    " item BIGINT REFERENCES item (id),"
    " feed TEXT,"
    " title TEXT,"
    " url TEXT,"
    " published BIGINT,"
    " matched TEXT NOT NULL,"
    " copies BIGINT NOT NULL,"
    " kind TEXT,"
    " subject TEXT,"
    " is_open INTEGER NOT NULL DEFAULT 0,"
    " begun_by BIGINT UNIQUE,"
    " UNIQUE (story, topic),"
    " CHECK ((story IS NULL) = (item IS NULL) AND (story IS NULL) = (kind IS NOT NULL)"
    " AND (kind IS NULL) = (subject IS NULL)));"
    "INSERT INTO new_alert (id, time, topic, severity, story, item, feed, title, url, published,"
    " matched, copies) SELECT id, time, topic, severity, story, item, feed, title, url, published,"
    " matched, copies FROM alert;"
    "CREATE TABLE new_delivery ("
    " sink TEXT NOT NULL,"
    " alert BIGINT NOT NULL REFERENCES new_alert (id),"
    " attempts INTEGER NOT NULL DEFAULT 0,"
    " next_try BIGINT NOT NULL,"
    " last_error TEXT,"
    " PRIMARY KEY (sink, alert));"
    "INSERT INTO new_delivery (sink, alert, attempts, next_try, last_error)"
    " SELECT sink, alert, attempts, next_try, last_error FROM delivery;"
    /* ids of alerts that went by their age are not given again */
    "DELETE FROM sqlite_sequence WHERE name = 'new_alert';"
    "INSERT INTO sqlite_sequence (name, seq)"
    " SELECT 'new_alert', seq FROM sqlite_sequence WHERE name = 'alert';"
    "DROP TABLE delivery;"
    "DROP TABLE alert;"
    "ALTER TABLE new_alert RENAME TO alert;"
    "ALTER TABLE new_delivery RENAME TO delivery;"
    "CREATE INDEX alert_time ON alert (time);"
    "CREATE INDEX alert_item ON alert (item);"
    "CREATE UNIQUE INDEX alert_open ON alert (kind, subject) WHERE is_open = 1;"
    "CREATE INDEX delivery_alert ON delivery (alert);"
    "CREATE INDEX delivery_due ON delivery (sink, next_try);"
    "ALTER TABLE sink ADD COLUMN failing_since BIGINT;";

/* content_hash: item_content_hash(), by which an entry of the last document is found under another
 * id; 0: the item is from before. */
static const char version_6[] =
    "ALTER TABLE item ADD COLUMN content_hash BIGINT NOT NULL DEFAULT 0;"
    "CREATE INDEX item_content ON item (feed, content_hash)"
    " WHERE is_current = 1 AND content_hash <> 0;";

/* migrations[n] leads from version n to version n + 1. */
static const char *const migrations[] = {version_1, version_2, version_3,
                                         version_4, version_5, version_6};

#define VERSION ((int64_t)(sizeof(migrations) / sizeof(migrations[0])))

static enum store_status read_number(struct store *store, const char *sql, int64_t *number,
                                     struct error *err)
{
    CLEANUP(query_end) struct query query = query_of(store, sql, err);
    enum store_status status = query_step(&query);

    if (status == STORE_OK)
        *number = query_read_int(&query);
    return status;
}

/* Sets `*version`; STORE_FAILED unless it is a store that this program knows. */
static enum store_status read_version(struct store *store, int64_t *version, struct error *err)
{
    int64_t application, objects;

    if (read_number(store, "PRAGMA user_version", version, err) != STORE_OK ||
        read_number(store, "PRAGMA application_id", &application, err) != STORE_OK ||
        read_number(store, "SELECT count(*) FROM sqlite_schema", &objects, err) != STORE_OK)
        return STORE_FAILED;
    if (*version > VERSION) {
        error_set(err,
                  "%s: the store is of version %lld, this program knows versions up to %lld; "
                  "install a newer storywatch or put a backup back",
                  store->path, (long long)*version, (long long)VERSION);
        return STORE_FAILED;
    }
    if (application != APPLICATION_ID && (objects > 0 || *version > 0)) {
        error_set(err, "%s: this is the database of another program; move it away", store->path);
        return STORE_FAILED;
    }
    return STORE_OK;
}

static enum store_status migrate_from(struct store *store, int64_t version, struct error *err)
{
    char mark[128];

    snprintf(mark, sizeof(mark), "PRAGMA application_id = %d; PRAGMA user_version = %lld;",
             APPLICATION_ID, (long long)version + 1);
    if (store_begin(store, err) != STORE_OK)
        return STORE_FAILED;
    if (statements_run(store, migrations[version], err) != STORE_OK ||
        statements_run(store, mark, err) != STORE_OK || store_commit(store, err) != STORE_OK) {
        store_rollback(store);
        error_add_context(err, "migrating the store to version %lld", (long long)version + 1);
        return STORE_FAILED;
    }
    return STORE_OK;
}

enum store_status migrate(struct store *store, struct error *err)
{
    int64_t version;

    if (read_version(store, &version, err) != STORE_OK)
        return STORE_FAILED;
    for (; version < VERSION; version++) {
        if (migrate_from(store, version, err) != STORE_OK)
            return STORE_FAILED;
    }
    return STORE_OK;
}

enum store_status migrate_check(struct store *store, struct error *err)
{
    int64_t version;

    if (read_version(store, &version, err) != STORE_OK)
        return STORE_FAILED;
    if (version == VERSION)
        return STORE_OK;
    error_set(err,
              "%s: the store is of version %lld, this program reads version %lld; "
              "restart storywatchd, which brings it up to date",
              store->path, (long long)version, (long long)VERSION);
    return STORE_FAILED;
}
