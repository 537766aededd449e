/* confined.h: what a sandbox lets its process do. None of it can be undone, so that each attempt is
 * made in a process of its own, which enters the sandbox first. */
#pragma once

#include "daemon/sandbox/domain.h"
#include "daemon/sandbox/limits.h"
#include "daemon/sandbox/sandbox.h"

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct attempt {
    const char *what;
    bool (*is_done)(void);
};

enum outcome {
    OUTCOME_DONE,
    OUTCOME_REFUSED,
    OUTCOME_OUTSIDE, /* the sandbox could not be entered, or not all of it */
    OUTCOME_KILLED,
};

static inline bool has_landlock(void)
{
    const struct domain_reach reach = {.files = DOMAIN_FS_READ};
    struct domain domain;
    bool is_there = domain_open(&domain, &reach, NULL);

    domain_close(&domain);
    return is_there;
}

static inline enum outcome outcome_of(bool (*enter)(void), bool (*is_done)(void))
{
    int status;
    pid_t pid = fork();

    if (pid == 0)
        _exit(!enter() ? OUTCOME_OUTSIDE : is_done() ? OUTCOME_DONE : OUTCOME_REFUSED);
    if (waitpid(pid, &status, 0) != pid)
        return OUTCOME_OUTSIDE;
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS)
        return OUTCOME_KILLED;
    return WIFEXITED(status) ? (enum outcome)WEXITSTATUS(status) : OUTCOME_OUTSIDE;
}

/* Every attempt has this outcome. */
static inline void assert_outcomes(bool (*enter)(void), const struct attempt *attempts,
                                   size_t count, enum outcome due)
{
    static const char *const names[] = {"done", "refused", "not in the sandbox", "killed"};

    for (size_t i = 0; i < count; i++) {
        enum outcome outcome = outcome_of(enter, attempts[i].is_done);
        if (outcome != due)
            fail_msg("%s: %s, where it must be %s", attempts[i].what, names[outcome], names[due]);
    }
}

#define ASSERT_OUTCOMES(enter, attempts, due)                                                      \
    assert_outcomes(enter, attempts, sizeof(attempts) / sizeof((attempts)[0]), due)

/* What only Landlock refuses; a kernel without it cannot show that. */
#define ASSERT_OUT_OF_REACH(enter, attempts)                                                       \
    do {                                                                                           \
        if (!has_landlock())                                                                       \
            skip();                                                                                \
        ASSERT_OUTCOMES(enter, attempts, OUTCOME_REFUSED);                                         \
    } while (0)
