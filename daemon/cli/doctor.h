/* doctor.h: the looks that `doctor` takes, in its order. Each adds at least one finding. `settings`
 * may be of a config with mistakes: what is absent there is not looked at. */
#pragma once

#include "daemon/cli/findings.h"

#include <stdbool.h>
#include <sys/types.h>

struct settings;
struct stat;

#define DOCTOR_GROUPS_MAX 64

/* Whom the service runs as. */
struct service_user {
    uid_t uid;
    gid_t groups[DOCTOR_GROUPS_MAX];
    int group_count;
    const char *name;
    bool is_ours; /* this process may read what the service may */
};

/* The owner of the state folder; where that is not there yet, the user that the installation made,
 * and else who asks. */
void doctor_find_user(const char *state_dir, struct service_user *user);

/* The config with every mistake and, where this user may read them, its secrets. */
struct settings *doctor_look_at_config(struct findings *findings, const char *path,
                                       bool has_secrets, bool *is_right);
void doctor_look_at_files(struct findings *findings, const struct settings *settings,
                          const struct service_user *user);
void doctor_look_at_disk(struct findings *findings, const struct settings *settings);
void doctor_look_at_store(struct findings *findings, const struct settings *settings);
void doctor_look_at_clock(struct findings *findings);
void doctor_look_at_names(struct findings *findings, const struct settings *settings);
void doctor_look_at_certificates(struct findings *findings, const struct settings *settings);
void doctor_look_at_sandbox(struct findings *findings, const struct settings *settings);
void doctor_look_at_service(struct findings *findings, const struct settings *settings);
