#include "config/base/arena.h"
#include "config/settings.h"
#include "daemon/cli/arguments.h"
#include "daemon/cli/commands.h"
#include "daemon/cli/doctor.h"
#include "daemon/cli/output.h"

#include <stdio.h>
#include <unistd.h>

static const struct usage usage = {
    .synopsis = "doctor [--config FILE] [--json]",
    .help = "Looks at the config, the files, the store, the machine and the service, and says of "
            "each what is fine,\nwhat is wrong, and what would mend it. On a large store it takes "
            "minutes.\nExit 0: nothing is wrong; 1: something is; 78: the config has mistakes.\n",
    .options = "",
};

static void ignore(void *owner, const struct settings_problem *problem)
{
    (void)owner;
    (void)problem;
}

/* The state folder is known only once the config is read, and who may read all of the config only
 * once its folder is known. */
static bool may_read_secrets(const char *path, struct service_user *user)
{
    struct settings *settings = settings_load_broken(path, false, ignore, NULL, &(bool){false});

    doctor_find_user(settings->state_dir, user);
    settings_free(settings);
    return user->is_ours;
}

static int summarise(const struct findings *findings, bool is_right)
{
    if (!findings->is_json)
        printf("\n%zu fine, %zu to note, %zu wrong, %zu unknown\n", findings->counts[FINDING_FINE],
               findings->counts[FINDING_NOTE], findings->counts[FINDING_WRONG],
               findings->counts[FINDING_UNKNOWN]);
    if (!output_finish())
        return CLI_WRONG;
    if (!is_right)
        return CLI_CONFIG;
    return findings->counts[FINDING_WRONG] > 0 ? CLI_WRONG : CLI_DONE;
}

int cmd_doctor(int argc, char **argv)
{
    struct arguments arguments;
    struct service_user user;
    bool is_right;
    int status;

    if (!arguments_read(&arguments, &usage, argc, argv, &status))
        return status;
    struct findings findings = {.arena = arena_new(), .is_json = arguments.is_json};
    bool has_secrets = may_read_secrets(arguments.config, &user);
    struct settings *settings =
        doctor_look_at_config(&findings, arguments.config, has_secrets, &is_right);
    doctor_look_at_files(&findings, settings, &user);
    doctor_look_at_disk(&findings, settings);
    doctor_look_at_store(&findings, settings);
    doctor_look_at_clock(&findings);
    doctor_look_at_names(&findings, settings);
    doctor_look_at_certificates(&findings, settings);
    doctor_look_at_sandbox(&findings, settings);
    doctor_look_at_service(&findings, settings);
    status = summarise(&findings, is_right);
    settings_free(settings);
    arena_free(findings.arena);
    return status;
}
