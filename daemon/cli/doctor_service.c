/* What the service keeps, and how it is. */
#include "config/base/arena.h"
#include "config/base/clock.h"
#include "config/base/error.h"
#include "config/base/rfc3339.h"
#include "config/settings.h"
#include "daemon/cli/control_client.h"
#include "daemon/cli/doctor.h"
#include "store/feeds.h"
#include "store/retention.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define CLOCK_SLACK 300 /* seconds */
#define BACKUP "stop the service, keep a copy, and put a backup back"

/* The state folder is for the service's group alone. */
static bool may_enter(struct findings *findings, const char *area, const char *state_dir)
{
    if (access(state_dir, X_OK) == 0 || errno != EACCES)
        return true;
    findings_add(findings, FINDING_UNKNOWN, area,
                 arena_format(findings->arena, "this user may not enter %s", state_dir),
                 "run doctor as root, or adduser YOU storywatch");
    return false;
}

/* ---- the store */

struct faults {
    struct findings *findings;
    size_t count;
};

static void on_fault(void *owner, const char *what)
{
    struct faults *faults = owner;

    faults->count++;
    findings_add(faults->findings, FINDING_WRONG, "store", what, BACKUP);
}

static bool take_newest(void *owner, const struct feed_state *feed)
{
    int64_t *newest = owner;

    if (feed->last_poll > *newest)
        *newest = feed->last_poll;
    return true;
}

/* A clock that went back makes feeds wait, and alerts look old. */
static void compare_clock(struct findings *findings, struct store *store)
{
    char text[RFC3339_SIZE];
    int64_t newest = NO_TIME;

    if (store_feeds_each(store, take_newest, &newest, NULL) == STORE_FAILED ||
        newest <= clock_wall() + CLOCK_SLACK)
        return;
    findings_add(findings, FINDING_WRONG, "clock",
                 arena_format(findings->arena, "the store knows of a poll at %s, which is to come",
                              rfc3339_format(newest, text)),
                 "set the clock right, and restart the service");
}

static void look_into(struct findings *findings, struct store *store)
{
    struct faults faults = {.findings = findings};
    struct store_counts counts;
    struct error err = {0};

    if (store_quick_check(store, on_fault, &faults, &err) == STORE_FAILED ||
        store_count(store, &counts, &err) == STORE_FAILED)
        findings_add(findings, FINDING_WRONG, "store", err.message,
                     store_is_damaged(store) ? BACKUP : NULL);
    else if (faults.count == 0)
        findings_add(findings, FINDING_FINE, "store",
                     arena_format(findings->arena, "whole: %lld items, %lld stories, %lld alerts",
                                  (long long)counts.items, (long long)counts.stories,
                                  (long long)counts.alerts),
                     NULL);
    compare_clock(findings, store);
}

void doctor_look_at_store(struct findings *findings, const struct settings *settings)
{
    struct error err = {0};

    if (settings->state_dir == NULL || !may_enter(findings, "store", settings->state_dir))
        return;
    struct store *store = store_open(settings->state_dir, STORE_READER, &err);
    if (store != NULL)
        look_into(findings, store);
    else if (!store_is_there(settings->state_dir))
        findings_add(findings, FINDING_NOTE, "store", err.message, NULL);
    else
        findings_add(findings, FINDING_WRONG, "store", err.message, NULL);
    store_close(store);
}

/* ---- the service */

static long long number_of(const json_t *object, const char *key)
{
    return json_integer_value(json_object_get(object, key));
}

static void look_at_role(struct findings *findings, const json_t *role)
{
    const char *name = json_string_value(json_object_get(role, "role"));
    long long number = number_of(role, "number");
    const char *of_number = number > 0 ? arena_format(findings->arena, " %lld", number) : "";

    if (number_of(role, "pid") == 0)
        findings_add(findings, FINDING_WRONG, "service",
                     arena_format(findings->arena, "%s%s does not run", name, of_number),
                     "journalctl -u storywatchd says why it ended");
    else if (!json_is_true(json_object_get(role, "seccomp")) || number_of(role, "landlock") == 0)
        findings_add(findings, FINDING_NOTE, "service",
                     arena_format(findings->arena, "%s%s has not told of its whole sandbox", name,
                                  of_number),
                     "wait a moment after a start; else its journal says what it lacks");
}

/* What would mend a trouble that `status` tells of, by what it begins with. */
static const char *mend_of(const char *trouble)
{
    static const char *const mends[][2] = {
        {"sink ", "storywatch sink test NAME shows the answer, storywatch deliveries what waits"},
        {"config:", "storywatch check tells of every mistake; storywatch reload tries it again"},
        {"store:", "make room, or let the service write: it goes on by itself"},
    };

    for (size_t i = 0; i < sizeof(mends) / sizeof(mends[0]); i++) {
        if (strncmp(trouble, mends[i][0], strlen(mends[i][0])) == 0)
            return mends[i][1];
    }
    return NULL;
}

static void look_at_answer(struct findings *findings, const json_t *answer)
{
    const char *since = json_string_value(json_object_get(answer, "since"));
    const json_t *trouble = json_object_get(answer, "trouble");
    const json_t *roles = json_object_get(answer, "roles");

    findings_add(findings, FINDING_FINE, "service",
                 arena_format(findings->arena, "runs since %s, process %lld",
                              since == NULL ? "?" : since, number_of(answer, "pid")),
                 NULL);
    for (size_t i = 0; i < json_array_size(roles); i++)
        look_at_role(findings, json_array_get(roles, i));
    for (size_t i = 0; i < json_array_size(trouble); i++) {
        const char *what = json_string_value(json_array_get(trouble, i));
        findings_add(findings, FINDING_WRONG, "service", what, mend_of(what));
    }
}

void doctor_look_at_service(struct findings *findings, const struct settings *settings)
{
    struct error err = {0};

    if (settings->state_dir == NULL || !may_enter(findings, "service", settings->state_dir))
        return;
    json_t *answer = control_client_ask(settings->state_dir, "status", &err);
    if (answer != NULL)
        look_at_answer(findings, answer);
    else
        findings_add(findings, FINDING_WRONG, "service", err.message,
                     "systemctl start storywatchd; journalctl -u storywatchd says why it ended");
    json_decref(answer);
}
