/* What the config says, and whether its files are there for whom they should be and for no one
 * else. */
#include "config/base/arena.h"
#include "config/files.h"
#include "config/settings.h"
#include "daemon/cli/config_file.h"
#include "daemon/cli/doctor.h"
#include "daemon/core/watch.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define INSTALLED_USER "storywatch"
#define ROOM_WRONG ((uintmax_t)64 << 20) /* bytes: the store's log alone grows to this */
#define ROOM_NOTE ((uintmax_t)1 << 30)
#define FOLDER_OF_NO_ONE (S_IROTH | S_IWOTH | S_IXOTH)

/* ---- whom the service runs as */

void doctor_find_user(const char *state_dir, struct service_user *user)
{
    struct stat st;
    const struct passwd *entry = NULL;

    *user = (struct service_user){.uid = geteuid(), .group_count = DOCTOR_GROUPS_MAX, .name = ""};
    if (state_dir != NULL && stat(state_dir, &st) == 0)
        entry = getpwuid(user->uid = st.st_uid);
    else
        entry = getpwnam(INSTALLED_USER);
    if (entry == NULL)
        entry = getpwuid(user->uid);
    if (entry == NULL) {
        user->group_count = 0;
    } else {
        user->uid = entry->pw_uid;
        user->name = entry->pw_name;
        if (getgrouplist(entry->pw_name, entry->pw_gid, user->groups, &user->group_count) < 0)
            user->group_count = DOCTOR_GROUPS_MAX;
    }
    user->is_ours = geteuid() == 0 || geteuid() == user->uid;
}

/* `right` as of others: 4 to read, 2 to write, 1 to enter. */
static bool may(const struct service_user *user, const struct stat *st, unsigned right)
{
    if (user->uid == 0)
        return true;
    if (user->uid == st->st_uid)
        return (st->st_mode >> 6 & right) == right;
    for (int i = 0; i < user->group_count; i++) {
        if (user->groups[i] == st->st_gid)
            return (st->st_mode >> 3 & right) == right;
    }
    return (st->st_mode & right) == right;
}

/* ---- the config */

static void on_problem(void *owner, const struct settings_problem *problem)
{
    struct findings *findings = owner;

    findings_add(findings, problem->is_warning ? FINDING_NOTE : FINDING_WRONG, "config",
                 arena_format(findings->arena, "%s:%u:%u: %s", problem->place.file,
                              problem->place.line, problem->place.column, problem->message),
                 NULL);
}

struct settings *doctor_look_at_config(struct findings *findings, const char *path,
                                       bool has_secrets, bool *is_right)
{
    struct settings *settings;
    struct watch *watch;

    *is_right = watch_read_config(path, has_secrets, on_problem, findings, &settings, &watch) &&
                config_file_examples_hold(settings, on_problem, findings);
    watch_free(watch);
    if (*is_right)
        findings_add(findings, FINDING_FINE, "config",
                     arena_format(findings->arena, "%s: %s", path,
                                  config_file_extent(settings, findings->arena)),
                     NULL);
    return settings;
}

/* ---- files */

/* A file that the service reads and nobody else writes; false and a finding when it is not so. */
static bool look_at_read_file(struct findings *findings, const struct service_user *user,
                              const char *area, const char *path)
{
    struct stat st;

    if (stat(path, &st) != 0)
        return false; /* the config has said so */
    if ((st.st_mode & S_IWOTH) != 0)
        findings_add(findings, FINDING_WRONG, area,
                     arena_format(findings->arena, "%s can be written by every user", path),
                     arena_format(findings->arena, "chmod o-w %s", path));
    else if (!may(user, &st, 4))
        findings_add(
            findings, FINDING_WRONG, area,
            arena_format(findings->arena, "%s cannot be read by the service's user %s", path,
                         user->name),
            arena_format(findings->arena, "chgrp %s %s; chmod g+r %s", user->name, path, path));
    else
        return true;
    return false;
}

static void look_at_config_files(struct findings *findings, const struct settings *settings,
                                 const struct service_user *user)
{
    bool is_fine = true;

    for (size_t i = 0; i < settings->file_count; i++)
        is_fine = look_at_read_file(findings, user, "files", settings->files[i]) && is_fine;
    if (is_fine)
        findings_add(findings, FINDING_FINE, "files", "the config is read by the service's user",
                     NULL);
}

struct secret_count {
    size_t all, wrong;
};

static void look_at_secret(struct findings *findings, const struct service_user *user,
                           const char *path, struct secret_count *count)
{
    struct stat st;

    if (path == NULL)
        return;
    count->all++;
    if (!look_at_read_file(findings, user, "secrets", path)) {
        count->wrong++;
    } else if (stat(path, &st) == 0 && (st.st_mode & S_IROTH) != 0) {
        count->wrong++;
        findings_add(findings, FINDING_WRONG, "secrets",
                     arena_format(findings->arena, "%s can be read by every user", path),
                     arena_format(findings->arena, "chmod o-r %s", path));
    }
}

static void look_at_secrets(struct findings *findings, const struct settings *settings,
                            const struct service_user *user)
{
    struct secret_count count = {0, 0};

    for (size_t i = 0; i < settings->feed_count; i++) {
        look_at_secret(findings, user, settings->feeds[i].auth_file, &count);
        look_at_secret(findings, user, settings->feeds[i].client_cert_file, &count);
        look_at_secret(findings, user, settings->feeds[i].client_key_file, &count);
    }
    for (size_t i = 0; i < settings->sink_count; i++)
        look_at_secret(findings, user, settings->sinks[i].secret_file, &count);
    if (count.all > 0 && !user->is_ours)
        findings_add(findings, FINDING_UNKNOWN, "secrets",
                     "this user may not look into the files of secrets", "run doctor as root");
    else if (count.wrong == 0)
        findings_add(findings, FINDING_FINE, "secrets",
                     count.all == 0 ? "the config names none"
                                    : "each is read by the service's user, and by no other",
                     NULL);
}

/* A folder that the service writes in. `is_private`: others shall not even look into it. */
static void look_at_folder(struct findings *findings, const struct service_user *user,
                           const char *area, const char *path, bool is_private)
{
    struct arena *arena = findings->arena;
    struct stat st;

    if (stat(path, &st) != 0)
        findings_add(findings, errno == EACCES ? FINDING_UNKNOWN : FINDING_WRONG, area,
                     arena_format(arena, "%s: %s", path, strerror(errno)),
                     errno == EACCES ? "run doctor as root"
                                     : arena_format(arena, "install -d -o %s -g %s -m 750 %s",
                                                    user->name, user->name, path));
    else if (!S_ISDIR(st.st_mode))
        findings_add(findings, FINDING_WRONG, area, arena_format(arena, "%s is no folder", path),
                     "move it away, or name another path in the config");
    else if (!may(user, &st, 3))
        findings_add(
            findings, FINDING_WRONG, area,
            arena_format(arena, "%s cannot be written by the service's user %s", path, user->name),
            arena_format(arena, "chown %s %s; chmod u+rwx %s", user->name, path, path));
    else if ((st.st_mode & S_IWOTH) != 0 && (st.st_mode & S_ISVTX) == 0)
        findings_add(findings, FINDING_WRONG, area,
                     arena_format(arena, "%s can be written by every user", path),
                     arena_format(arena, "chmod o-w %s", path));
    else if (is_private && (st.st_mode & FOLDER_OF_NO_ONE) != 0)
        findings_add(findings, FINDING_NOTE, area,
                     arena_format(arena, "%s can be entered by every user", path),
                     arena_format(arena, "chmod o-rwx %s", path));
    else
        findings_add(
            findings, FINDING_FINE, area,
            arena_format(arena, "%s is written by the service's user %s", path, user->name), NULL);
}

/* One that is not there yet is made by the service, and a folder that it may not enter was told of.
 */
static void look_at_log(struct findings *findings, const struct service_user *user,
                        const char *path)
{
    struct arena *arena = findings->arena;
    struct stat st;

    look_at_folder(findings, user, "log", file_folder_of(arena, path), false);
    if (stat(path, &st) != 0)
        return;
    if (!S_ISREG(st.st_mode))
        findings_add(findings, FINDING_WRONG, "log", arena_format(arena, "%s is no file", path),
                     "move it away, or name another path in the config");
    else if (!may(user, &st, 6))
        findings_add(findings, FINDING_WRONG, "log",
                     arena_format(arena, "%s cannot be read and written by the service's user %s",
                                  path, user->name),
                     arena_format(arena, "chown %s %s; chmod u+rw %s", user->name, path, path));
}

/* The state folder is made by the service: one that is not there yet is fine. */
static void look_at_state(struct findings *findings, const struct settings *settings,
                          const struct service_user *user)
{
    struct stat st;

    if (settings->state_dir == NULL)
        findings_add(findings, FINDING_UNKNOWN, "state", "the config names no state_dir",
                     "mend the config, and run doctor again");
    else if (stat(settings->state_dir, &st) != 0 && errno == ENOENT)
        findings_add(findings, FINDING_NOTE, "state",
                     arena_format(findings->arena, "%s is not there yet", settings->state_dir),
                     "the service makes it when it first starts");
    else
        look_at_folder(findings, user, "state", settings->state_dir, true);
}

void doctor_look_at_files(struct findings *findings, const struct settings *settings,
                          const struct service_user *user)
{
    look_at_config_files(findings, settings, user);
    look_at_secrets(findings, settings, user);
    look_at_state(findings, settings, user);
    for (size_t i = 0; i < settings->sink_count; i++) {
        const struct sink_settings *sink = &settings->sinks[i];
        if (sink->type == SINK_LOG && sink->path != NULL)
            look_at_log(findings, user, sink->path);
    }
}

/* ---- room on the disks */

static void look_at_room(struct findings *findings, const char *folder)
{
    struct arena *arena = findings->arena;
    struct statvfs disk;

    if (statvfs(folder, &disk) != 0)
        return; /* that it is not there was said */
    uintmax_t room = (uintmax_t)disk.f_bavail * disk.f_frsize;
    bool has_files = disk.f_files == 0 || disk.f_favail > 0;
    char *what = arena_format(arena, "%s: %ju MiB free%s", folder, room >> 20,
                              has_files ? "" : ", but no new file can be made");
    if (room < ROOM_WRONG || !has_files)
        findings_add(findings, FINDING_WRONG, "disk", what,
                     "make room: polling stops while nothing can be stored");
    else
        findings_add(findings, room < ROOM_NOTE ? FINDING_NOTE : FINDING_FINE, "disk", what,
                     room < ROOM_NOTE ? "make room, or keep less (keep.items, keep.alerts)" : NULL);
}

void doctor_look_at_disk(struct findings *findings, const struct settings *settings)
{
    const char *last = settings->state_dir;

    if (settings->state_dir != NULL)
        look_at_room(findings, settings->state_dir);
    for (size_t i = 0; i < settings->sink_count; i++) {
        const struct sink_settings *sink = &settings->sinks[i];
        if (sink->type != SINK_LOG || sink->path == NULL)
            continue;
        const char *folder = file_folder_of(findings->arena, sink->path);
        if (last == NULL || strcmp(folder, last) != 0)
            look_at_room(findings, folder);
        last = folder;
    }
}
